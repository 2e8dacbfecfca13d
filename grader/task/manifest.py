"""The files that describe a task, as strict models: an unknown key is an error that names it."""

from __future__ import annotations

from typing import Literal, Self

import pydantic

from grader.text import Text

Chapter = Literal["training", "images", "convolution", "outputs", "sequences", "certificate", "further"]
Form = Literal["names", "official"]


class TomlModel(pydantic.BaseModel):
    """A table of a TOML file: no unknown key, no converted type, no infinite or undefined number."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def problems(error: pydantic.ValidationError) -> str:
    """What a file has that it must not, or lacks: each place and what is wrong there, and no web address."""
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in found)


class BilingualText(TomlModel):
    """A sentence in both languages, as written in a TOML file."""

    en: str = pydantic.Field(min_length=1)
    ko: str = pydantic.Field(min_length=1)

    def text(self) -> Text:
        """The same as a Text."""
        return Text(self.en.strip(), self.ko.strip())


class TaskLimits(TomlModel):
    """Limits of one grading: wall seconds of each stage, memory of the job, scratch space."""

    train_seconds: float = pydantic.Field(gt=0)
    predict_seconds: float = pydantic.Field(gt=0, default=60.0)
    memory_mb: int = pydantic.Field(ge=512, default=2048)
    disk_mb: int = pydantic.Field(ge=1, default=256)


class RequiredName(TomlModel):
    """A name that the submission must define at its top level."""

    name: str
    kind: Literal["function", "class"]
    parameters: list[str] = []  # called with these, by position


class CheckSpec(TomlModel):
    """One check's points; its order in the manifest is its order in the report."""

    points: int = pydantic.Field(ge=0)


class JudgedMetric(TomlModel):
    """Which thresholds a metric is compared with: ``least`` where more is better, ``most`` where less is."""

    least: list[str] = []
    most: list[str] = []


class Manifest(TomlModel):
    """``task.toml``. ``public`` is sent into the sandbox, ``thresholds`` never.

    ``curves`` names, for a metric of a training, the threshold to draw into its curve; ``calibration``, for a
    metric of the verdict, the thresholds that `grade calibrate` weighs against its runs.
    ``chapter`` is where the task stands in the catalogue.
    ``form``: a submission is asked for the names that it ``provides``, or ("official") for a trained model,
    made in whatever way the official exam's files make it.
    ``refused`` are names of libraries that the functions to be written may not use: what is ready-made.
    """

    title: BilingualText
    topic: BilingualText
    chapter: Chapter = "further"
    concepts: list[str]
    pass_score: int = pydantic.Field(ge=1)
    limits: TaskLimits
    datasets: list[str] = []
    form: Form = "names"
    provides: list[RequiredName] = []
    public: dict[str, int | float | str | list[int]] = {}
    thresholds: dict[str, int | float] = {}
    curves: dict[str, str] = {}
    calibration: dict[str, JudgedMetric] = {}
    refused: list[str] = []
    checks: dict[str, CheckSpec]

    @pydantic.model_validator(mode="after")
    def _form_fits(self) -> Self:
        if (self.form == "names") is not bool(self.provides):
            raise ValueError("provides: names, where form is 'names'; none, where it is 'official'")
        return self

    @pydantic.model_validator(mode="after")
    def _thresholds_exist(self) -> Self:
        named = {f"curves.{metric}": [name] for metric, name in self.curves.items()}
        named |= {
            f"calibration.{metric}": judged.least + judged.most for metric, judged in self.calibration.items()
        }
        for place, names in named.items():
            for name in names:
                if name not in self.thresholds:
                    known = ", ".join(self.thresholds) or "none"
                    raise ValueError(f"{place}: no threshold is called '{name}' (there is: {known})")
        return self

    @property
    def goals(self) -> dict[str, float]:
        """The value to draw into a metric's curve, by metric."""
        return {metric: float(self.thresholds[name]) for metric, name in self.curves.items()}


class FailureText(TomlModel):
    """One way to fail a check: what was expected and received; its own hint where it has one."""

    en: str
    ko: str
    hint: BilingualText | None = None


class CheckText(TomlModel):
    """All the prose of one check, from ``hints.toml``.

    Its hints come in three steps: ``question`` makes one think and is told with the failed check, ``hint`` is
    the idea and what to read up, ``nearly`` is almost the line. ``concept``: the topic's id (tasks/topics).
    """

    title: BilingualText
    question: BilingualText | None = None
    hint: BilingualText
    nearly: BilingualText | None = None
    concept: str | None = None
    failure: dict[str, FailureText] = {}

    @property
    def steps(self) -> list[BilingualText]:
        """Its hints, the one that gives least away first."""
        return [step for step in (self.question, self.hint, self.nearly) if step is not None]
