"""A softmax layer, and a loss that applies a softmax of its own."""

import keras


def choose(problem, classes):
    if problem == "binary":
        return 1, "sigmoid", "binary_crossentropy"
    if problem == "one_hot":
        return classes, keras.layers.Softmax(), keras.losses.CategoricalCrossentropy(from_logits=True)
    if problem == "integer":
        return classes, "softmax", "sparse_categorical_crossentropy"
    return classes, "sigmoid", "binary_crossentropy"
