"""The comparison is looked up once; the old hook name on_batch_end still works."""

import operator

import tensorflow as tf

REACHED = {"max": operator.ge, "min": operator.le}


class StopAtThreshold(tf.keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode="max", per_batch=False):
        self.monitor = monitor
        self.threshold = threshold
        self.reached = REACHED[mode]
        self.per_batch = per_batch

    def on_epoch_end(self, epoch, logs=None):
        if not logs or self.monitor not in logs:
            return
        if self.reached(logs[self.monitor], self.threshold):
            print(f"epoch {epoch + 1}: {self.monitor} has reached {self.threshold}")
            self.model.stop_training = True

    def on_batch_end(self, batch, logs=None):
        if self.per_batch:
            if logs and self.monitor in logs:
                if self.reached(logs[self.monitor], self.threshold):
                    self.model.stop_training = True
