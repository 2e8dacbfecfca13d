"""task11 multilabel: complete the four functions.

Read the brief first:  grade brief task11
Grade your solution:   grade task11 my_solution.py
"""

import keras
import numpy as np


def decide(probabilities, threshold):
    """Return which labels are predicted: (rows, labels) to (rows, labels) of 0 and 1."""


def micro_f1(predicted, labels):
    """Return the micro-F1 of two arrays (rows, labels) of 0 and 1, one number."""


def hamming_loss(predicted, labels):
    """Return the Hamming loss of two arrays (rows, labels) of 0 and 1, one number."""


def build_model():
    """Return a compiled model that answers rows (rows, 103) with 14 probabilities each (rows, 14)."""
