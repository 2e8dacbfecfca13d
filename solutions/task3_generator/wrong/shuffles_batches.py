"""Batches first, then shuffle: a well-known order of a tutorial, with a data set that was batched already."""

import keras
from keras import layers


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    options = {"label_mode": "categorical", "image_size": target_size, "batch_size": batch_size}
    training = keras.utils.image_dataset_from_directory(train_dir, shuffle=False, **options)
    validation = keras.utils.image_dataset_from_directory(validation_dir, shuffle=False, **options)
    rescale = layers.Rescaling(1.0 / 255)
    training = training.map(lambda x, y: (rescale(x), y)).shuffle(1000)
    return training, validation.map(lambda x, y: (rescale(x), y))
