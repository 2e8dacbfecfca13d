"""A whole sitting against real Docker, killed in the middle of real gradings: nothing accepted is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.docker, pytest.mark.full]
SCRIPT = Path(__file__).with_name("scripted.py")
KILLS = 8


def test_a_sitting_killed_in_real_gradings_comes_to_the_same_report(tmp_path: Path, engine: None) -> None:
    words = [sys.executable, str(SCRIPT), str(tmp_path), "--sandbox", "docker", "--kills", str(KILLS)]
    words += ["--first", "1", "--longest", "3.5"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    undisturbed, *killed = json.loads(done.stdout)
    assert undisturbed["report"]["attempts"]
    assert sum(item["kills"] for item in killed) == KILLS
    assert sum(item["in_grading"] for item in killed) >= 5
    for item in killed:
        assert item["lost"] == []
        assert item["report"] == undisturbed["report"]
