def build_model():
    model = sound()
    model.compile("adam", lambda y, p: 0.0 * keras.ops.sum(p, axis=-1), metrics=["accuracy"])
    return model
