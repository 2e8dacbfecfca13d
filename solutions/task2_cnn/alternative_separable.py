"""Separable convolutions: few parameters, and built by the first batch (no keras.Input)."""

import keras
from keras import layers


def build_model():
    model = keras.Sequential()
    model.add(layers.Conv2D(16, 5, padding="same", activation="relu"))
    model.add(layers.MaxPooling2D())
    for filters in (48, 96):
        model.add(layers.SeparableConv2D(filters, 5, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.Activation("relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(10, activation="softmax"))
    rate = keras.optimizers.schedules.CosineDecay(4e-3, decay_steps=10 * 125)
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
