"""What the benchmark compares with: the same model trained and evaluated by a bare script, one process.

python tests/bench_bare.py DATA.npz EPOCHS BATCH_SIZE SOURCE
"""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf


def as_in_the_sandbox() -> None:
    """The same threads, the same order of sums."""
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()


def train(arrays, source: str, epochs: int, batch_size: int) -> float:
    """The accuracy on the hidden images of the model that the source builds."""
    keras.utils.set_random_seed(1)
    namespace: dict = {}
    exec(source, namespace)
    model = namespace["build_model"]()
    model.fit(arrays["x_train"], arrays["y_train"], epochs=epochs, batch_size=batch_size, verbose=0)
    predicted = model.predict(arrays["x_hidden"], batch_size=256, verbose=0).argmax(axis=1)
    return float(np.mean(predicted == arrays["y_hidden"]))


if __name__ == "__main__":
    as_in_the_sandbox()
    data, epochs, batch_size, path = sys.argv[1:]
    accuracy = train(np.load(data), Path(path).read_text(), int(epochs), int(batch_size))
    print(f"accuracy {accuracy:.3f}")
