"""Functional API: batch normalisation, and a global average pooling instead of Flatten."""

import keras
from keras import layers


def conv_block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


def build_model():
    inputs = keras.Input(shape=(28, 28, 1))
    x = layers.MaxPooling2D()(conv_block(inputs, 16))
    x = layers.MaxPooling2D()(conv_block(x, 48))
    x = conv_block(x, 96)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    rate = keras.optimizers.schedules.CosineDecay(4e-3, decay_steps=10 * 125)
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model
