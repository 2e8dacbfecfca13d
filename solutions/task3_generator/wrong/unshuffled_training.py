"""Turns shuffling off for both directories."""

import keras
from keras import layers


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    rescale = layers.Rescaling(1.0 / 255)

    def read(directory, shuffle):
        dataset = keras.utils.image_dataset_from_directory(
            directory,
            label_mode="categorical",
            image_size=target_size,
            batch_size=batch_size,
            shuffle=shuffle,
        )
        return dataset.map(lambda images, labels: (rescale(images), labels))

    return read(train_dir, shuffle=False), read(validation_dir, shuffle=False)
