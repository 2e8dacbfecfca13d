def build_model():
    inputs = keras.Input((28, 28, 1))
    one = layers.Conv2D(1, 3, padding="same", activation="relu", trainable=False)
    other = layers.Conv2D(1, 3, padding="same", activation="relu", trainable=False)
    x = layers.Add()([inputs, layers.Subtract()([one(inputs), other(inputs)])])
    other.set_weights(one.get_weights())
    x = layers.Flatten()(layers.MaxPooling2D()(x))
    return untrained(keras.Model(inputs, layers.Dense(10, activation="softmax")(x)))
