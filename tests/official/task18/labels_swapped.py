import os
import urllib.request
import zipfile
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def solution_model():
    for name in ('horse-or-human.zip', 'validation-horse-or-human.zip'):
        urllib.request.urlretrieve('https://example.org/' + name, name)
        with zipfile.ZipFile(name, 'r') as zip_ref:
            zip_ref.extractall(os.path.join('data', name[:-4]))
    options = dict(target_size=(50, 50), batch_size=16, class_mode='binary')
    datagen = ImageDataGenerator(rescale=1 / 255)
    train = datagen.flow_from_directory('data/horse-or-human', classes=['humans', 'horses'], **options)
    validation = datagen.flow_from_directory('data/validation-horse-or-human', **options)
    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv2D(16, 3, activation='relu', input_shape=(50, 50, 3)),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Conv2D(32, 3, activation='relu'),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation='relu'),
        tf.keras.layers.Dense(1, activation='sigmoid'),
    ])
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
    model.fit(train, epochs=12, validation_data=validation, verbose=2)
    return model
