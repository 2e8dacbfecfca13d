import json
import os

import numpy as np
from tensorflow.keras.layers import Dense, Embedding, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer


def solution_D():
    os.system('wget -q https://example.org/sarcasm.json -O sarcasm.json')
    datas = json.loads(open('sarcasm.json').read())
    x = [data['headline'] for data in datas][:20000]
    y = np.array([data['is_sarcastic'] for data in datas])[:20000]
    token = Tokenizer(num_words=1000, oov_token='<OOV>')
    token.fit_on_texts(x)
    x = pad_sequences(token.texts_to_sequences(x), padding='post', truncating='post', maxlen=24)
    model = Sequential()
    model.add(Embedding(1000, 16, input_length=24))
    model.add(Flatten())
    model.add(Dense(2, activation='softmax'))
    model.compile(loss='sparse_categorical_crossentropy', optimizer='adam', metrics=['acc'])
    model.fit(x, y, epochs=2, batch_size=64, validation_split=0.1, verbose=2)
    return model


if __name__ == '__main__':
    model = solution_D()
    model.save("mymodel.h5")
