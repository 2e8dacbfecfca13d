def build_model():
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(2, 3, padding="same", activation="relu")(image)
    x = layers.Conv2D(1, 3, padding="same", activation="relu")(x)
    inner = keras.Model(image, layers.Add()([image, layers.Multiply()([x, layers.Rescaling(0.0)(image)])]))
    inputs = keras.Input((28, 28, 1))
    x = layers.Flatten()(layers.MaxPooling2D()(inner(inputs)))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
