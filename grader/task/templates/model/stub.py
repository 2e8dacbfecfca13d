"""A dense network for small digits: complete build_model()."""

import keras


def build_model():
    """Return a compiled model: 64 numbers in, a softmax over ten digits out."""
    # 1. Build the layers.
    # 2. Compile: optimizer, loss for integer labels, metrics=["accuracy"].
    # 3. Return the model.
