"""What the batch benchmark compares with: a Python process that imports TensorFlow, runs one job and ends."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from grader.inside import stages

stages.run_job(Path(sys.argv[1]).read_bytes(), lambda _frame: None)
