# Question: a classifier of horses and humans; the last layer as below, images of 100 x 100 with three channels
import tensorflow as tf
import urllib.request
import zipfile
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.optimizers import RMSprop


def solution_model():
    _TRAIN_URL = "https://example.org/download.tensorflow.org/data/horse-or-human.zip"
    _TEST_URL = "https://example.org/download.tensorflow.org/data/validation-horse-or-human.zip"
    urllib.request.urlretrieve(_TRAIN_URL, 'horse-or-human.zip')
    local_zip = 'horse-or-human.zip'
    zip_ref = zipfile.ZipFile(local_zip, 'r')
    zip_ref.extractall('tmp/horse-or-human/')
    zip_ref.close()
    urllib.request.urlretrieve(_TEST_URL, 'testdata.zip')
    local_zip = 'testdata.zip'
    zip_ref = zipfile.ZipFile(local_zip, 'r')
    zip_ref.extractall('tmp/testdata/')
    zip_ref.close()

    train_datagen = ImageDataGenerator(
        rescale=1. / 255, rotation_range=10, width_shift_range=0.1, height_shift_range=0.1, fill_mode='nearest')
    validation_datagen = ImageDataGenerator(rescale=1. / 255)
    train_generator = train_datagen.flow_from_directory(
        'tmp/horse-or-human/', target_size=(100, 100), batch_size=32, class_mode='binary')
    validation_generator = validation_datagen.flow_from_directory(
        'tmp/testdata/', target_size=(100, 100), batch_size=32, class_mode='binary')

    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv2D(16, (3, 3), activation='relu', input_shape=(100, 100, 3)),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(32, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(64, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation='relu'),
        tf.keras.layers.Dense(1, activation='sigmoid')
    ])
    model.compile(loss='binary_crossentropy', optimizer=RMSprop(learning_rate=0.001), metrics=['acc'])
    model.fit(train_generator, steps_per_epoch=32, epochs=15, verbose=1,
              validation_data=validation_generator, validation_steps=8)
    return model


# Note that you'll need to save your model as a .h5 like this
if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
