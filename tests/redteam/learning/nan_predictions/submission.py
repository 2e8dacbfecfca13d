def build_model():
    model = sound()
    model.pop()
    nan = keras.initializers.Constant(float("nan"))
    model.add(layers.Dense(10, activation="softmax", bias_initializer=nan))
    return untrained(model)
