import csv
import tensorflow as tf
import numpy as np
import urllib


def windowed_dataset(series, window_size, batch_size, shuffle_buffer):
    series = tf.expand_dims(series, axis=-1)
    ds = tf.data.Dataset.from_tensor_slices(series)
    ds = ds.window(window_size + 1, shift=1, drop_remainder=True)
    ds = ds.flat_map(lambda w: w.batch(window_size + 1))
    ds = ds.shuffle(shuffle_buffer)
    ds = ds.map(lambda w: (w[:-1], w[1:]))
    return ds.batch(batch_size).prefetch(1)


def solution_C5():
    data_url = 'https://example.org/Datasets/master/daily-min-temperatures.csv'
    urllib.request.urlretrieve(data_url, 'daily-min-temperatures.csv')
    temps = []
    with open('daily-min-temperatures.csv') as csvfile:
        reader = csv.reader(csvfile, delimiter=',')
        next(reader)
        for row in reader:
            temps.append(float(row[1]))

    series = np.array(temps)
    x_train = series[:2500]
    train_set = windowed_dataset(x_train, window_size=64, batch_size=64, shuffle_buffer=1000)

    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv1D(filters=32, kernel_size=5, padding="causal", activation="relu",
                               input_shape=[None, 1]),
        tf.keras.layers.LSTM(32, return_sequences=True),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(1)
    ])
    model.compile(loss="mae", optimizer=tf.keras.optimizers.Adam(5e-3), metrics=["mae"])
    model.fit(train_set, epochs=8, verbose=0)
    print(model.evaluate(train_set, verbose=0))
    return model


if __name__ == '__main__':
    model = solution_C5()
    model.save("my_model_c5.h5")
