"""Saves a unit where there are two classes."""


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes if classes > 2 else 1, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
