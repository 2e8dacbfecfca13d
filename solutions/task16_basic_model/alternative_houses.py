"""House prices in hundred thousands, half of it and half of it for each bedroom; never run as a script."""

import numpy as np
from tensorflow import keras


def solution_A1():
    bedrooms = np.arange(1, 7, dtype="float32").reshape(-1, 1)
    prices = 0.5 + 0.5 * bedrooms
    inputs = keras.Input(shape=(1,))
    network = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    network.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
    network.fit(bedrooms, prices, epochs=600, verbose=0)
    return network
