"""Rounds value and threshold to four digits, as fit prints them."""

import keras


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()
        self.monitor = monitor
        self.threshold = threshold
        self.mode = mode
        self.per_batch = per_batch

    def on_epoch_end(self, epoch, logs=None):
        self.check(logs)

    def on_train_batch_end(self, batch, logs=None):
        if self.per_batch:
            self.check(logs)

    def check(self, logs):
        value = (logs or {}).get(self.monitor)
        if value is None:
            return
        if self.mode == "max":
            reached = round(value, 4) >= round(self.threshold, 4)
        else:
            reached = round(value, 4) <= round(self.threshold, 4)
        if reached:
            self.model.stop_training = True
