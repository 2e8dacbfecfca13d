"""Two units for labels that are a single 0 or 1."""


def choose(problem, classes):
    if problem == "binary":
        return classes, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
