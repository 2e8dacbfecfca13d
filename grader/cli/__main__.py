"""``python -m grader.cli``, the same as ``grade``."""

from grader.cli.app import main

main()
