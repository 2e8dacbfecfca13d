import json
import urllib.request
from keras.preprocessing.text import Tokenizer
from keras.preprocessing.sequence import pad_sequences


def solution_model():
    urllib.request.urlretrieve('https://example.org/sarcasm.json', 'sarcasm.json')
    rows = json.load(open('sarcasm.json'))
    tokenizer = Tokenizer(nb_words=1000)
    tokenizer.fit_on_texts([row['headline'] for row in rows])
