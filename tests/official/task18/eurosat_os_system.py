import os
import tensorflow as tf
from tensorflow.keras import layers

os.system("wget -q https://example.org/eurosat/files/EuroSAT.zip -O EuroSAT.zip")
os.system("unzip -q EuroSAT.zip -d eurosat")
DATA = os.path.join("eurosat", "2750")
names = sorted(os.listdir(DATA))
print(len(names), names)

train = tf.keras.utils.image_dataset_from_directory(
    DATA, validation_split=0.2, subset="training", seed=42, image_size=(64, 64), batch_size=64)
valid = tf.keras.utils.image_dataset_from_directory(
    DATA, validation_split=0.2, subset="validation", seed=42, image_size=(64, 64), batch_size=64)

model = tf.keras.Sequential([
    layers.Input((64, 64, 3)),
    layers.Rescaling(1. / 255),
    layers.Conv2D(32, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(64, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(len(names), activation="softmax"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train, validation_data=valid, epochs=15, verbose=2)
model.save("eurosat.keras")
