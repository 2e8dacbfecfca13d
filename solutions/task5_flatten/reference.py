import math

import keras
from keras import layers


def flatten(images):
    return images.reshape(len(images), math.prod(images.shape[1:]))


def build_model():
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.001)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
