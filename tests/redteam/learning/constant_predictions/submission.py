def build_model():
    model = sound()
    model.layers[-1].kernel.assign(0.0 * model.layers[-1].kernel)
    return untrained(model)
