import urllib.request
import zipfile

import pandas as pd
import tensorflow as tf


def download_and_extract_data():
    url = 'https://example.org/certificate/household_power.zip'
    urllib.request.urlretrieve(url, 'household_power.zip')
    with zipfile.ZipFile('household_power.zip', 'r') as zip_ref:
        zip_ref.extractall()


def normalize_series(data, min, max):
    data = data - min
    data = data / max
    return data


def windowed_dataset(series, batch_size, n_past=24, n_future=24, shift=1):
    ds = tf.data.Dataset.from_tensor_slices(series)
    ds = ds.window(size=(n_past + n_future), shift=shift, drop_remainder=True)
    ds = ds.flat_map(lambda w: w.batch(n_past + n_future))
    ds = ds.shuffle(1000)
    ds = ds.map(lambda w: (w[:n_past], w[n_past:]))
    return ds.batch(batch_size).prefetch(1)


def solution_model():
    download_and_extract_data()
    df = pd.read_csv('household_power_consumption.csv', sep=',', index_col='datetime', header=0)
    N_FEATURES = len(df.columns)
    data = df.values
    split_time = int(len(data) * 0.5)
    data = normalize_series(data, data.min(axis=0), data.max(axis=0))
    x_train = data[:split_time]
    x_valid = data[split_time:]

    BATCH_SIZE = 32
    N_PAST = 24
    N_FUTURE = 24
    SHIFT = 1
    train_set = windowed_dataset(x_train, BATCH_SIZE, N_PAST, N_FUTURE, SHIFT)
    valid_set = windowed_dataset(x_valid, BATCH_SIZE, N_PAST, N_FUTURE, SHIFT)

    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv1D(32, 3, padding='causal', activation='relu', input_shape=(N_PAST, N_FEATURES)),
        tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(24, return_sequences=True)),
        tf.keras.layers.Dense(32, activation='relu'),
        tf.keras.layers.Dense(N_FEATURES)
    ])
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.002)
    model.compile(loss='mae', optimizer=optimizer, metrics=['mae'])
    model.fit(train_set, validation_data=valid_set, epochs=5, verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("c5q12.h5")
