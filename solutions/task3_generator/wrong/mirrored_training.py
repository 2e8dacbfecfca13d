"""Augments by flips, which make other symbols of the images."""

from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    options = {"target_size": target_size, "batch_size": batch_size, "class_mode": "categorical"}
    augmented = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, vertical_flip=True)
    plain = ImageDataGenerator(rescale=1 / 255)
    return (
        augmented.flow_from_directory(train_dir, **options),
        plain.flow_from_directory(validation_dir, shuffle=False, **options),
    )
