"""과제 11 multilabel: 네 함수를 완성하세요.

먼저 문제 읽기:  grade brief task11
답안 채점하기:   grade task11 my_solution.py
"""

import keras
import numpy as np


def decide(probabilities, threshold):
    """어느 레이블로 예측하는지 0과 1로 반환합니다: (rows, labels)에서 (rows, labels)로."""


def micro_f1(predicted, labels):
    """0과 1로 된 두 배열 (rows, labels)의 마이크로 F1을 수 하나로 반환합니다."""


def hamming_loss(predicted, labels):
    """0과 1로 된 두 배열 (rows, labels)의 해밍 손실을 수 하나로 반환합니다."""


def build_model():
    """데이터 (rows, 103)에 행마다 확률 14개 (rows, 14)로 답하는 컴파일된 모델을 반환합니다."""
