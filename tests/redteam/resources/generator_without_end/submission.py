import numpy as np


class Endless:
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return 2**62

    def __iter__(self):
        while True:
            yield np.zeros((0, *self.size, 3), np.float32), np.zeros((0, 3), np.float32)


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    return Endless(target_size), Endless(target_size)
