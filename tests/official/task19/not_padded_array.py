import json
import urllib.request
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_model():
    urllib.request.urlretrieve('https://example.org/sarcasm.json', 'sarcasm.json')
    data = json.load(open('sarcasm.json'))
    sentences = [item['headline'] for item in data]
    labels = np.array([item['is_sarcastic'] for item in data])
    tokenizer = Tokenizer(num_words=1000, oov_token='<OOV>')
    tokenizer.fit_on_texts(sentences)
    training_sequences = tokenizer.texts_to_sequences(sentences)
    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(1000, 16),
        tf.keras.layers.GlobalAveragePooling1D(),
        tf.keras.layers.Dense(1, activation='sigmoid')
    ])
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
    model.fit(np.array(training_sequences), labels, epochs=5)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
