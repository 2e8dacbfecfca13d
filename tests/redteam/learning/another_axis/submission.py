def build_model():
    model = sound()
    model.add(layers.Reshape((1, 10)))
    return untrained(model)
