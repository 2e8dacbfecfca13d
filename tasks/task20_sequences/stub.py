"""task20 sequences, in the official exam's form: complete solution_model().

Read the brief first:  grade brief task20
Grade your solution:   grade task20 my_solution.py
"""

import csv
import urllib.request

import numpy as np
import tensorflow as tf


def solution_model():
    """Return a trained model: a window of 30 months in, the number of sunspots of the next month out."""
    urllib.request.urlretrieve("https://example.org/Sunspots.csv", "sunspots.csv")
    with open("sunspots.csv") as file:
        rows = list(csv.reader(file))[1:]
    series = np.array([float(row[2]) for row in rows])

    # Your code: scale the series, cut windows and targets, build a model with tf.keras, train it, return it


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
