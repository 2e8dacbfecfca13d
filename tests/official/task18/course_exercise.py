import os
import random
import shutil
import subprocess

import tensorflow as tf
from shutil import copyfile
from tensorflow.keras.preprocessing.image import ImageDataGenerator

subprocess.run(["wget", "--no-check-certificate", "https://example.org/download/kagglecatsanddogs_5340.zip",
                "-O", "cats-and-dogs.zip"], check=True)
subprocess.run(["unzip", "-q", "cats-and-dogs.zip", "-d", "all"], check=True)

source_path = 'all/PetImages'
root_dir = 'cats-v-dogs'
if os.path.exists(root_dir):
    shutil.rmtree(root_dir)


def create_train_val_dirs(root_path):
    for part in ("training", "validation"):
        for pet in ("cats", "dogs"):
            os.makedirs(os.path.join(root_path, part, pet))


def split_data(SOURCE_DIR, TRAINING_DIR, VALIDATION_DIR, SPLIT_SIZE):
    names = []
    for name in os.listdir(SOURCE_DIR):
        if os.path.getsize(os.path.join(SOURCE_DIR, name)) > 0:
            names.append(name)
        else:
            print(f"{name} is zero length, so ignoring.")
    names = random.sample(names, len(names))
    count = int(len(names) * SPLIT_SIZE)
    for name in names[:count]:
        copyfile(os.path.join(SOURCE_DIR, name), os.path.join(TRAINING_DIR, name))
    for name in names[count:]:
        copyfile(os.path.join(SOURCE_DIR, name), os.path.join(VALIDATION_DIR, name))


create_train_val_dirs(root_path=root_dir)
split_data(source_path + "/Cat/", root_dir + "/training/cats/", root_dir + "/validation/cats/", .9)
split_data(source_path + "/Dog/", root_dir + "/training/dogs/", root_dir + "/validation/dogs/", .9)


def train_val_generators(TRAINING_DIR, VALIDATION_DIR):
    train_datagen = ImageDataGenerator(rescale=1.0 / 255., zoom_range=0.1)
    train_generator = train_datagen.flow_from_directory(
        directory=TRAINING_DIR, batch_size=20, class_mode='binary', target_size=(75, 75))
    validation_datagen = ImageDataGenerator(rescale=1.0 / 255.)
    validation_generator = validation_datagen.flow_from_directory(
        directory=VALIDATION_DIR, batch_size=20, class_mode='binary', target_size=(75, 75))
    return train_generator, validation_generator


train_generator, validation_generator = train_val_generators(root_dir + "/training", root_dir + "/validation")


def create_model():
    model = tf.keras.models.Sequential([
        tf.keras.layers.Input(shape=(75, 75, 3)),
        tf.keras.layers.Conv2D(32, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D((2, 2)),
        tf.keras.layers.Conv2D(64, (3, 3), activation='relu'),
        tf.keras.layers.MaxPooling2D((2, 2)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation='relu'),
        tf.keras.layers.Dense(1, activation='sigmoid')
    ])
    model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    return model


cnn = create_model()
history = cnn.fit(train_generator, epochs=12, verbose=1, validation_data=validation_generator)
