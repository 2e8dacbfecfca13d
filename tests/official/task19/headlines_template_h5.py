# NLP QUESTION: train a classifier for the sarcasm data. Its last layer must be
# a single neuron activated by sigmoid, and its input shape must be 120
import json
import tensorflow as tf
import numpy as np
import urllib.request
from tensorflow.keras.preprocessing.text import Tokenizer
from tensorflow.keras.preprocessing.sequence import pad_sequences


def solution_model():
    url = 'https://example.org/download/data/sarcasm.json'
    urllib.request.urlretrieve(url, 'sarcasm.json')

    # do not change these variables
    vocab_size = 1000
    embedding_dim = 16
    max_length = 120
    trunc_type = 'post'
    padding_type = 'post'
    oov_tok = "<OOV>"
    training_size = 20000

    sentences = []
    labels = []
    with open('sarcasm.json', 'r') as f:
        datastore = json.load(f)
    for item in datastore:
        sentences.append(item['headline'])
        labels.append(item['is_sarcastic'])

    training_sentences = sentences[0:training_size]
    validation_sentences = sentences[training_size:]
    training_labels = np.array(labels[0:training_size])
    validation_labels = np.array(labels[training_size:])

    tokenizer = Tokenizer(num_words=vocab_size, oov_token=oov_tok)
    tokenizer.fit_on_texts(training_sentences)
    training_padded = pad_sequences(tokenizer.texts_to_sequences(training_sentences),
                                    maxlen=max_length, padding=padding_type, truncating=trunc_type)
    validation_padded = pad_sequences(tokenizer.texts_to_sequences(validation_sentences),
                                      maxlen=max_length, padding=padding_type, truncating=trunc_type)

    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(vocab_size, embedding_dim, input_shape=(max_length,)),
        tf.keras.layers.GlobalAveragePooling1D(),
        tf.keras.layers.Dense(32, activation='relu'),
        tf.keras.layers.Dense(1, activation='sigmoid')
    ])
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['acc'])
    checkpoint = tf.keras.callbacks.ModelCheckpoint('best.h5', monitor='val_acc', save_best_only=True)
    model.fit(training_padded, training_labels, epochs=5, batch_size=64, callbacks=[checkpoint],
              validation_data=(validation_padded, validation_labels), verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
