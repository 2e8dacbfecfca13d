"""task10 losses: complete the five functions.

Read the brief first:  grade brief task10
Grade your solution:   grade task10 my_solution.py
"""

import numpy as np


def categorical_loss(logits, targets, reduction):
    """Logits and targets (rows, classes). Return (rows,) for "none", () for "mean" and "sum"."""


def sparse_loss(logits, labels, reduction):
    """Logits (rows, classes), labels (rows,): class numbers."""


def binary_loss(logits, labels, reduction):
    """Logits and labels (rows, n), labels 0 or 1, each by itself."""


def logistic_loss(logits, labels, reduction):
    """Logits and labels (rows,), labels -1 or 1."""


def focal_loss(logits, labels, gamma, alpha, reduction):
    """Logits and labels (rows,), labels 0 or 1; gamma a float, alpha a float or None."""
