"""task7 pooling: complete the three functions.

Read the brief first:  grade brief task7
Grade your solution:   grade task7 my_solution.py
"""

import numpy as np


def max_pool(images, size, strides, padding):
    """Return the largest pixel of each window: (batch, result height, result width, channels)."""


def average_pool(images, size, strides, padding):
    """Return the mean of the real pixels of each window, in an array of the same form."""


def min_pool(images, size, strides, padding):
    """Return the smallest pixel of each window, in an array of the same form."""
