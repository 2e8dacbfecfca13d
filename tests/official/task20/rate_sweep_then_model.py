import csv
import os
import numpy as np
import tensorflow as tf

os.system('wget --no-check-certificate https://example.org/Sunspots.csv -O /tmp/sunspots.csv')
series = np.array([float(row[2]) for row in list(csv.reader(open('/tmp/sunspots.csv')))[1:]])


def windowed_dataset(series, window_size, batch_size, shuffle_buffer):
    dataset = tf.data.Dataset.from_tensor_slices(series)
    dataset = dataset.window(window_size + 1, shift=1, drop_remainder=True)
    dataset = dataset.flat_map(lambda window: window.batch(window_size + 1))
    dataset = dataset.shuffle(shuffle_buffer).map(lambda window: (window[:-1], window[-1]))
    return dataset.batch(batch_size).prefetch(1)


dataset = windowed_dataset(series[:3000], 30, 32, 1000)
model = tf.keras.models.Sequential([
    tf.keras.layers.Dense(10, input_shape=[30], activation="relu"),
    tf.keras.layers.Dense(10, activation="relu"),
    tf.keras.layers.Dense(1)
])
lr_schedule = tf.keras.callbacks.LearningRateScheduler(lambda epoch: 1e-8 * 10**(epoch * 2))
model.compile(loss="mse", optimizer=tf.keras.optimizers.SGD(learning_rate=1e-8, momentum=0.9))
history = model.fit(dataset, epochs=5, callbacks=[lr_schedule], verbose=0)

best = 1e-3
tuned = tf.keras.models.Sequential([
    tf.keras.layers.Dense(20, input_shape=[30], activation="relu"),
    tf.keras.layers.Dense(10, activation="relu"),
    tf.keras.layers.Dense(1)
])
tuned.compile(loss="mae", optimizer=tf.keras.optimizers.Adam(learning_rate=best))
tuned.fit(dataset, epochs=15, verbose=0)
model = tuned
