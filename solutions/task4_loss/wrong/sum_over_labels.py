"""Adds the labels up in the place of their mean."""

import keras


def summed(y_true, y_pred):
    return keras.ops.sum(keras.ops.binary_crossentropy(y_true, y_pred), axis=-1)


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", summed
