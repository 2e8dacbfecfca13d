"""Each topic of the study notes is graded: who has it wrong fails a check, as the solution named here does.

`grade validate` and `grade calibrate` show that the solution really gets that verdict.
"""

from __future__ import annotations

import pytest

from grader.grading.authoring import expected_verdicts
from grader.grading.solutions import find
from grader.task import loader

TOPICS = {
    "callback": ("task1", "one_epoch_late", "mode_max"),
    "flatten": ("task5", "column_by_column", "flatten"),
    "filter": ("task6", "filter_flipped", "conv2d"),
    "padding": ("task6", "zeros_first", "pad_same"),
    "stride": ("task6", "strides_swapped", "conv2d"),
    "max pooling": ("task7", "zeros_in_the_maximum", "max_pool"),
    "average pooling": ("task7", "mean_of_the_full_window", "average_pool"),
    "min pooling": ("task7", "zeros_in_the_minimum", "min_pool"),
    "feature extraction": ("task2", "multiplied_by_zero", "convolutions"),
    "parameters of a CNN": ("task8", "no_bias", "parameters"),
    "image generator": ("task3", "unsorted_names", "labels"),
    "augmentation": ("task3", "mirrored_training", "training"),
    "activations: sigmoid": ("task9", "sigmoid_falls", "sigmoid"),
    "activations: softmax": ("task9", "softmax_of_the_last_axis", "softmax"),
    "activations: ReLU": ("task9", "relu_leaks", "relu"),
    "categorical cross-entropy": ("task10", "categorical_along_the_batch", "categorical_loss"),
    "binary cross-entropy": ("task10", "binary_by_softmax", "binary_loss"),
    "logistic loss": ("task10", "logistic_for_zero_and_one", "logistic_loss"),
    "focal loss": ("task10", "focal_alpha_swapped", "focal_loss"),
    "loss choice": ("task4", "softmax_multilabel", "multi_label"),
}


@pytest.mark.parametrize("topic", TOPICS)
def test_who_has_a_topic_wrong_fails_the_check_for_it(topic: str) -> None:
    name, wrong, check = TOPICS[topic]
    task = loader.find(name)
    assert find(task, wrong).kind == "wrong"
    assert check in task.manifest.checks
    assert expected_verdicts(task)[wrong].fails == check
