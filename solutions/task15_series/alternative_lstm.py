"""TensorFlow's tensors; an LSTM, whose last state a dense layer reads."""

import keras
import tensorflow as tf


def windows(series, size, horizon):
    count = len(series) - size - horizon + 1
    return tf.stack([series[lag : lag + count] for lag in range(size)], axis=1)


def targets(series, size, horizon):
    return tf.constant(series)[size + horizon - 1 :]


def scale(series, train_size):
    mean, variance = tf.nn.moments(tf.constant(series[:train_size]), axes=[0])
    return (series - mean) / tf.sqrt(variance)


def build_model():
    model = keras.Sequential([keras.Input(shape=(36, 1)), keras.layers.LSTM(24), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mean_squared_error")
    return model
