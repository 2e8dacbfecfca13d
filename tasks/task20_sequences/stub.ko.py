"""task20 sequences, 공식 시험 형식: solution_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task20
답안 채점:             grade task20 my_solution.py
"""

import csv
import urllib.request

import numpy as np
import tensorflow as tf


def solution_model():
    """30개월 윈도를 받아 다음 달의 흑점 수를 내는, 학습한 모델을 반환합니다."""
    urllib.request.urlretrieve("https://example.org/Sunspots.csv", "sunspots.csv")
    with open("sunspots.csv") as file:
        rows = list(csv.reader(file))[1:]
    series = np.array([float(row[2]) for row in rows])

    # 여기에 작성하세요: 값의 크기를 맞추고 윈도와 타깃을 잘라 tf.keras로 모델을 만들어 학습한 뒤 반환합니다


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
