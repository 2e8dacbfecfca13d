import urllib.request
import zipfile

import tensorflow as tf


def preprocess(image, label):
    image = tf.image.resize(image, (30, 30))
    image = tf.cast(image, tf.float32) / 255.
    return image, label


def solution_model():
    url = 'https://example.org/certificate/germantrafficsigns.zip'
    urllib.request.urlretrieve(url, 'germantrafficsigns.zip')
    with zipfile.ZipFile('germantrafficsigns.zip', 'r') as zip_ref:
        zip_ref.extractall()

    train_ds = tf.keras.preprocessing.image_dataset_from_directory(
        directory='train/', labels='inferred', label_mode='categorical', batch_size=32, image_size=(30, 30))
    val_ds = tf.keras.preprocessing.image_dataset_from_directory(
        directory='validation/', labels='inferred', label_mode='categorical', batch_size=32, image_size=(30, 30))
    train_ds = train_ds.map(preprocess, num_parallel_calls=tf.data.experimental.AUTOTUNE).prefetch(
        tf.data.experimental.AUTOTUNE)
    val_ds = val_ds.map(preprocess, num_parallel_calls=tf.data.experimental.AUTOTUNE)

    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv2D(32, (3, 3), activation='relu', input_shape=(30, 30, 3)),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(64, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(256, activation='relu'),
        tf.keras.layers.Dense(43, activation='softmax')
    ])
    model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
    model.fit(train_ds, validation_data=val_ds, epochs=20, verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
