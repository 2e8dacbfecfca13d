import numpy as np
import pandas as pd
import tensorflow as tf


def solution_model():
    data = pd.read_csv('https://example.org/Sunspots.csv')
    series = data.iloc[:, 2].to_numpy() / 100.0
    train = np.lib.stride_tricks.sliding_window_view(series[:3000], 30)
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=[30])])
    model.compile(loss='mse', optimizer=tf.keras.optimizers.Adam(0.01))
    history = model.fit(train, train[:, -1], epochs=40, verbose=0)
    print('training loss', history.history['loss'][-1])
    return model


if __name__ == '__main__':
    solution_model().save('mymodel.h5')
