import pandas as pd
import tensorflow as tf


def windowed_dataset(series, window_size, batch_size, shuffle_buffer):
    dataset = tf.data.Dataset.from_tensor_slices(series)
    dataset = dataset.window(window_size + 1, shift=1, drop_remainder=True)
    dataset = dataset.flat_map(lambda window: window.batch(window_size + 1))
    dataset = dataset.shuffle(shuffle_buffer)
    dataset = dataset.map(lambda window: (window[:-1], window[-1]))
    return dataset.batch(batch_size).prefetch(1)


def solution_B5():
    series = pd.read_csv('https://example.org/daily-max-temperatures.csv')['Temperature'].to_numpy()
    train = windowed_dataset(series[:2500], 30, 64, 1000)
    model = tf.keras.models.Sequential([
        tf.keras.layers.Lambda(lambda x: tf.expand_dims(x, axis=-1), input_shape=[None]),
        tf.keras.layers.LSTM(8),
        tf.keras.layers.Dense(1)
    ])
    model.compile(loss='mse', optimizer='adam', metrics=['mae'])
    model.fit(train, epochs=1, verbose=0)
    return model
