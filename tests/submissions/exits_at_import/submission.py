import sys

import keras

sys.exit(0)


class StopAtThreshold(keras.callbacks.Callback):
    pass
