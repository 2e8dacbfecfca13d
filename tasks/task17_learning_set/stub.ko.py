"""task17 learning-set, 공식 시험 형식: solution_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task17
답안 채점:             grade task17 my_solution.py
"""

import tensorflow as tf


def solution_model():
    """28 x 28 이미지를 받아 클래스 10개에 숫자를 하나씩 내는, 학습한 모델을 반환합니다."""
    fashion_mnist = tf.keras.datasets.fashion_mnist

    # 여기에 작성하세요: 데이터를 읽고 tf.keras로 모델을 만들어 컴파일하고 학습한 뒤 반환합니다


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
