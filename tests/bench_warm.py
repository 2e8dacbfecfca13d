"""What the batch benchmark compares with: bare trainings, one after another, in a process that stays warm.

    python tests/bench_warm.py DATA.npz EPOCHS BATCH_SIZE

It says "ready" once TensorFlow is imported, then reads the paths of sources, trains and evaluates each model
as tests/bench_bare.py does one, and says its accuracy.
"""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf


def train(arrays, source: str, epochs: int, batch_size: int) -> float:
    """The accuracy on the hidden images of the model that the source builds."""
    keras.utils.clear_session(free_memory=True)
    keras.utils.set_random_seed(1)
    namespace: dict = {}
    exec(source, namespace)
    model = namespace["build_model"]()
    model.fit(arrays["x_train"], arrays["y_train"], epochs=epochs, batch_size=batch_size, verbose=0)
    predicted = model.predict(arrays["x_hidden"], batch_size=256, verbose=0).argmax(axis=1)
    return float(np.mean(predicted == arrays["y_hidden"]))


if __name__ == "__main__":
    # As in the sandbox: the same threads, the same order of sums
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()
    data = dict(np.load(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        accuracy = train(data, Path(line.strip()).read_text(), int(sys.argv[2]), int(sys.argv[3]))
        print(f"{accuracy:.3f}", flush=True)
