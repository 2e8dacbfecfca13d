"""What the benchmark compares with: the same model trained and evaluated by a bare script, one process."""

import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, str(Path(__file__).parent.parent))
arrays = np.load(sys.argv[1])
namespace: dict = {}
exec(Path(sys.argv[2]).read_text(), namespace)
# As in the sandbox: the same threads, the same order of sums
tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.threading.set_inter_op_parallelism_threads(2)
tf.config.experimental.enable_op_determinism()
keras.utils.set_random_seed(1)
model = namespace["build_model"]()
model.fit(
    arrays["x_train"], arrays["y_train"], epochs=int(sys.argv[3]), batch_size=int(sys.argv[4]), verbose=0
)
predicted = model.predict(arrays["x_hidden"], batch_size=256, verbose=0).argmax(axis=1)
print(f"accuracy {np.mean(predicted == arrays['y_hidden']):.3f}")
