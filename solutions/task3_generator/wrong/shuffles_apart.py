"""Shuffles images and labels each for itself, and zips them afterwards."""

import keras
import tensorflow as tf


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    def read(directory):
        dataset = keras.utils.image_dataset_from_directory(
            directory,
            label_mode="categorical",
            image_size=target_size,
            batch_size=None,
            shuffle=False,
        )
        return dataset.map(lambda image, label: (image / 255.0, label))

    ordered = read(train_dir)
    images = ordered.map(lambda image, label: image).shuffle(1000)
    labels = ordered.map(lambda image, label: label).shuffle(1000)
    training = tf.data.Dataset.zip((images, labels)).batch(batch_size)
    return training, read(validation_dir).batch(batch_size)
