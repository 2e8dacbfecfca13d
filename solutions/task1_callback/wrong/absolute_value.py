"""Takes the sign away, as if every metric were positive."""

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
            reached = abs(value) >= abs(self.threshold)
        else:
            reached = abs(value) <= abs(self.threshold)
        if reached:
            self.model.stop_training = True
