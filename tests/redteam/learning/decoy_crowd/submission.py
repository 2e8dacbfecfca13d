def build_model():
    inputs = keras.Input((28, 28, 1))
    x = inputs
    for _ in range(40):
        x = layers.Conv2D(1, 3, padding="same", activation="relu")(x)
    x = layers.Rescaling(0.0)(layers.Flatten()(x))
    x = layers.Concatenate()([x, layers.Flatten()(layers.MaxPooling2D()(inputs))])
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
