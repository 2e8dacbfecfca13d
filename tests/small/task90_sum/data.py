"""Numbers below zero, and their sum, which stays on the host."""

from grader.task.api import Material


def prepare(rng, load, settings):
    numbers = rng.integers(-9, 0, 5).tolist()
    return Material(challenges={"numbers": numbers}, secret={"sum": sum(numbers)})
