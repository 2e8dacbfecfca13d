import tensorflow as tf

REDUCE = {"none": tf.identity, "mean": tf.reduce_mean, "sum": tf.reduce_sum}


def categorical_loss(logits, targets, reduction):
    log_sums = tf.reduce_logsumexp(logits, axis=-1, keepdims=True)
    return REDUCE[reduction](tf.reduce_sum(tf.cast(targets, logits.dtype) * (log_sums - logits), axis=-1))


def sparse_loss(logits, labels, reduction):
    return categorical_loss(logits, tf.one_hot(labels, logits.shape[1]), reduction)


def binary_loss(logits, labels, reduction):
    y = tf.cast(labels, logits.dtype)
    return REDUCE[reduction](tf.reduce_mean(tf.math.softplus(logits) - y * logits, axis=-1))


def logistic_loss(logits, labels, reduction):
    return REDUCE[reduction](tf.math.softplus(-tf.cast(labels, logits.dtype) * logits))


def focal_loss(logits, labels, gamma, alpha, reduction):
    y = tf.cast(labels, logits.dtype)
    p_t = tf.sigmoid(tf.where(y == 1, logits, -logits))
    weight = 1.0 if alpha is None else alpha * y + (1 - alpha) * (1 - y)
    return REDUCE[reduction](weight * (1 - p_t) ** gamma * (tf.math.softplus(logits) - y * logits))
