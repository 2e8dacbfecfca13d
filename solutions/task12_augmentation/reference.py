"""Keras's random layers in a Sequential of their own, as the first layer of the network."""

import keras
from keras import layers


def build_augmentation():
    return keras.Sequential(
        [
            layers.RandomTranslation(0.12, 0.12, fill_mode="constant"),
            layers.RandomRotation(0.06, fill_mode="constant"),
            layers.RandomZoom(0.15, fill_mode="constant"),
        ]
    )


def build_model(augment):
    model = keras.Sequential([keras.Input((28, 28, 1))])
    if augment:
        model.add(build_augmentation())
    model.add(layers.Conv2D(32, 3, activation="relu"))
    model.add(layers.MaxPooling2D())
    model.add(layers.Conv2D(64, 3, activation="relu"))
    model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
