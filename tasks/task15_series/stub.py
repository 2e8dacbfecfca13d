"""task15 series: complete the four functions.

Read the brief first:  grade brief task15
Grade your solution:   grade task15 my_solution.py
"""

import keras
import numpy as np


def windows(series, size, horizon):
    """Return every window that has a target, oldest first: (months,) to (n, size)."""


def targets(series, size, horizon):
    """Return the value `horizon` steps after the last one of each window: (months,) to (n,)."""


def scale(series, train_size):
    """Return the whole series, standardised by its first train_size values: (months,) to (months,)."""


def build_model():
    """Return a compiled model that answers windows (rows, 36, 1) with forecasts (rows, 1)."""
