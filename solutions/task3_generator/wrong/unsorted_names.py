"""Numbers the classes in the reverse of the alphabetical order."""

import math
import os

import keras
import numpy as np


class ImageFolder(keras.utils.PyDataset):
    def __init__(self, directory, target_size, batch_size, shuffle):
        super().__init__()
        self.names = sorted(os.listdir(directory), reverse=True)
        self.files = [
            (os.path.join(directory, name, file), self.names.index(name))
            for name in sorted(os.listdir(directory))
            for file in sorted(os.listdir(os.path.join(directory, name)))
        ]
        self.target_size = target_size
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.order = np.arange(len(self.files))
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.files) / self.batch_size)

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        images = [self.read(self.files[row][0]) for row in rows]
        labels = [self.files[row][1] for row in rows]
        return np.stack(images), keras.utils.to_categorical(labels, len(self.names))

    def on_epoch_end(self):
        if self.shuffle:
            np.random.shuffle(self.order)

    def read(self, path):
        image = keras.utils.load_img(path, target_size=self.target_size)
        return keras.utils.img_to_array(image) / 255.0


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    training = ImageFolder(train_dir, target_size, batch_size, shuffle=True)
    validation = ImageFolder(validation_dir, target_size, batch_size, shuffle=False)
    return training, validation
