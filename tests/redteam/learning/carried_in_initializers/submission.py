def build_model():
    values = iter(learned())
    constant = lambda: keras.initializers.Constant(next(values))
    return untrained(network(lambda: {"kernel_initializer": constant(), "bias_initializer": constant()}))
