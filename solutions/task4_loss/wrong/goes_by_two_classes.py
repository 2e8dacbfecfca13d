"""Takes every problem with two classes for the binary one."""


def choose(problem, classes):
    if classes == 2:
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
