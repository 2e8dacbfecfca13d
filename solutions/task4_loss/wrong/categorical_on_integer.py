"""The loss for one-hot labels is given integers."""


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
