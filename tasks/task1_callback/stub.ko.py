"""과제 1 callback: StopAtThreshold를 완성하세요.

먼저 문제 읽기:  grade brief task1
답안 채점하기:   grade task1 my_solution.py
"""

import keras


class StopAtThreshold(keras.callbacks.Callback):
    """지표 `monitor`가 `threshold`에 도달하면 학습을 멈춥니다."""

    def __init__(self, monitor, threshold, mode, per_batch):
        """super().__init__()으로 시작하세요."""
        # 1. 네 인자를 저장합니다.

    def on_epoch_end(self, epoch, logs=None):
        """에폭이 끝날 때 지표를 확인합니다."""
        # 2. mode가 "max"이면 값이 threshold 이상일 때, "min"이면 threshold 이하일 때 멈춥니다.
        #    logs에 지표가 없으면 그냥 넘어갑니다.

    def on_train_batch_end(self, batch, logs=None):
        """per_batch를 요청했을 때 배치가 끝나면 지표를 확인합니다."""
        # 3. 같은 확인을 하되, per_batch가 참일 때만 합니다.
