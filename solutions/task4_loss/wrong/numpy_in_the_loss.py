"""Computes the loss in NumPy, which a compiled fit cannot."""

import numpy as np


def by_hand(y_true, y_pred):
    y, p = y_true.numpy(), y_pred.numpy()
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", by_hand
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
