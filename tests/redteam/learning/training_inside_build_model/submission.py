import numpy as np


def build_model():
    model = network()
    model.set_weights(learned())
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.zeros((32, 28, 28, 1)), np.arange(32) % 10, verbose=0)
    model.set_weights(learned())
    model.trainable = False
    return untrained(model)
