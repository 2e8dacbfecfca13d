"""What each command does; :mod:`grader.cli` only parses."""
