"""Comparisons and sums of whole arrays; one hidden layer with dropout."""

import keras
import numpy as np
from keras import layers


def decide(probabilities, threshold):
    return (probabilities >= threshold).astype(int)


def micro_f1(predicted, labels):
    hits = np.sum((predicted == 1) & (labels == 1))
    both = np.sum(predicted) + np.sum(labels)
    return 2 * hits / both if both > 0 else 0.0


def hamming_loss(predicted, labels):
    return np.mean(predicted != labels)


def build_model():
    model = keras.Sequential([keras.Input((103,))])
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(14, activation="sigmoid"))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"])
    return model
