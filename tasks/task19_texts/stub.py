"""task19 texts, in the official exam's form: complete solution_model().

Read the brief first:  grade brief task19
Grade your solution:   grade task19 my_solution.py
"""

import json
import urllib.request

import tensorflow as tf


def solution_model():
    """Return a trained model: a row of 120 numbers of words in, one number between 0 and 1 out."""
    urllib.request.urlretrieve("https://example.org/sarcasm.json", "sarcasm.json")
    vocab_size, embedding_dim, max_length, training_size = 1000, 16, 120, 20000

    # Your code: read the file, number the words, build a model with tf.keras, compile it, train it, return it


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
