import numpy as np


def build_model():
    return helper(3)


def helper(rows):
    return np.zeros(rows).reshape(2, 2)
