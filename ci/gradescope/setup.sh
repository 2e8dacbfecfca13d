#!/usr/bin/env bash
# For Gradescope: installs the grader, once, when the autograder's image is made. Choose a base image with Python 3.11
# or newer (Ubuntu 24.04). There is no Docker engine in it, so TensorFlow is installed too.
set -euo pipefail
source_="${GRADER_SOURCE:-/autograder/source}"
to="${GRADER_HOME:-/opt/exam-grader}"
if command -v apt-get >/dev/null && ! python3 -I -c 'import ensurepip' 2>/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
python3 -I -m venv "$to/venv"
"$to/venv/bin/python" -I -m pip install -q --disable-pip-version-check -c "$source_/constraints.txt" "$source_[local]"
# The data sets too, so that no grading has to fetch them
GRADE_CACHE="$to/data" "$to/venv/bin/python" -I -c 'from grader.task import datasets as d; [d.load(name) for name in d.SOURCES]'
