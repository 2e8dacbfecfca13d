"""task2 cnn: build_model()을 완성하세요.

먼저 문제를 읽으세요:  grade brief task2
답안을 채점하려면:     grade task2 my_solution.py
"""

import keras
from keras import layers


def build_model():
    """숫자 0~9의 28x28x1 이미지를 분류하는, 컴파일된 합성곱 신경망을 반환합니다."""
    # 1. 특징 추출: 합성곱과 풀링.
    # 2. 분류기: 펼친 뒤 완전연결층. 마지막 층은 10개 클래스의 소프트맥스.
    # 3. 옵티마이저, 정수 레이블용 손실 함수, metrics=["accuracy"]로 컴파일.
