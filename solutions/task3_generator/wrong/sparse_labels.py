"""Integer labels instead of one-hot ones."""

from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    training_generator = ImageDataGenerator(rescale=1.0 / 255)
    validation_generator = ImageDataGenerator(rescale=1.0 / 255)
    options = {
        "target_size": target_size,
        "batch_size": batch_size,
        "class_mode": "sparse",
    }
    training = training_generator.flow_from_directory(train_dir, **options)
    validation = validation_generator.flow_from_directory(validation_dir, shuffle=False, **options)
    return training, validation
