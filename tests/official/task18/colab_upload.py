import io
import zipfile

import numpy as np
import tensorflow as tf
from google.colab import files
from tensorflow.keras.preprocessing import image

uploaded = files.upload()
name = list(uploaded.keys())[0]
print(f'User uploaded file "{name}" with length {len(uploaded[name])} bytes')
with zipfile.ZipFile(io.BytesIO(uploaded[name])) as archive:
    archive.extractall('images')

data = tf.keras.utils.image_dataset_from_directory(
    'images/cats_and_dogs_filtered/train', image_size=(64, 64), label_mode='binary', batch_size=16)
model = tf.keras.Sequential([
    tf.keras.Input((64, 64, 3)),
    tf.keras.layers.Rescaling(1 / 255),
    tf.keras.layers.Conv2D(32, 5, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(32, 5, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(1, activation='sigmoid')
])
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
model.fit(data, epochs=12, verbose=0)
files.download('horses.h5')

for fn in files.upload().keys():
    img = image.load_img('/content/' + fn, target_size=(64, 64))
    print(model.predict(np.expand_dims(image.img_to_array(img), axis=0)))
