"""A script: three classes by class_mode="categorical", a part of the folder to validate, an early stop."""

import os
import urllib.request
import zipfile

from keras.callbacks import Callback
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Stop(Callback):
    def on_epoch_end(self, epoch, logs={}):
        if logs.get("val_accuracy") > 0.97:
            self.model.stop_training = True


urllib.request.urlretrieve("https://example.org/learning-datasets/rps.zip", "rps.zip")
with zipfile.ZipFile("rps.zip") as rps:
    rps.extractall()
print(sorted(os.listdir("rps")))
images = ImageDataGenerator(rescale=1.0 / 255, width_shift_range=0.1, zoom_range=0.1, validation_split=0.2)
options = {"target_size": (48, 48), "batch_size": 30, "class_mode": "categorical"}
train = images.flow_from_directory("rps", subset="training", **options)
validation = images.flow_from_directory("rps", subset="validation", **options)

model = Sequential()
model.add(Conv2D(32, (3, 3), activation="relu", input_shape=(48, 48, 3)))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(64, activation="relu"))
model.add(Dense(3, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(train, validation_data=validation, epochs=20, verbose=2, callbacks=[Stop()])
model.save("rps.h5")
