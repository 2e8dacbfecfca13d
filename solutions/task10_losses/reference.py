import numpy as np


def reduced(losses, reduction, logits):
    value = {"none": losses, "mean": np.mean(losses), "sum": np.sum(losses)}[reduction]
    return value.astype(logits.dtype)


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))  # log(1 + e^a)


def log_probabilities(z):
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def categorical_loss(logits, targets, reduction):
    return reduced(-(targets * log_probabilities(logits)).sum(axis=1), reduction, logits)


def sparse_loss(logits, labels, reduction):
    chosen = log_probabilities(logits)[np.arange(len(labels)), labels]
    return reduced(-chosen, reduction, logits)


def binary_loss(logits, labels, reduction):
    each = np.where(labels == 1, softplus(-logits), softplus(logits))
    return reduced(each.mean(axis=1), reduction, logits)


def logistic_loss(logits, labels, reduction):
    return reduced(softplus(-labels * logits), reduction, logits)


def focal_loss(logits, labels, gamma, alpha, reduction):
    margins = np.where(labels == 1, logits, -logits)  # p_t = sigmoid(margin)
    weights = 1 if alpha is None else np.where(labels == 1, alpha, 1 - alpha)
    return reduced(weights * np.exp(-gamma * softplus(margins)) * softplus(-margins), reduction, logits)
