"""Models inside a model: one that extracts features, one that classifies."""

import keras
from keras import layers


def build_model():
    features = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
        ],
        name="features",
    )
    classifier = keras.Sequential(
        [
            keras.Input(shape=features.output_shape[1:]),
            layers.Flatten(),
            layers.Dropout(0.4),
            layers.Dense(10, activation="softmax"),
        ],
        name="classifier",
    )
    inputs = keras.Input(shape=(28, 28, 1))
    model = keras.Model(inputs, classifier(features(inputs)))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
