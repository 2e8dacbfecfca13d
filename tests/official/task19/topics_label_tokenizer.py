import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_model():
    bbc = pd.read_csv('https://example.org/bbc-text.csv')
    vocab_size = 1000
    embedding_dim = 16
    max_length = 120
    train_x, test_x, train_y, test_y = train_test_split(bbc['text'], bbc['category'], train_size=0.8, shuffle=False)

    tokenizer = Tokenizer(num_words=vocab_size, oov_token="<OOV>")
    tokenizer.fit_on_texts(train_x)
    train_padded = pad_sequences(tokenizer.texts_to_sequences(train_x), maxlen=max_length, padding='post', truncating='post')
    test_padded = pad_sequences(tokenizer.texts_to_sequences(test_x), maxlen=max_length, padding='post', truncating='post')

    label_tokenizer = Tokenizer()
    label_tokenizer.fit_on_texts(bbc['category'])
    train_labels = np.array(label_tokenizer.texts_to_sequences(train_y))
    test_labels = np.array(label_tokenizer.texts_to_sequences(test_y))

    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(vocab_size, embedding_dim, input_length=max_length),
        tf.keras.layers.GlobalAveragePooling1D(),
        tf.keras.layers.Dense(24, activation='relu'),
        tf.keras.layers.Dense(6, activation='softmax')
    ])
    model.compile(loss='sparse_categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
    model.fit(train_padded, train_labels, epochs=30, validation_data=(test_padded, test_labels), verbose=2)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("mymodel.h5")
