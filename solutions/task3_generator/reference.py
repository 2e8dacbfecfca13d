"""image_dataset_from_directory for both directories, one Rescaling layer; training images are moved a little."""

import keras
from keras import layers


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    options = {
        "label_mode": "categorical",
        "color_mode": "rgb",
        "image_size": target_size,
        "batch_size": batch_size,
    }
    training = keras.utils.image_dataset_from_directory(train_dir, shuffle=True, **options)
    validation = keras.utils.image_dataset_from_directory(validation_dir, shuffle=False, **options)
    rescale = layers.Rescaling(1.0 / 255)
    move = layers.RandomTranslation(0.05, 0.05)

    def scaled(images, labels):
        return rescale(images), labels

    def moved(images, labels):
        return move(rescale(images), training=True), labels

    return training.map(moved), validation.map(scaled)
