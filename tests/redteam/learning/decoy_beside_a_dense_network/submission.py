def build_model():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(8, 3, activation="relu")(inputs)
    x = layers.Flatten()(layers.Conv2D(8, 3, activation="relu")(x))
    x = layers.Rescaling(0.2)(layers.Dense(8)(x))
    work = layers.Dense(64, activation="relu")(layers.Flatten()(layers.MaxPooling2D()(inputs)))
    x = layers.Dense(10, activation="softmax")(layers.Concatenate()([x, work]))
    return untrained(keras.Model(inputs, x))
