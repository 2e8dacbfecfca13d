"""task19 texts, 공식 시험 형식: solution_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task19
답안 채점:             grade task19 my_solution.py
"""

import json
import urllib.request

import tensorflow as tf


def solution_model():
    """단어 번호 120개를 받아 0과 1 사이의 숫자 하나를 내는, 학습한 모델을 반환합니다."""
    urllib.request.urlretrieve("https://example.org/sarcasm.json", "sarcasm.json")
    vocab_size, embedding_dim, max_length, training_size = 1000, 16, 120, 20000

    # 여기에 작성하세요: 파일을 읽고 단어에 번호를 매긴 뒤 tf.keras로 모델을 만들어 컴파일하고 학습해 반환합니다


if __name__ == "__main__":
    model = solution_model()
    model.save("mymodel.keras")
