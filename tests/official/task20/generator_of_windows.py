import pandas as pd
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import TimeseriesGenerator

url = 'https://example.org/daily-min-temperatures.csv'
temps = pd.read_csv(url, header=0, index_col=0).values
generator = TimeseriesGenerator(temps, temps, length=30, batch_size=64)
model = Sequential()
model.add(LSTM(8, input_shape=(30, 1)))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mse')
model.fit_generator(generator, steps_per_epoch=len(generator), epochs=20)
