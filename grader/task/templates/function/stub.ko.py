"""직접 구현하는 이동 평균: moving_average()를 완성하세요."""

import numpy as np


def moving_average(values, size):
    """크기가 size인 모든 윈도우의 평균을 dtype이 같은 새 배열로 반환합니다."""
    # 윈도우는 모두 몇 개이고 각각 어디에서 시작할까요?
