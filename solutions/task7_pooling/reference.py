import numpy as np


def windows(images, size, strides, padding, outside):
    """(batch, rows, columns, channels, window height, window width); `outside` stands at places outside."""
    pads = [(0, 0)]
    for n, k, s in zip(images.shape[1:3], size, strides):
        total = max((-(-n // s) - 1) * s + k - n, 0) if padding == "same" else 0
        pads.append((total // 2, total - total // 2))
    images = np.pad(images, pads + [(0, 0)], constant_values=outside)
    every = np.lib.stride_tricks.sliding_window_view(images, size, axis=(1, 2))
    return every[:, :: strides[0], :: strides[1]]


def max_pool(images, size, strides, padding):
    return windows(images, size, strides, padding, -np.inf).max(axis=(-2, -1))


def average_pool(images, size, strides, padding):
    counts = windows(np.ones_like(images), size, strides, padding, 0).sum(axis=(-2, -1))
    return windows(images, size, strides, padding, 0).sum(axis=(-2, -1)) / counts


def min_pool(images, size, strides, padding):
    return -max_pool(-images, size, strides, padding)
