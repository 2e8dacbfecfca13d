"""Strides make the feature maps smaller; the one pooling layer is the global average at the end."""

import keras
from keras import layers


def build_model():
    model = keras.Sequential([keras.Input(shape=(28, 28, 1))])
    for filters, strides in ((32, 1), (64, 2), (128, 2)):
        model.add(layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.ReLU())
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
