import numpy as np
import tensorflow as tf


def one_axis(x, axis, k, s, padding, reduce):
    n = x.shape[axis]
    before = max((-(-n // s) - 1) * s + k - n, 0) // 2 if padding == "same" else 0
    starts = np.arange(-before, n - before, s) if padding == "same" else np.arange(0, n - k + 1, s)
    parts = [reduce(tf.gather(x, range(max(a, 0), min(a + k, n)), axis=axis), axis=axis) for a in starts]
    return tf.stack(parts, axis=axis)


def max_pool(images, size, strides, padding, reduce=tf.reduce_max):
    rows = one_axis(images, 1, size[0], strides[0], padding, reduce)
    return one_axis(rows, 2, size[1], strides[1], padding, reduce)


def average_pool(images, size, strides, padding):
    return max_pool(images, size, strides, padding, tf.reduce_mean)


def min_pool(images, size, strides, padding):
    return max_pool(images, size, strides, padding, tf.reduce_min)
