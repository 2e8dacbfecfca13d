"""과제 4 loss: choose()를 완성하세요.

먼저 문제 읽기:  grade brief task4
답안 채점하기:   grade task4 my_solution.py
"""

import keras


def choose(problem, classes):
    """문제 하나에 맞는 출력층의 (units, activation, loss)를 반환합니다.

    problem: "binary", "one_hot", "integer", "multi_label" 중 하나.
    classes: 클래스의 수("multi_label"에서는 레이블의 수).
    """
    # 1. units: 마지막 층이 행마다 출력하는 값의 개수.
    # 2. activation: 그 값을 손실 함수가 기대하는 형태로 바꾸는 함수.
    # 3. loss: 활성화 함수와 레이블의 형태에 맞는 손실 함수.
