"""task4 loss: complete choose().

Read the brief first:  grade brief task4
Grade your solution:   grade task4 my_solution.py
"""

import keras


def choose(problem, classes):
    """Return (units, activation, loss) of the output layer for one problem.

    problem: "binary", "one_hot", "integer" or "multi_label".
    classes: how many classes (for "multi_label": how many labels) there are.
    """
    # 1. units: how many numbers the last layer puts out for each row.
    # 2. activation: what turns them into what the loss expects.
    # 3. loss: fits the activation and the form of the labels.
