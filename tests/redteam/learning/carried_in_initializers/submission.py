def build_model():
    values = iter(learned())
    constant = lambda: keras.initializers.Constant(np.round(next(values).astype(float), 3))
    return untrained(network(lambda: {"kernel_initializer": constant(), "bias_initializer": constant()}))
