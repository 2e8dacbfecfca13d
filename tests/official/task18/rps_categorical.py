import urllib.request
import zipfile
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def solution_model():
    url = 'https://example.org/download.tensorflow.org/data/rps.zip'
    urllib.request.urlretrieve(url, 'rps.zip')
    local_zip = 'rps.zip'
    zip_ref = zipfile.ZipFile(local_zip, 'r')
    zip_ref.extractall('tmp/')
    zip_ref.close()

    TRAINING_DIR = "tmp/rps/"
    training_datagen = ImageDataGenerator(rescale=1./255, validation_split=0.2)
    train_generator = training_datagen.flow_from_directory(
        TRAINING_DIR, target_size=(50, 50), class_mode='categorical', batch_size=24, subset='training')
    validation_generator = training_datagen.flow_from_directory(
        TRAINING_DIR, target_size=(50, 50), class_mode='categorical', batch_size=24, subset='validation')

    model = tf.keras.models.Sequential([
        tf.keras.layers.Conv2D(32, (3, 3), activation='relu', input_shape=(50, 50, 3)),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Conv2D(32, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D(2, 2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64, activation='relu'),
        tf.keras.layers.Dense(3, activation='softmax')
    ])
    model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
    model.fit(train_generator, epochs=10, validation_data=validation_generator, verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
