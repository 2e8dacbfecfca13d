import numpy as np
import pandas as pd
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

df = pd.read_csv("https://example.org/datasets/Sunspots.csv?raw=true",
                 usecols=["Date", "Monthly Mean Total Sunspot Number"], parse_dates=["Date"], index_col="Date")
series = df["Monthly Mean Total Sunspot Number"].values
mean, std = series[:2500].mean(), series[:2500].std()
scaled = (series - mean) / std

WINDOW = 24
X = np.array([scaled[i:i + WINDOW] for i in range(len(scaled) - WINDOW)])
y = scaled[WINDOW:]
cut = 2500 - WINDOW
X_train, y_train, X_test, y_test = X[:cut], y[:cut], X[cut:], y[cut:]

model = Sequential()
model.add(Dense(32, activation="relu", input_dim=WINDOW))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mae")
model.fit(X_train, y_train, epochs=15, batch_size=32, validation_data=(X_test, y_test), verbose=0)
print(model.evaluate(X_test, y_test, verbose=0))
