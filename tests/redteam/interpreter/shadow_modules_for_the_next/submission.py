import importlib
import sys

import keras

for name in ("numpy", "json", "sitecustomize"):
    sys.modules.pop(name, None)
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    if "/work" in str(getattr(module, "__file__", "")):
        raise SystemError("a module of an earlier submission was imported")


class StopAtThreshold(keras.callbacks.Callback):
    def __init__(self, monitor, threshold, mode, per_batch):
        super().__init__()
