import json
import urllib.request

import numpy as np
from tensorflow.keras.callbacks import ModelCheckpoint
from tensorflow.keras.layers import Dense, Embedding, GlobalAveragePooling1D
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_model():
    urllib.request.urlretrieve('https://example.org/sarcasm.json', 'sarcasm.json')
    with open('sarcasm.json') as f:
        datas = json.load(f)
    sentences = [data['headline'] for data in datas]
    labels = np.array([data['is_sarcastic'] for data in datas])
    token = Tokenizer(num_words=1000, oov_token='<OOV>')
    token.fit_on_texts(sentences[:20000])
    padded = pad_sequences(token.texts_to_sequences(sentences), maxlen=120, padding='post', truncating='post')
    model = Sequential([
        Embedding(1000, 16, input_length=120),
        GlobalAveragePooling1D(),
        Dense(1, activation='sigmoid'),
    ])
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['acc'])
    checkpoint_path = 'my_checkpoint.ckpt'
    checkpoint = ModelCheckpoint('my_checkpoint.ckpt', save_weights_only=True, save_best_only=True, monitor='val_loss')
    model.fit(padded[:20000], labels[:20000], epochs=10, validation_data=(padded[20000:], labels[20000:]), callbacks=[checkpoint])
    model.load_weights(checkpoint_path)
    return model


if __name__ == '__main__':
    model = solution_model()
    model.save("TF4-sarcasm.h5")
