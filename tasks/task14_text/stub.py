"""task14 text: complete the function.

Read the brief first:  grade brief task14
Grade your solution:   grade task14 my_solution.py
"""

import keras


def build_model(texts):
    """Return a compiled model that takes reviews as they are written, and answers with probabilities (rows, 1)."""
