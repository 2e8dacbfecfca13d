"""Every seed of the fuzzer, and every input that it once broke something with, through its decoder."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from fuzz.run import CORPUS, TARGETS, TooSlow, bounded, load

FILES = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_decoder_bears(path: Path) -> None:
    bounded(load(path.parent.name))(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_seeds(name: str) -> None:
    assert list((CORPUS / name).iterdir())


def test_an_input_that_takes_too_much_time_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.run.MOST_SECONDS", 0.02)

    def busy(data: bytes) -> None:
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass

    with pytest.raises(TooSlow):
        bounded(SimpleNamespace(one=busy))(b"x")  # type: ignore[arg-type]
