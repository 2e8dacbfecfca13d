"""과제 15 series: 네 함수를 완성하세요.

먼저 문제 읽기:  grade brief task15
답안 채점하기:   grade task15 my_solution.py
"""

import keras
import numpy as np


def windows(series, size, horizon):
    """타깃이 있는 모든 윈도를 오래된 것부터 반환합니다: (months,)에서 (n, size)로."""


def targets(series, size, horizon):
    """각 윈도의 마지막 값에서 `horizon`만큼 뒤의 값을 반환합니다: (months,)에서 (n,)으로."""


def scale(series, train_size):
    """앞의 train_size개 값으로 표준화한 시계열 전체를 반환합니다: (months,)에서 (months,)로."""


def build_model():
    """윈도 (rows, 36, 1)에 예측값 (rows, 1)로 답하는 컴파일된 모델을 반환합니다."""
