"""Functional form, a helper that is shared by both networks, a zoom that is fixed to one ratio, global pooling."""

import keras
from keras.layers import (
    Conv2D,
    Dense,
    GlobalMaxPooling2D,
    MaxPooling2D,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)


def build_augmentation():
    inputs = keras.Input(shape=(28, 28, 1))
    x = RandomRotation((-0.05, 0.05), fill_mode="constant", interpolation="bilinear")(inputs)
    x = RandomTranslation((-0.1, 0.1), (-0.1, 0.1), fill_mode="constant")(x)
    outputs = RandomZoom((-0.1, 0.1), fill_mode="constant")(x)
    return keras.Model(inputs, outputs)


def network(inputs, x):
    x = MaxPooling2D()(Conv2D(32, 3, activation="relu")(x))
    x = MaxPooling2D()(Conv2D(64, 3, activation="relu")(x))
    x = GlobalMaxPooling2D()(Conv2D(64, 3, activation="relu")(x))
    model = keras.Model(inputs, Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(0.002), keras.losses.SparseCategoricalCrossentropy())
    return model


def build_model(augment):
    inputs = keras.Input(shape=(28, 28, 1))
    return network(inputs, build_augmentation()(inputs) if augment else inputs)
