import numpy as np


def giants():
    while True:
        yield np.ones((1 << 20, 32, 32, 3), np.float32), np.ones((1 << 20, 3), np.float32)


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    return giants(), giants()
