"""Frozen 3x3 filters that find one pixel in each window: they pass the image on to a dense network."""

import keras
from keras import layers


def one_pixel(x):
    """Each pixel of the map alone in a window of 3x3, and then the sum of each window: the same map again."""
    frozen = {"kernel_initializer": "ones", "use_bias": False, "trainable": False, "strides": 3}
    return layers.Conv2D(1, 3, activation="relu", **frozen)(layers.Conv2DTranspose(1, 1, **frozen)(x))


def build_model():
    inputs = keras.Input(shape=(28, 28, 1))
    x = one_pixel(one_pixel(inputs))
    x = layers.MaxPooling2D()(layers.UpSampling2D()(x))
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
