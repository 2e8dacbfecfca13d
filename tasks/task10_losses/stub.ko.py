"""과제 10 losses: 다섯 함수를 완성하세요.

먼저 문제 읽기:  grade brief task10
답안 채점하기:   grade task10 my_solution.py
"""

import numpy as np


def categorical_loss(logits, targets, reduction):
    """logits와 targets는 (rows, classes). "none"이면 (rows,), "mean"과 "sum"이면 ()를 반환합니다."""


def sparse_loss(logits, labels, reduction):
    """logits는 (rows, classes), labels는 클래스 번호 (rows,)."""


def binary_loss(logits, labels, reduction):
    """logits와 labels는 (rows, n). 레이블은 0 또는 1이며 서로 독립입니다."""


def logistic_loss(logits, labels, reduction):
    """logits와 labels는 (rows,). 레이블은 -1 또는 1입니다."""


def focal_loss(logits, labels, gamma, alpha, reduction):
    """logits와 labels는 (rows,). 레이블은 0 또는 1, gamma는 float, alpha는 float 또는 None입니다."""
