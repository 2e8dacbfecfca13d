import tensorflow as tf
import tensorflow_datasets as tfds

(train_data, test_data), info = tfds.load('imdb_reviews', split=(tfds.Split.TRAIN, tfds.Split.TEST),
                                          with_info=True, as_supervised=True)
print(info.splits['train'].num_examples)
train_data = train_data.shuffle(5000).batch(64).prefetch(tf.data.AUTOTUNE)
test_data = test_data.batch(64)

encoder = tf.keras.layers.TextVectorization(max_tokens=1000)
encoder.adapt(train_data.map(lambda text, label: text))

model = tf.keras.Sequential([
    encoder,
    tf.keras.layers.Embedding(len(encoder.get_vocabulary()), 32, mask_zero=True),
    tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(16)),
    tf.keras.layers.Dense(1)
])
model.compile(loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
              optimizer=tf.keras.optimizers.Adam(1e-3), metrics=['accuracy'])
history = model.fit(train_data, epochs=4, validation_data=test_data, verbose=2)
