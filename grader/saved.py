"""Evidence kept on disk, so that it can be judged again with neither a sandbox nor TensorFlow."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import pydantic

from grader import submission, task
from grader.errors import UsageProblem
from grader.evidence import Ended, RawStage, Told
from grader.gallery import galleries
from grader.judge import judge
from grader.pipeline import SEEDS, Graded, case_of, draw
from grader.sandbox.contract import RESULT_MB, Description
from grader.text import legible

_INDEX = "grading.json"
_MAX_BYTES = (RESULT_MB + 1) << 20  # of a bundle, as a sandbox may send it
_FIGURES = pydantic.ConfigDict(ser_json_inf_nan="constants")  # a loss that is NaN stays one
_Number = Annotated[float, pydantic.Field(allow_inf_nan=False)]


class _Model(pydantic.BaseModel):
    model_config = _FIGURES


class _Epoch(Told):
    model_config = _FIGURES

    epoch: int = pydantic.Field(ge=0, le=10_000_000)


class _Stage(_Model):
    ended: Ended
    versions: dict[str, str]
    epochs: list[_Epoch] = []
    has_result: bool


class _Index(_Model):
    schema_version: Literal[1] = 1
    task: str
    seed: int = pydantic.Field(ge=0, lt=SEEDS)
    submission: str
    original_path: str
    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None
    seconds: dict[str, _Number]
    stages: dict[Literal["train", "predict"], _Stage]
    sha256: dict[str, str] = {}  # of each file beside the index


def save(graded: Graded, folder: Path) -> None:
    """Write all that judging needs: the submission, both stages' bundles, and an index.

    Evidence that is there already is replaced as a whole or stays as it was.
    """
    stages = {"train": graded.train} | ({"predict": graded.predict} if graded.predict else {})
    path = graded.submission.path
    files = {legible(path.name): path.read_bytes()}
    for name, stage in stages.items():
        if stage.result is not None:
            files[f"{name}.bundle"] = stage.result
        files[f"{name}.output.txt"] = stage.output
    index = _index(graded, stages, files)
    _write(folder, files | {_INDEX: index.model_dump_json(indent=2).encode()})


def _index(graded: Graded, stages: Mapping[str, RawStage], files: Mapping[str, bytes]) -> _Index:
    path = graded.submission.path
    return _Index(
        task=graded.task.id,
        seed=graded.seed,
        submission=legible(path.name),
        original_path=legible(path),
        kind=graded.sandbox.kind,
        isolated=graded.sandbox.isolated,
        image=graded.sandbox.image,
        seconds=dict(graded.seconds),
        stages={
            name: _Stage(
                ended=stage.ended,
                versions=dict(stage.versions),
                epochs=[_Epoch(**told) for told in stage.epochs],
                has_result=stage.result is not None,
            )
            for name, stage in stages.items()
        },
        sha256={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all under other names first: what does not fit on the disk then leaves the old ones alone."""
    parts = {name: folder / f".{name}.part" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            parts[name].write_bytes(data)
        for name, part in parts.items():
            part.replace(folder / name)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def judge_again(folder: Path) -> Graded:
    """Judge saved evidence with today's checks.

    Raises:
        UsageProblem: where the folder holds no saved evidence.
    """
    try:
        index = _Index.model_validate_json((folder / _INDEX).read_bytes())
        _verify(folder, index)
        stages = {str(name): _load(folder, name, stage) for name, stage in index.stages.items()}
        train, path = stages["train"], _inside(folder, index.submission)
    except (OSError, ValueError, KeyError) as error:
        problem = f"{type(error).__name__}: {(str(error).splitlines() or ['-'])[0]}"
        raise UsageProblem("evidence.folder", path=folder, problem=problem) from None
    which = task.find(index.task)
    submitted = submission.read(path, which, screened=False)
    predict = stages.get("predict")
    case = case_of(which, submitted, train, predict, draw(which, index.seed))
    return Graded(
        which,
        submitted,
        index.seed,
        judge(which, case),
        train,
        predict,
        Description(index.kind, index.isolated, index.image),
        index.seconds,
        galleries(case),
    )


def _verify(folder: Path, index: _Index) -> None:
    """A grading that was killed while it replaced another's evidence leaves files of both."""
    for name, expected in index.sha256.items():
        if hashlib.sha256(_bytes(_inside(folder, name))).hexdigest() != expected:
            raise ValueError(f"{name} is not the file that was saved")


def _load(folder: Path, name: str, stage: _Stage) -> RawStage:
    result = _bytes(folder / f"{name}.bundle") if stage.has_result else None
    output = _bytes(folder / f"{name}.output.txt")
    epochs = tuple(told.model_dump() for told in stage.epochs)
    return RawStage(result, output, stage.ended, stage.versions, epochs)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError(f"{path.name} has more than {_MAX_BYTES} bytes")
    return data


def _inside(folder: Path, name: str) -> Path:
    """The path of that file of the folder: what was saved elsewhere names no file outside."""
    if name != Path(name).name:
        raise ValueError(f"{name} is not the name of a file")
    return folder / name
