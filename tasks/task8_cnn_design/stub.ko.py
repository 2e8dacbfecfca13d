"""과제 8 cnn-design: 다섯 함수를 완성하세요.

먼저 문제 읽기:  grade brief task8
답안 채점하기:   grade task8 my_solution.py
"""


def shapes(input_shape, layers):
    """각 층의 출력 모양을 리스트로 반환합니다."""


def parameters(input_shape, layers):
    """각 층의 파라미터 수를 리스트로 반환합니다."""


def receptive_field(layers):
    """마지막 층의 값 하나가 한 변을 따라 몇 픽셀을 보는지 반환합니다."""


def conv_for(input_shape, output_shape, count):
    """input_shape를 output_shape로 바꾸고 파라미터가 count개인 conv 층을 반환합니다."""


def stack_for(field, most_layers):
    """수용 영역이 정확히 field인 conv 또는 pool 층 1~most_layers개를 리스트로 반환합니다."""
