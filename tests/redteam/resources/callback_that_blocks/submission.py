import threading

import keras

lock = threading.Lock()
lock.acquire()


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        lock.acquire()
