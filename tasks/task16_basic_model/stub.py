"""task16 basic-model, in the official exam's form: complete solution_model().

Read the brief first:  grade brief task16
Grade your solution:   grade task16 my_solution.py
"""

import numpy as np
import tensorflow as tf


def solution_model():
    """Return a trained model: a number x in, the number 2x - 1 out."""
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], dtype=float)
    ys = np.array([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0], dtype=float)

    # Your code: build a model with tf.keras, compile it, train it on xs and ys, return it


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
