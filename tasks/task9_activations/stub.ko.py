"""과제 9 activations: 세 함수를 완성하세요.

먼저 문제 읽기:  grade brief task9
답안 채점하기:   grade task9 my_solution.py
"""

import numpy as np


def sigmoid(x):
    """x의 각 수에 대해 1 / (1 + e^-x)를 모양과 dtype이 같은 배열로 반환합니다."""
    # 지수가 절대 양수가 되지 않는 식은 어느 것일까요?


def softmax(x, axis):
    """축을 따라 더하면 1이 되는 비율을 모양과 dtype이 같은 배열로 반환합니다."""
    # 1. 축을 따라 구한 최댓값을 뺀다.
    # 2. e의 거듭제곱을 구한다.
    # 3. 축을 따라 구한 합계로 나눈다.


def relu(x):
    """0보다 크면 x, 아니면 0을 모양과 dtype이 같은 배열로 반환합니다."""
