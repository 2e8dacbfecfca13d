"""task12 augmentation: complete the two functions.

Read the brief first:  grade brief task12
Grade your solution:   grade task12 my_solution.py
"""

import keras


def build_augmentation():
    """Return layers that transform images (rows, 28, 28, 1) at random in training, and leave them alone else."""


def build_model(augment):
    """Return a compiled network for ten digits, with the augmentation in front if augment is true."""
