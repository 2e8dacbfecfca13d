"""One pairing for every problem: the one that was right last time."""


def choose(problem, classes):
    return classes, "softmax", "categorical_crossentropy"
