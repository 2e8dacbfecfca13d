import numpy as np


def build_model():
    return [np.ones(1 << 27) for _ in range(100)]
