def build_model():
    model = sound()
    model.pop()
    model.add(layers.Dense(10, activation="softmax", kernel_initializer="zeros"))
    return untrained(model)
