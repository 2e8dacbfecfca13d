"""Takes the validation images out of train_dir and never looks at validation_dir."""

from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    generator = ImageDataGenerator(rescale=1.0 / 255, validation_split=0.2)
    options = {
        "target_size": target_size,
        "batch_size": batch_size,
        "class_mode": "categorical",
    }
    training = generator.flow_from_directory(train_dir, subset="training", **options)
    validation = generator.flow_from_directory(train_dir, subset="validation", shuffle=False, **options)
    return training, validation
