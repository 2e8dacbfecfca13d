"""task1 callback: complete StopAtThreshold.

Read the brief first:  grade brief task1
Grade your solution:   grade task1 my_solution.py
"""

import keras


class StopAtThreshold(keras.callbacks.Callback):
    """Stop training when the metric `monitor` reaches `threshold`."""

    def __init__(self, monitor, threshold, mode, per_batch):
        """Begin with super().__init__()."""
        # 1. Remember the four arguments.

    def on_epoch_end(self, epoch, logs=None):
        """Look at the metric at the end of an epoch."""
        # 2. mode "max": stop when the value is >= threshold; "min": when it is <= threshold.
        #    A metric that is not in the logs is left alone.

    def on_train_batch_end(self, batch, logs=None):
        """Look at the metric at the end of a batch, where per_batch asks for it."""
        # 3. The same question, but only if per_batch is true.
