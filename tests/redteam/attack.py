"""An attack as it lies in its folder: ``CLASS/ATTACK/`` with a submission and ``expected.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pydantic

from grader.task import loader

HERE = Path(__file__).parent
CLASSES = ("channel", "process", "interpreter", "resources", "host", "learning", "official", "reports")
_FIRST = ("*.py", "*.ipynb")
_LIMITS = ("train_seconds", "predict_seconds", "memory_mb", "disk_mb")


class Expected(pydantic.BaseModel):
    """``expected.toml``. README.md beside this file says what each key means."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    tries: str = pydantic.Field(min_length=20)
    task: str = "task1"
    outcome: Literal["pass", "fail", "unusable"] = "fail"
    max_score: float = 0
    failure: str | None = None
    failed: list[str] = []
    told: list[str] = []
    shown: list[str] = []
    kit: list[str] = []
    generator: str | None = None
    name: str = "submission.py"
    first: str | None = None
    sandboxes: list[Literal["docker", "local"]] = ["docker"]
    train_seconds: float | None = None
    predict_seconds: float | None = None
    memory_mb: int | None = None
    disk_mb: int | None = None
    epochs: int | None = None
    everyday: bool = False


class Attack(pydantic.BaseModel):
    """One folder."""

    model_config = pydantic.ConfigDict(frozen=True, ignored_types=(cached_property,))

    folder: Path

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.folder.name}"

    @property
    def kind(self) -> str:
        """The class of the attack."""
        return self.folder.parent.name

    @cached_property
    def expected(self) -> Expected:
        return Expected(**tomllib.loads((self.folder / "expected.toml").read_text(encoding="utf-8")))

    def task(self) -> loader.Task:
        """The task, with this attack's limits and epochs instead of its own."""
        found = loader.find(self.expected.task)
        changed = {name: getattr(self.expected, name) for name in _LIMITS}
        limits = found.manifest.limits.model_copy(
            update={name: value for name, value in changed.items() if value is not None}
        )
        epochs = {} if self.expected.epochs is None else {"epochs": self.expected.epochs}
        public = {**found.manifest.public, **epochs}
        return replace(found, manifest=found.manifest.model_copy(update={"limits": limits, "public": public}))

    def written(self, into: Path) -> Path:
        """The submission's file: as it is, made by its generator, or with parts of the kit before it."""
        expected, path = self.expected, into / self.expected.name
        if expected.generator:
            names: dict[str, Any] = {}
            exec(self._with_kit(self.folder / expected.generator), names)
            path.write_bytes(names["content"]())
            return path
        path.write_bytes(self._with_kit(self.folder / expected.name))
        return path

    def before(self, into: Path) -> Path | None:
        """The submission that is graded first, where this attack needs one."""
        if self.expected.first is None:
            return None
        path = into / "first.py"
        path.write_bytes(self._with_kit(self.folder / self.expected.first))
        return path

    def _with_kit(self, path: Path) -> bytes:
        parts = [HERE / "kit" / f"{name}.py" for name in self.expected.kit]
        return b"\n\n".join(part.read_bytes() for part in [*parts, path])


def attacks() -> list[Attack]:
    """All of them, by class in the order of CLASSES."""
    return [
        Attack(folder=path.parent)
        for kind in CLASSES
        for path in sorted((HERE / kind).glob("*/expected.toml"))
    ]
