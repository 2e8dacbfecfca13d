import random

import keras
import numpy as np

random.seed(0)
np.random.seed(0)
keras.utils.set_random_seed(0)
np.random.default_rng = lambda *a: np.random.RandomState(0)
random.random = lambda: 0.0


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()
