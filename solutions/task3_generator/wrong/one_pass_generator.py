"""A Python generator, which is at its end after the first epoch."""

import os
import random

import numpy as np
from PIL import Image


def load(path, target_size):
    height, width = target_size
    image = Image.open(path).convert("RGB").resize((width, height))
    return np.asarray(image, dtype="float32") / 255.0


def batches(directory, target_size, batch_size, shuffle):
    names = sorted(os.listdir(directory))
    files = [
        (os.path.join(directory, name, file), label)
        for label, name in enumerate(names)
        for file in sorted(os.listdir(os.path.join(directory, name)))
    ]
    if shuffle:
        random.shuffle(files)
    for start in range(0, len(files), batch_size):
        chosen = files[start : start + batch_size]
        images = np.stack([load(path, target_size) for path, _ in chosen])
        yield images, np.eye(len(names))[[label for _, label in chosen]]


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    training = batches(train_dir, target_size, batch_size, shuffle=True)
    validation = batches(validation_dir, target_size, batch_size, shuffle=False)
    return training, validation
