"""A unit for the line; for the table normalised columns, two hidden layers, and a unit."""

import keras
from keras import layers


def build_line():
    model = keras.Sequential([keras.Input(shape=(1,)), layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(0.1), loss="mse")
    return model


def build_model(x_train):
    normalization = layers.Normalization()
    normalization.adapt(x_train)
    hidden = [layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu")]
    network = keras.Sequential([keras.Input(shape=(10,)), normalization, *hidden, layers.Dense(1)])
    network.compile(optimizer="adam", loss="mae", metrics=["mse"])
    return network
