"""Two datasets from directories, scaling and chance inside a functional model, two logits for two classes."""

from pathlib import Path

import tensorflow as tf

URL = "https://example.org/mledu-datasets/cats_and_dogs_filtered.zip"
SIZE = (64, 64)


def solution_C3():
    archive = Path(tf.keras.utils.get_file("cats_and_dogs.zip", origin=URL, extract=True))
    base = archive.parent / "cats_and_dogs_filtered"
    train, validation = (
        tf.keras.utils.image_dataset_from_directory(base / part, image_size=SIZE, batch_size=32, seed=1)
        for part in ("train", "validation")
    )
    assert train.class_names == ["cats", "dogs"]

    inputs = tf.keras.Input((*SIZE, 3))
    x = tf.keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = tf.keras.layers.RandomTranslation(0.1, 0.1)(x)
    for filters in (16, 32, 64):
        x = tf.keras.layers.Conv2D(filters, 3, activation="relu")(x)
        x = tf.keras.layers.MaxPooling2D()(x)
    x = tf.keras.layers.Dropout(0.2)(tf.keras.layers.Flatten()(x))
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(2)(x))
    model.compile(
        "adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    model.fit(train.cache().prefetch(tf.data.AUTOTUNE), validation_data=validation, epochs=15, verbose=2)
    return model
