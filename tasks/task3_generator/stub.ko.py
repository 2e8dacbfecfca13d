"""task3 generator: make_pipelines()를 완성하세요.

먼저 문제를 읽으세요:  grade brief task3
답안을 채점하려면:     grade task3 my_solution.py
"""

import keras
import tensorflow as tf


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    """(학습 파이프라인, 검증 파이프라인)을 반환합니다. 둘 다 (이미지, 레이블)을 내는 반복 가능한 객체입니다."""
    # 1. train_dir과 validation_dir 아래의 이미지를 target_size(높이, 너비)의 RGB로 읽습니다.
    # 2. 하위 디렉터리 이름의 알파벳 순서로 원-핫 레이블을 만듭니다.
    # 3. 값을 한 번만 [0, 1]로 조정합니다.
    # 4. 학습 이미지를 섞고 에폭마다 새로 증강합니다. 검증 이미지는 그대로 둡니다.
