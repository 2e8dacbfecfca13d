"""One augmenting generator for both directories."""

from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    generator = ImageDataGenerator(
        rescale=1.0 / 255, rotation_range=15, width_shift_range=0.1, height_shift_range=0.1
    )
    options = {
        "target_size": target_size,
        "batch_size": batch_size,
        "class_mode": "categorical",
    }
    training = generator.flow_from_directory(train_dir, **options)
    validation = generator.flow_from_directory(validation_dir, shuffle=False, **options)
    return training, validation
