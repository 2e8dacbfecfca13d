"""A recurrent network with masking, so that no fixed length is needed; functional form, one axis for the text."""

import keras
import tensorflow as tf


def build_model(texts):
    to_numbers = keras.layers.TextVectorization(max_tokens=500)
    to_numbers.adapt(tf.data.Dataset.from_tensor_slices(texts).batch(256))
    inputs = keras.Input(shape=(1,), dtype="string")
    x = keras.layers.Embedding(500, 24, mask_zero=True)(to_numbers(inputs))
    x = keras.layers.LSTM(32)(x)
    outputs = keras.layers.Dense(1, activation="sigmoid")(x)
    model = keras.Model(inputs, outputs)
    model.compile("adam", keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.BinaryAccuracy()])
    model.optimizer.learning_rate = 0.003
    return model
