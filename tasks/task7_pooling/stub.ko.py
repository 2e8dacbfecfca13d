"""과제 7 pooling: 세 함수를 완성하세요.

먼저 문제 읽기:  grade brief task7
답안 채점하기:   grade task7 my_solution.py
"""

import numpy as np


def max_pool(images, size, strides, padding):
    """윈도우마다 가장 큰 픽셀을 (배치, 결과 높이, 결과 너비, 채널) 모양의 배열로 반환합니다."""


def average_pool(images, size, strides, padding):
    """윈도우마다 실제 픽셀의 평균을 같은 모양의 배열로 반환합니다."""


def min_pool(images, size, strides, padding):
    """윈도우마다 가장 작은 픽셀을 같은 모양의 배열로 반환합니다."""
