import pandas as pd
import tensorflow as tf

table = pd.read_json('https://example.org/data/sarcasm.json')
train, test = table[:20000], table[20000:]
vectorize_layer = tf.keras.layers.TextVectorization(max_tokens=500, output_mode='int', output_sequence_length=20)
vectorize_layer.adapt(train['headline'].to_list())


def vectorize_text(text, label):
    return vectorize_layer(text), label


def dataset(rows):
    data = tf.data.Dataset.from_tensor_slices((rows['headline'].to_list(), rows['is_sarcastic'].to_list()))
    return data.batch(64).map(vectorize_text).cache().prefetch(tf.data.AUTOTUNE)


model = tf.keras.Sequential([
    tf.keras.layers.Embedding(501, 16),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.GlobalAveragePooling1D(),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(1, activation='sigmoid')])
model.compile(loss=tf.keras.losses.BinaryCrossentropy(), optimizer='adam',
              metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.5)])
model.fit(dataset(train), validation_data=dataset(test), epochs=5, verbose=2)
