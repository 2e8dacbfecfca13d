"""task9 activations: complete the three functions.

Read the brief first:  grade brief task9
Grade your solution:   grade task9 my_solution.py
"""

import numpy as np


def sigmoid(x):
    """Return 1 / (1 + e^-x) for every number of x, in an array of the same shape and dtype."""
    # Which form of the formula never has a positive exponent?


def softmax(x, axis):
    """Return shares that sum to 1 along the axis, in an array of the same shape and dtype."""
    # 1. Take the maximum along the axis off.
    # 2. Raise e to it.
    # 3. Divide by the sum along the axis.


def relu(x):
    """Return x where it is above 0, else 0, in an array of the same shape and dtype."""
