def build_model():
    model = network()
    model.set_weights(learned())
    return untrained(model)
