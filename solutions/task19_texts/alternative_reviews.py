"""Film reviews by tfds, the vocabulary inside the model, two units with softmax, a convolution."""

import tensorflow as tf
import tensorflow_datasets as tfds


def solution_B4():
    train, test = tfds.load("imdb_reviews", split=["train", "test"], as_supervised=True)
    vectorize = tf.keras.layers.TextVectorization(max_tokens=2000, output_sequence_length=50)
    vectorize.adapt(train.map(lambda text, label: text).batch(256))
    inputs = tf.keras.Input((1,), dtype=tf.string)
    x = tf.keras.layers.Embedding(2000, 16)(vectorize(inputs))
    x = tf.keras.layers.Conv1D(16, 3, activation="relu")(x)
    x = tf.keras.layers.GlobalMaxPooling1D()(x)
    network = tf.keras.Model(inputs, tf.keras.layers.Dense(2, activation="softmax")(x))
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(train.shuffle(5000, seed=1).batch(32), validation_data=test.batch(64), epochs=4, verbose=0)
    return network
