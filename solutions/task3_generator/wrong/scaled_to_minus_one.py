"""Scales to [-1, 1], as some pre-trained networks want it."""

import keras
from keras import layers


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    rescale = layers.Rescaling(1.0 / 127.5, offset=-1)

    def read(directory, shuffle):
        dataset = keras.utils.image_dataset_from_directory(
            directory,
            label_mode="categorical",
            image_size=target_size,
            batch_size=batch_size,
            shuffle=shuffle,
        )
        return dataset.map(lambda images, labels: (rescale(images), labels))

    return read(train_dir, shuffle=True), read(validation_dir, shuffle=False)
