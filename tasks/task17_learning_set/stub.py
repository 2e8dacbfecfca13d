"""task17 learning-set, in the official exam's form: complete solution_model().

Read the brief first:  grade brief task17
Grade your solution:   grade task17 my_solution.py
"""

import tensorflow as tf


def solution_model():
    """Return a trained model: an image of 28 x 28 in, one number for each of ten classes out."""
    fashion_mnist = tf.keras.datasets.fashion_mnist

    # Your code: load the data, build a model with tf.keras, compile it, train it, return it


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
