"""과제 14 text: 함수를 완성하세요.

먼저 문제 읽기:  grade brief task14
답안 채점하기:   grade task14 my_solution.py
"""

import keras


def build_model(texts):
    """영화평을 글 그대로 받아 확률 (rows, 1)을 답하는 컴파일된 모델을 반환한다."""
