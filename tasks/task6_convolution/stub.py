"""task6 convolution: complete the three functions.

Read the brief first:  grade brief task6
Grade your solution:   grade task6 my_solution.py
"""

import numpy as np


def output_size(size, kernel, stride, padding):
    """Return how many places the kernel takes along one axis of `size` pixels: a whole number."""


def pad_same(images, kernel, strides):
    """Return the images (batch, height, width, channels) with the zeros of "same" around them."""


def conv2d(images, filters, strides, padding):
    """Return (batch, result height, result width, filters), of the dtype of the images."""
