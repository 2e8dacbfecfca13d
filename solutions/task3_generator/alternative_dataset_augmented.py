"""image_dataset_from_directory, augmented by Keras layers inside map."""

import keras
import tensorflow as tf
from keras import layers


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    rescale = layers.Rescaling(1.0 / 255)
    augment = keras.Sequential(
        [
            layers.RandomRotation(0.03),
            layers.RandomTranslation(0.08, 0.08),
            layers.RandomContrast(0.1, value_range=(0, 1)),
        ]
    )

    def read(directory, shuffle):
        dataset = keras.utils.image_dataset_from_directory(
            directory,
            label_mode="categorical",
            image_size=target_size,
            batch_size=batch_size,
            shuffle=shuffle,
            interpolation="bicubic",
        )
        return dataset.map(lambda images, labels: (rescale(images), labels))

    training = read(train_dir, shuffle=True).map(
        lambda images, labels: (augment(images, training=True), labels),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    validation = read(validation_dir, shuffle=False)
    return training.prefetch(tf.data.AUTOTUNE), validation.cache().prefetch(tf.data.AUTOTUNE)
