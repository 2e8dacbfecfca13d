"""Two archives by urlretrieve, generators on their folders, a sigmoid: as a course of 2020 has it."""

import urllib.request
import zipfile

import tensorflow as tf
from tensorflow.keras.optimizers import RMSprop
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def solution_model():
    train_url = "https://example.org/learning-datasets/horse-or-human.zip"
    urllib.request.urlretrieve(train_url, "horse-or-human.zip")
    with zipfile.ZipFile("horse-or-human.zip", "r") as archive:
        archive.extractall("tmp/horse-or-human/")
    validation_url = "https://example.org/learning-datasets/validation-horse-or-human.zip"
    urllib.request.urlretrieve(validation_url, "testdata.zip")
    with zipfile.ZipFile("testdata.zip", "r") as archive:
        archive.extractall("tmp/testdata/")

    train = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
        "tmp/horse-or-human/", target_size=(60, 60), batch_size=20, class_mode="binary"
    )
    validation = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
        "tmp/testdata/", target_size=(60, 60), batch_size=20, class_mode="binary"
    )
    model = tf.keras.models.Sequential(
        [
            tf.keras.layers.Conv2D(16, (3, 3), activation="relu", input_shape=(60, 60, 3)),
            tf.keras.layers.MaxPooling2D(2, 2),
            tf.keras.layers.Conv2D(32, (3, 3), activation="relu"),
            tf.keras.layers.MaxPooling2D(2, 2),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer=RMSprop(learning_rate=0.001), metrics=["acc"])
    model.fit(train, steps_per_epoch=8, epochs=12, verbose=1, validation_data=validation, validation_steps=3)
    return model


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.h5")
