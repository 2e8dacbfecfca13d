"""EarlyStopping brings monitor and mode; only its decision is replaced."""

from tensorflow.keras.callbacks import EarlyStopping


class StopAtThreshold(EarlyStopping):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__(monitor=monitor, mode=mode, baseline=threshold)
        self.sign = 1 if mode == "max" else -1
        self.per_batch = per_batch

    def on_epoch_end(self, epoch, logs=None):
        try:
            distance = self.sign * (logs[self.monitor] - self.baseline)
        except (KeyError, TypeError):
            return
        if distance >= 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_batch_end(self, batch, logs=None):
        if self.per_batch:
            self.on_epoch_end(0, logs)
