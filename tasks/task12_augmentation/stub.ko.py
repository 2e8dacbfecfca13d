"""과제 12 augmentation: 두 함수를 완성하세요.

먼저 문제 읽기:  grade brief task12
답안 채점하기:   grade task12 my_solution.py
"""

import keras


def build_augmentation():
    """학습할 때만 이미지 (rows, 28, 28, 1)을 무작위로 변형하고, 그 밖에는 그대로 두는 층을 반환한다."""


def build_model(augment):
    """숫자 10개를 구별하는 컴파일된 신경망을 반환한다. augment가 참이면 맨 앞에 증강을 넣는다."""
