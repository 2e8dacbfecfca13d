"""Runs one target under Atheris for a bounded time: ``python -m fuzz.run TARGET SECONDS``."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
TARGETS = ("screening", "notebook", "frames", "bundle", "arrays", "saved", "records", "verdict")
MOST_SECONDS = 2.0  # of processor time for one input
MOST_MB = 2048
_INSTRUMENTED = ["grader", "nbformat", "numpy.lib._format_impl", "json", "mutated"]


class TooSlow(AssertionError):
    """An input took longer than :data:`MOST_SECONDS`."""


def bounded(target: ModuleType) -> Callable[[bytes], None]:
    """The target's function; an input that takes too much processor time is a finding as well."""

    def one(data: bytes) -> None:
        start = time.process_time()
        target.one(data)
        if (spent := time.process_time() - start) > MOST_SECONDS:
            raise TooSlow(f"{spent:.1f} s of processor time for {len(data)} bytes")

    return one


def load(name: str) -> ModuleType:
    """The module of that target."""
    return importlib.import_module(f"fuzz.targets.{name}")


def main(name: str, seconds: int) -> None:
    """Fuzz; ends with status 0 after the time, or with the input that breaks the target in ``found/``."""
    import atheris

    os.environ.setdefault("GRADE_LANG", "en")
    with atheris.instrument_imports(include=_INSTRUMENTED):
        target = load(name)
    found = HERE / "found"
    found.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        words = Path(folder, "words")
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.WORDS))
        grown = Path(folder, "corpus")
        grown.mkdir()
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={target.MAX_LENGTH}",
            f"-rss_limit_mb={MOST_MB}",
            "-timeout=60",  # of wall time, for what never ends; see bounded() for what is slow
            "-print_final_stats=1",
            f"-artifact_prefix={found}/{name}-",
            *([f"-dict={words}"] if target.WORDS else []),
        ]
        atheris.Setup([sys.argv[0], *options, str(grown), str(CORPUS / name)], bounded(target))
        atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
