import json
import requests
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

rows = json.loads(requests.get('https://example.org/sarcasm.json').text)
texts = np.array([row['headline'] for row in rows])
labels = np.array([row['is_sarcastic'] for row in rows])
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts[:20000])
total_words = len(tokenizer.word_index) + 1
x = pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=16)

model = tf.keras.Sequential([
    tf.keras.layers.Embedding(total_words, 16),
    tf.keras.layers.LSTM(16),
    tf.keras.layers.Dense(1, activation='sigmoid')
])
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['acc'])
model.fit(x[:20000], labels[:20000], epochs=2, batch_size=64, validation_data=(x[20000:], labels[20000:]), verbose=2)

# a look at one sentence, padded to another length
one = pad_sequences(tokenizer.texts_to_sequences(['the mayor of oslo forgets his sock']), maxlen=10)
print(model.predict(one))
