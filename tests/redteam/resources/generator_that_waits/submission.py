import time


def wait():
    while True:
        time.sleep(1)
        if time is None:
            yield


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    return wait(), wait()
