import math

import numpy as np


def output_size(size, kernel, stride, padding):
    return math.ceil((size if padding == "same" else size - kernel + 1) / stride)


def pad_same(images, kernel, strides):
    (b, h, w, c), (kh, kw), (sh, sw) = images.shape, kernel, strides
    tall, wide = max(kh - (h % sh or sh), 0), max(kw - (w % sw or sw), 0)
    result = np.zeros((b, h + tall, w + wide, c), images.dtype)
    result[:, tall // 2 : tall // 2 + h, wide // 2 : wide // 2 + w] = images
    return result


def conv2d(images, filters, strides, padding):
    (kh, kw), (sh, sw) = filters.shape[:2], strides
    images = pad_same(images, (kh, kw), strides) if padding == "same" else images
    h, w = (output_size(*along, "valid") for along in zip(images.shape[1:3], (kh, kw), strides))
    result = np.zeros((len(images), h, w, filters.shape[3]), images.dtype)
    for b, i, j, f in np.ndindex(result.shape):
        for u, v, c in np.ndindex(filters.shape[:3]):
            result[b, i, j, f] += images[b, i * sh + u, j * sw + v, c] * filters[u, v, c, f]
    return result
