import urllib.request
import zipfile
import tensorflow as tf

urllib.request.urlretrieve('https://example.org/happy-or-sad.zip', 'happy-or-sad.zip')
with zipfile.ZipFile('happy-or-sad.zip', 'r') as zip_ref:
    zip_ref.extractall('h-or-s')
data = tf.keras.utils.image_dataset_from_directory('h-or-s', image_size=(40, 40), label_mode='binary')

model = tf.keras.models.Sequential([
    tf.keras.layers.Lambda(lambda x: x / 255.0, input_shape=(40, 40, 3)),
    tf.keras.layers.Conv2D(16, (3, 3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(1, activation='sigmoid'),
])
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(data, epochs=3, verbose=2)
model.save('mymodel.h5')
