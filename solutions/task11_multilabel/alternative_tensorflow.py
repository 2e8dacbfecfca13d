"""TensorFlow's tensors; two hidden layers in the functional form, with batch normalisation and F1 as a metric."""

import keras
import tensorflow as tf


def decide(probabilities, threshold):
    return tf.greater_equal(probabilities, threshold)


def micro_f1(predicted, labels):
    p, t = tf.cast(predicted, tf.float32), tf.cast(labels, tf.float32)
    return tf.math.divide_no_nan(2 * tf.reduce_sum(p * t), tf.reduce_sum(p) + tf.reduce_sum(t))


def hamming_loss(predicted, labels):
    return tf.reduce_mean(tf.cast(predicted != tf.constant(labels), tf.float64))


def build_model():
    inputs = x = keras.Input(shape=(103,))
    for units in (128, 64):
        x = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.Dense(units)(x))
        x = keras.layers.Dropout(0.4)(keras.layers.ReLU()(x))
    model = keras.Model(inputs, keras.layers.Dense(14, activation="sigmoid")(x))
    f1 = keras.metrics.F1Score(average="micro", threshold=0.5)
    model.compile("adam", keras.losses.BinaryCrossentropy(), metrics=[f1])
    return model
