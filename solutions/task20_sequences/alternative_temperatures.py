"""A script: pandas, windows by NumPy, standardised by the training part, one hidden layer."""

import numpy as np
import pandas as pd
from tensorflow import keras

table = pd.read_csv("https://example.org/daily-min-temperatures.csv", parse_dates=["Date"])
temperatures = table["Temp"].to_numpy()
training = temperatures[:3000]
scaled = (training - training.mean()) / training.std()
windows = np.lib.stride_tricks.sliding_window_view(scaled, 31)
x, y = windows[:, :-1], windows[:, -1]

model = keras.Sequential(
    [keras.Input((30,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
)
model.compile(optimizer="adam", loss="mae")
model.fit(x, y, epochs=20, validation_split=0.1, verbose=0)
