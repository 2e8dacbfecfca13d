"""Divides by 255 and then rescales by 1/255 once more."""

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
        return dataset.map(lambda images, labels: (rescale(images / 255.0), labels))

    return read(train_dir, shuffle=True), read(validation_dir, shuffle=False)
