"""The functional interface, two hidden layers, SGD with momentum."""

import keras


def build_model():
    inputs = keras.Input((64,))
    x = keras.layers.Dense(48, activation="relu")(inputs)
    x = keras.layers.Dense(32, activation="relu")(x)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(
        optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss=keras.losses.SparseCategoricalCrossentropy()
    )
    return model
