import math
from functools import partial
from statistics import fmean

import numpy as np


def bounds(n, k, s, padding):
    if padding == "valid":
        return [(start, start + k) for start in range(0, n - k + 1, s)]
    count = math.ceil(n / s)
    before = max((count - 1) * s + k - n, 0) // 2
    return [(max(i * s - before, 0), min(i * s - before + k, n)) for i in range(count)]


def pool(choose, images, size, strides, padding):
    rows, columns = (bounds(*along, padding) for along in zip(images.shape[1:3], size, strides))
    result = np.zeros((len(images), len(rows), len(columns), images.shape[3]), images.dtype)
    for b, i, j, c in np.ndindex(result.shape):
        window = images[b, slice(*rows[i]), slice(*columns[j]), c]
        result[b, i, j, c] = choose(float(pixel) for line in window for pixel in line)
    return result


max_pool, average_pool, min_pool = partial(pool, max), partial(pool, fmean), partial(pool, min)
