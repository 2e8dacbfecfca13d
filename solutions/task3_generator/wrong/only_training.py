"""Returns the training pipeline alone."""

import keras


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    training = keras.utils.image_dataset_from_directory(
        train_dir, label_mode="categorical", image_size=target_size, batch_size=batch_size
    )
    return training.map(lambda images, labels: (images / 255.0, labels))
