"""The exam-practice grader: screens, sandboxes and judges solutions of TensorFlow practice tasks."""

import sys

if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:
    # `python -m grader.cli` puts the current folder first: a hand-in named click.py there would be imported
    sys.path.pop(0)
