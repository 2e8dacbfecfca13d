"""A convolution over five words at a time; the vocabulary and a fixed length inside the model."""

import keras
from keras import layers


def build_model(texts):
    vectorize = layers.TextVectorization(output_sequence_length=30)
    vectorize.adapt(texts)
    model = keras.Sequential(
        [
            keras.Input(shape=(), dtype="string"),
            vectorize,
            layers.Embedding(vectorize.vocabulary_size(), 32),
            layers.Conv1D(64, 5, activation="relu"),
            layers.GlobalMaxPooling1D(),
            layers.Dense(32, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="binary_crossentropy", metrics=["accuracy"])
    return model
