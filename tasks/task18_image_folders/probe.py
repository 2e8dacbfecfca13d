"""Whatever the file does to make its model, the model is found and handed over."""

from grader.inside.official import probe

__all__ = ["probe"]
