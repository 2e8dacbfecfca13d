"""A script on topics: pandas, labels numbered from 0 by name, logits of five units, padding in front."""

import pandas as pd
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing.text import Tokenizer

table = pd.read_csv("https://example.org/data/bbc-text.csv")
names = sorted(table["category"].unique())
labels = table["category"].map(names.index).to_numpy()
tokenizer = Tokenizer(num_words=500)
tokenizer.fit_on_texts(table["text"])
x = pad_sequences(tokenizer.texts_to_sequences(table["text"]), maxlen=80)
model = tf.keras.Sequential([layers.Embedding(500, 32), layers.GlobalMaxPooling1D(), layers.Dense(5)])
loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer=tf.keras.optimizers.Adam(0.003), loss=loss, metrics=["acc"])
model.fit(x, labels, epochs=10, validation_split=0.1, verbose=0)
