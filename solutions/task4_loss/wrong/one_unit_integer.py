"""One unit, because the label is one number."""


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return 1, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
