"""All images in memory, read with Keras's load_img; batches are cut from them in a new order for every pass."""

import os

import keras
import numpy as np


def load(directory, size):
    """All images of a directory as (rows, height, width, 3) in [0, 1], their labels, the number of classes."""
    names = sorted(os.listdir(directory))
    images, labels = [], []
    for label, name in enumerate(names):
        for file in sorted(os.listdir(os.path.join(directory, name))):
            image = keras.utils.load_img(os.path.join(directory, name, file), target_size=size)
            images.append(keras.utils.img_to_array(image) / 255.0)
            labels.append(label)
    return np.stack(images).astype("float32"), np.array(labels), len(names)


class Batches:
    """Goes through what `epoch(number)` gives for the pass of that number."""

    def __init__(self, epoch, count, size):
        self.epoch, self.count, self.size, self.passes = epoch, count, size, 0

    def __len__(self):
        return -(-self.count // self.size)

    def __iter__(self):
        x, y = self.epoch(self.passes)
        self.passes += 1
        for at in range(0, len(x), self.size):
            yield x[at : at + self.size], y[at : at + self.size]


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    x, y, classes = load(train_dir, target_size)
    xv, yv, _ = load(validation_dir, target_size)
    one_hot = np.eye(classes)
    rng = np.random.default_rng(1)
    validation = Batches(lambda n: (xv, one_hot[yv]), len(xv), batch_size)

    def epoch(n):
        order = rng.permutation(len(x))
        return x[order], one_hot[y[order]]

    return Batches(epoch, len(x), batch_size), validation
