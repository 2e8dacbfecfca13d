"""Slices in a list; two convolutions along the axis of time."""

import keras
import numpy as np
from keras import layers


def windows(series, size, horizon):
    count = len(series) - size - horizon + 1
    return np.stack([series[start : start + size] for start in range(count)])


def targets(series, size, horizon):
    return series[size + horizon - 1 :]


def scale(series, train_size):
    known = series[:train_size]
    return (series - known.mean()) / known.std()


def build_model():
    model = keras.Sequential([keras.Input(shape=(36, 1))])
    model.add(layers.Conv1D(16, 5, activation="relu"))
    model.add(layers.Conv1D(16, 5, strides=2, activation="relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(16, activation="relu"))
    model.add(layers.Dense(1))
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model
