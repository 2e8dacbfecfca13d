"""The sigmoid is applied twice: once as the activation, once inside the loss."""

import keras


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", keras.losses.BinaryCrossentropy(from_logits=True)
    if problem == "one_hot":
        return classes, "softmax", "categorical_crossentropy"
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
