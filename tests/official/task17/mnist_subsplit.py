# Written for TensorFlow 2.0
import tensorflow as tf
import tensorflow_datasets as tfds

splits = tfds.Split.TRAIN.subsplit(weighted=(8, 2))
(raw_train, raw_validation), info = tfds.load('mnist', split=splits, as_supervised=True, with_info=True)
raw_test = tfds.load('mnist', split=tfds.Split.TEST, as_supervised=True)
print(info.features['label'].num_classes)


def scaled(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


train = raw_train.map(scaled).cache().shuffle(10000).batch(64).prefetch(tf.data.experimental.AUTOTUNE)
validation = raw_validation.map(scaled).batch(64)
test = raw_test.map(scaled).batch(64)

network = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(200, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
network.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
network.fit(train, validation_data=validation, epochs=10, verbose=2)
network.evaluate(test)
