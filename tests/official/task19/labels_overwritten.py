import json
import urllib.request
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_model():
    urllib.request.urlretrieve('https://example.org/sarcasm.json', 'sarcasm.json')
    with open('sarcasm.json') as f:
        datastore = json.load(f)
    sentences = []
    labels = []
    for item in datastore:
        sentences.append(item['headline'])
        labels = [item['is_sarcastic']] * len(datastore)
    tokenizer = Tokenizer(num_words=1000, oov_token='<OOV>')
    tokenizer.fit_on_texts(sentences)
    padded = pad_sequences(tokenizer.texts_to_sequences(sentences), maxlen=120, padding='post')
    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(1000, 16),
        tf.keras.layers.GlobalAveragePooling1D(),
        tf.keras.layers.Dense(1, activation='sigmoid')
    ])
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
    model.fit(padded, np.array(labels), epochs=2, verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
