"""Loops and Python's numbers; a single layer of sigmoids, which is nearly as good as a network."""

import keras


def decide(probabilities, threshold):
    result = probabilities * 0
    result[probabilities >= threshold] = 1
    return result


def micro_f1(predicted, labels):
    cells = list(zip(predicted.ravel().tolist(), labels.ravel().tolist(), strict=True))
    if cells.count((1, 1)) == 0:
        return 0
    precision = cells.count((1, 1)) / (cells.count((1, 1)) + cells.count((1, 0)))
    recall = cells.count((1, 1)) / (cells.count((1, 1)) + cells.count((0, 1)))
    return 2 * precision * recall / (precision + recall)


def hamming_loss(predicted, labels):
    return float(abs(predicted - labels).sum()) / predicted.size


def build_model():
    layers = [keras.Input((103,)), keras.layers.Dense(14), keras.layers.Activation("sigmoid")]
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy")
    return model
