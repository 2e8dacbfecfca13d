import tensorflow as tf
import tensorflow_datasets as tfds

(train_examples, validation_examples), info = tfds.load(
    'horses_or_humans', split=['train[:80%]', 'train[80%:]'], as_supervised=True, with_info=True)
print(info.features['label'].names, info.splits['train'].num_examples)


def augment(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    return tf.image.resize(image, (100, 100)), label


train = train_examples.map(augment).shuffle(500).batch(32)
validation = validation_examples.map(augment).batch(32)

model = tf.keras.models.Sequential([
    tf.keras.layers.Conv2D(16, (3, 3), activation='relu', input_shape=(100, 100, 3)),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Conv2D(32, (3, 3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(1, activation='sigmoid')
])
model.compile(optimizer='Adam', loss='binary_crossentropy', metrics=['accuracy'])
history = model.fit(train, epochs=8, validation_data=validation, verbose=2)
