"""ReLU, as in the hidden layers, on the output."""


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "relu", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
