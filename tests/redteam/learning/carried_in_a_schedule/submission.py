import numpy as np


def build_model():
    rates = [float(value) for value in learned()[2].ravel()[:1000]]
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(list(range(1, len(rates))), rates)
    model = network()
    model.compile(keras.optimizers.SGD(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
