def build_model():
    inputs = keras.Input((28, 28, 1))
    layers.Conv2D(8, 3, activation="relu")(layers.Conv2D(8, 3, activation="relu")(inputs))
    x = layers.Flatten()(layers.MaxPooling2D()(inputs))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
