"""As the official exam's template has it."""

import json
import urllib.request

import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_model():
    urllib.request.urlretrieve("https://example.org/sarcasm.json", "sarcasm.json")
    vocab_size, embedding_dim, max_length, training_size = 1000, 16, 120, 20000

    with open("sarcasm.json") as file:
        rows = json.load(file)
    sentences = [row["headline"] for row in rows]
    labels = np.array([row["is_sarcastic"] for row in rows])

    tokenizer = Tokenizer(num_words=vocab_size, oov_token="<OOV>")
    tokenizer.fit_on_texts(sentences[:training_size])
    sequences = tokenizer.texts_to_sequences(sentences)
    padded = pad_sequences(sequences, maxlen=max_length, padding="post", truncating="post")
    training_padded, training_labels = padded[:training_size], labels[:training_size]
    testing_padded, testing_labels = padded[training_size:], labels[training_size:]

    model = tf.keras.Sequential(
        [
            tf.keras.layers.Embedding(vocab_size, embedding_dim),
            tf.keras.layers.GlobalAveragePooling1D(),
            tf.keras.layers.Dense(24, activation="relu"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    tests = testing_padded, testing_labels
    model.fit(training_padded, training_labels, epochs=5, validation_data=tests, verbose=2)
    return model


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.h5")
