def build_model():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(1, 3, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(1, 3, padding="same", activation="relu")(x)
    x = layers.Subtract()([layers.Add()([inputs, x]), x])
    x = layers.Flatten()(layers.MaxPooling2D()(x))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
