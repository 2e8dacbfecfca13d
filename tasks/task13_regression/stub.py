"""task13 regression: complete build_line() and build_model().

Read the brief first:  grade brief task13
Grade your solution:   grade task13 my_solution.py
"""

import keras


def build_line():
    """Return a compiled model: one number x in, one number y out."""


def build_model(x_train):
    """Return a compiled model: the ten columns of a patient in, one number out.

    x_train: (rows, 10) float32, each column in its own unit.
    """
