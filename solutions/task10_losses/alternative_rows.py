import math

import numpy as np


def rows(loss, logits, labels, reduction):
    losses = [loss(z, y) for z, y in zip(logits.astype(float), labels)]
    return np.array(losses if reduction == "none" else getattr(np, reduction)(losses), logits.dtype)


def yes_or_no(z, y):
    a = -z if y > 0 else z
    return a + math.log1p(math.exp(-a)) if a > 0 else math.log1p(math.exp(a))


def categorical_loss(logits, targets, reduction):
    return rows(lambda z, t: np.dot(t, np.logaddexp.reduce(z) - z), logits, targets, reduction)


def sparse_loss(logits, labels, reduction):
    return rows(
        lambda z, k: math.log(sum(math.exp(a - max(z)) for a in z)) + max(z) - z[k], logits, labels, reduction
    )


def binary_loss(logits, labels, reduction):
    return rows(lambda z, y: sum(map(yes_or_no, z, y)) / len(z), logits, labels, reduction)


def logistic_loss(logits, labels, reduction):
    return rows(yes_or_no, logits, labels, reduction)


def focal_loss(logits, labels, gamma, alpha, reduction):
    def one(z, y):
        weight = 1 if alpha is None else alpha if y else 1 - alpha
        return weight * (1 - math.exp(-yes_or_no(z, y))) ** gamma * yes_or_no(z, y)

    return rows(one, logits, labels, reduction)
