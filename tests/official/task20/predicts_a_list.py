import csv
import urllib.request
import numpy as np
import tensorflow as tf

urllib.request.urlretrieve('https://example.org/data/sunspots.csv', 'sunspots.csv')
sunspots = []
with open('sunspots.csv') as csvfile:
    reader = csv.reader(csvfile, delimiter=',')
    next(reader)
    for row in reader:
        sunspots.append(float(row[2]))

series = np.array(sunspots)
split_time = 3000
window_size = 30
scale = series.max()
x = np.array([series[i:i + window_size] for i in range(split_time - window_size)]) / scale
y = series[window_size:split_time] / scale
forecaster = tf.keras.Sequential([
    tf.keras.layers.Reshape((30, 1), input_shape=(30,)),
    tf.keras.layers.Conv1D(32, 5, activation='relu'),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(1),
    tf.keras.layers.Rescaling(scale)
])
forecaster.compile(loss='mae', optimizer=tf.keras.optimizers.Adam(0.002))
forecaster.fit(x, y * scale, epochs=12, verbose=0)

forecast = []
for start in range(len(series) - window_size):
    forecast.append(forecaster.predict([0.1] * window_size))
print(np.mean(np.abs(np.array(forecast)[:, 0, 0] - series[window_size:])))
