import numpy as np


def build_model():
    model = sound()
    model.layers[-1].bias.assign(np.full(10, np.nan))
    return untrained(model)
