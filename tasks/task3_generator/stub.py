"""task3 generator: complete make_pipelines().

Read the brief first:  grade brief task3
Grade your solution:   grade task3 my_solution.py
"""

import keras
import tensorflow as tf


def make_pipelines(train_dir, validation_dir, target_size, batch_size):
    """Return (training pipeline, validation pipeline), each an iterable of (images, labels)."""
    # 1. Read the images below train_dir and validation_dir as RGB of target_size (height, width).
    # 2. One-hot labels over the sub-directories' names in alphabetical order.
    # 3. Scale the values to [0, 1], once.
    # 4. Shuffle the training images and augment them, otherwise in every epoch; leave the validation images alone.
