"""grade doctor tells by what it found, in whatever words, whether submissions can be graded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.cli import doctor
from grader.cli.doctor import MachineFact
from grader.text import LANGUAGES, Language, Text

Run = Callable[[bool, bool, Language], tuple[int, str]]
SAME = Text("the same words", "같은 말")


@pytest.fixture
def status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit status and marks, for what works of Docker and TensorFlow; every fact has the same words."""

    def run(docker: bool, tensorflow: bool, language: Language) -> tuple[int, str]:
        found = [
            MachineFact(True, SAME, SAME),
            MachineFact(docker, SAME, SAME, sandbox="docker"),
            MachineFact(None, SAME, SAME),
            MachineFact(tensorflow, SAME, SAME, sandbox="local"),
        ]
        monkeypatch.setattr(doctor, "_facts", lambda: iter(found))
        ended = doctor.doctor(language)
        return ended, "".join(c for c in capsys.readouterr().out if c in "✓–✗")

    return run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("docker", "tensorflow", "ended", "marks"),
    [(True, True, 0, "✓✓–✓"), (True, False, 0, "✓✓––"), (False, True, 0, "✓✗–✓"), (False, False, 3, "✓✗–✗")],
    ids=["both", "docker alone", "local alone", "neither"],
)
def test_what_works_decides_and_not_how_it_is_told(
    status: Run,
    language: Language,
    docker: bool,
    tensorflow: bool,
    ended: int,
    marks: str,
) -> None:
    assert status(docker, tensorflow, language) == (ended, marks)
