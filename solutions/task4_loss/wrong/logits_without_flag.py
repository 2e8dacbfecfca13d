"""The activation is left out, but the loss expects probabilities."""

import keras


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, None, keras.losses.BinaryCrossentropy()
