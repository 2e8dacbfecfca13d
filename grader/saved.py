"""Evidence kept on disk, so that it can be judged again with neither a sandbox nor TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pydantic

from grader import submission, task
from grader.errors import UsageProblem
from grader.evidence import Ended, RawStage
from grader.pipeline import Graded, draw, judge_raw
from grader.sandbox.contract import Description

_INDEX = "grading.json"


class _Stage(pydantic.BaseModel):
    ended: Ended
    versions: dict[str, str]
    epochs: list[dict[str, Any]] = []
    has_result: bool


class _Index(pydantic.BaseModel):
    schema_version: Literal[1] = 1
    task: str
    seed: int
    submission: str
    original_path: str
    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None
    seconds: dict[str, float]
    stages: dict[str, _Stage]


def save(graded: Graded, folder: Path) -> None:
    """Write all that judging needs: the submission, both stages' bundles, and an index."""
    folder.mkdir(parents=True, exist_ok=True)
    stages = {"train": graded.train} | ({"predict": graded.predict} if graded.predict else {})
    for name, stage in stages.items():
        if stage.result is not None:
            (folder / f"{name}.bundle").write_bytes(stage.result)
        (folder / f"{name}.output.txt").write_bytes(stage.output)
    path = graded.submission.path
    (folder / path.name).write_bytes(path.read_bytes())
    index = _Index(
        task=graded.task.id,
        seed=graded.seed,
        submission=path.name,
        original_path=str(path),
        kind=graded.sandbox.kind,
        isolated=graded.sandbox.isolated,
        image=graded.sandbox.image,
        seconds=dict(graded.seconds),
        stages={
            name: _Stage(
                ended=stage.ended,
                versions=dict(stage.versions),
                epochs=[dict(told) for told in stage.epochs],
                has_result=stage.result is not None,
            )
            for name, stage in stages.items()
        },
    )
    (folder / _INDEX).write_text(index.model_dump_json(indent=2), encoding="utf-8")


def judge_again(folder: Path) -> Graded:
    """Judge saved evidence with today's checks.

    Raises:
        UsageProblem: where the folder holds no saved evidence.
    """
    try:
        index = _Index.model_validate_json((folder / _INDEX).read_bytes())
        stages = {name: _load(folder, name, stage) for name, stage in index.stages.items()}
        train = stages["train"]
    except (OSError, ValueError, KeyError) as error:
        problem = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        raise UsageProblem("evidence.folder", path=folder, problem=problem) from None
    which = task.find(index.task)
    submitted = submission.read(folder / index.submission, which)
    predict = stages.get("predict")
    verdict = judge_raw(which, submitted, train, predict, draw(which, index.seed))
    sandbox = Description(index.kind, index.isolated, index.image)
    return Graded(which, submitted, index.seed, verdict, train, predict, sandbox, index.seconds)


def _load(folder: Path, name: str, stage: _Stage) -> RawStage:
    result = (folder / f"{name}.bundle").read_bytes() if stage.has_result else None
    output = (folder / f"{name}.output.txt").read_bytes()
    return RawStage(result, output, stage.ended, stage.versions, tuple(stage.epochs))
