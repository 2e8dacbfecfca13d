import keras

SIZES = {"small": 8}
SIZE = SIZES["large"]


class StopAtThreshold(keras.callbacks.Callback):
    pass
