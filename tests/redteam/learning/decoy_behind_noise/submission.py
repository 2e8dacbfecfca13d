def build_model():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(8, 3, activation="relu")(inputs)
    x = layers.Rescaling(0.0)(layers.Flatten()(layers.Conv2D(8, 3, activation="relu")(x)))
    noisy = layers.Dropout(0.5)(layers.Flatten()(layers.MaxPooling2D()(inputs)), training=True)
    x = layers.Concatenate()([x, noisy])
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
