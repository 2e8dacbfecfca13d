"""What the batch benchmark compares with: bare trainings, one after another, in a process that stays warm.

    python tests/bench_warm.py DATA.npz EPOCHS BATCH_SIZE

It says "ready" once TensorFlow is imported, then reads the paths of sources, trains and evaluates each model,
and says its accuracy.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from bench_bare import as_in_the_sandbox, train

if __name__ == "__main__":
    as_in_the_sandbox()
    data = dict(np.load(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        accuracy = train(data, Path(line.strip()).read_text(), int(sys.argv[2]), int(sys.argv[3]))
        keras.utils.clear_session(free_memory=True)
        print(f"{accuracy:.3f}", flush=True)
