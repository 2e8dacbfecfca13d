"""One window after the other."""

import numpy as np


def moving_average(values, size):
    count = len(values) - size + 1
    means = [np.sum(values[start : start + size]) / size for start in range(count)]
    return np.array(means, dtype=values.dtype)
