"""task16 basic-model, 공식 시험 형식: solution_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task16
답안 채점:             grade task16 my_solution.py
"""

import numpy as np
import tensorflow as tf


def solution_model():
    """숫자 x를 받아 2x - 1을 내는, 학습한 모델을 반환합니다."""
    xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], dtype=float)
    ys = np.array([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0], dtype=float)

    # 여기에 작성하세요: tf.keras로 모델을 만들어 컴파일하고 xs와 ys로 학습한 뒤 반환합니다


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
