"""Puts a function of ours in the place of one of Keras's, under every name that it is imported by."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_PACKAGES = ("keras", "tensorflow.keras")


def replace(real: Callable[..., Any], own: Callable[..., Any]) -> None:
    """In each module of Keras that has it, where it is defined too.

    Modules imported as ``tensorflow.keras...`` are not those of ``tf.keras``: imported later, they take the
    function from where it is defined.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGES):
            for key, value in list(vars(module).items()):
                if value is real:
                    vars(module)[key] = own
