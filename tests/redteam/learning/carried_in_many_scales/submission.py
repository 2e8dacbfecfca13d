import numpy as np


def build_model():
    values = [float(value) for value in np.concatenate([value.ravel() for value in learned()])]
    model = network()
    for value in values[:400]:
        model.add(layers.Rescaling(value))
    return untrained(model)
