import tensorflow as tf


def output_size(size, kernel, stride, padding):
    return -(-(size if padding == "same" else size - kernel + 1) // stride)


def pad_same(images, kernel, strides):
    zeros = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(images.shape[1:3], kernel, strides)]
    return tf.pad(images, [[0, 0], *([z // 2, (z + 1) // 2] for z in zeros), [0, 0]])


def conv2d(images, filters, strides, padding):
    result, (kh, kw, *_), (sh, sw) = 0, filters.shape, strides
    images = pad_same(images, (kh, kw), strides) if padding == "same" else images
    h, w = images.shape[1] - kh + 1, images.shape[2] - kw + 1
    for u, v in [(u, v) for u in range(kh) for v in range(kw)]:
        result += tf.tensordot(images[:, u : u + h : sh, v : v + w : sw], filters[u, v], 1)
    return result
