"""task8 cnn-design: complete the five functions.

Read the brief first:  grade brief task8
Grade your solution:   grade task8 my_solution.py
"""


def shapes(input_shape, layers):
    """Return a list: the output shape of each layer."""


def parameters(input_shape, layers):
    """Return a list: how many parameters each layer has."""


def receptive_field(layers):
    """Return how many pixels, along one side, a value behind the last layer sees."""


def conv_for(input_shape, output_shape, count):
    """Return a conv layer that makes output_shape of input_shape and has count parameters."""


def stack_for(field, most_layers):
    """Return a list of 1 to most_layers conv or pool layers whose receptive field is exactly field."""
