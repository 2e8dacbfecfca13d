def choose(problem, classes):
    return True, "sigmoid", "binary_crossentropy"
