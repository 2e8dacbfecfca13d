"""Frozen 3x3 filters with one weight that is not zero: they pass the image on to a dense network."""

import keras
import numpy as np
from keras import layers


def one_pixel():
    kernel = np.zeros((3, 3, 1, 1), "float32")
    kernel[1, 1] = 1.0
    conv = layers.Conv2D(1, 3, padding="same", activation="relu", trainable=False)
    conv.build((None, 28, 28, 1))
    conv.kernel.assign(kernel)
    return conv


def build_model():
    inputs = keras.Input(shape=(28, 28, 1))
    x = one_pixel()(one_pixel()(inputs))
    x = layers.MaxPooling2D()(layers.UpSampling2D()(x))
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
