"""task5 flatten: complete the two functions.

Read the brief first:  grade brief task5
Grade your solution:   grade task5 my_solution.py
"""

import keras
import numpy as np
from keras import layers


def flatten(images):
    """Return (n, height * width * channels), one row for each image, in an array of the same dtype."""


def build_model():
    """Return a compiled dense network for 28x28 images of the digits 0 to 9, half of them negatives."""
