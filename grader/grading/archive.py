"""Evidence kept on disk, so that it can be judged again with neither a sandbox nor TensorFlow."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic

from grader.errors import UnusableSubmission, UsageProblem
from grader.evidence import ProgressMessage, RawStage, Termination
from grader.files import replace
from grader.grading.gallery import galleries
from grader.grading.judge import judge
from grader.grading.pipeline import SEEDS, GradingResult, case_of, draw, handed_on
from grader.inside import wire
from grader.sandbox.contract import Description, Stage
from grader.submission import opening, source
from grader.task import loader
from grader.washing import legible

_INDEX = "grading.json"
_MAX_INDEX = 16 << 20  # bytes; what a submission tells of its epochs is in it
_MAX_BYTES = (wire.RESULT_MB + 1) << 20  # of a bundle, as a sandbox may send it
_FIGURES = pydantic.ConfigDict(ser_json_inf_nan="constants")  # a loss that is NaN stays one
_Number = Annotated[float, pydantic.Field(allow_inf_nan=False)]


class _SavedModel(pydantic.BaseModel):
    model_config = _FIGURES


class _Epoch(ProgressMessage):
    model_config = _FIGURES

    epoch: int = pydantic.Field(ge=0, le=10_000_000)


class _Stage(_SavedModel):
    termination: Termination
    versions: dict[str, str]
    epochs: list[_Epoch] = []
    has_result: bool


class _Index(_SavedModel):
    schema_version: Literal[2] = 2
    task: str
    seed: int = pydantic.Field(ge=0, lt=SEEDS)
    submission: str
    original_path: str
    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None
    seconds: dict[str, _Number]
    stages: dict[Stage, _Stage]
    sha256: dict[str, str]  # of each file beside the index

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_version_1(cls, fields: Any) -> Any:
        """Version 1 had ``ended``, with another ``ended`` in it, for a stage's termination and its reason."""
        if not isinstance(fields, dict) or fields.get("schema_version") != 1:
            return fields
        stages = fields.get("stages")
        if isinstance(stages, dict):
            stages = {name: _renamed(stage, ended="termination") for name, stage in stages.items()}
            for stage in stages.values():
                if isinstance(stage, dict):
                    stage["termination"] = _renamed(stage.get("termination"), ended="reason")
        return fields | {"schema_version": 2, "stages": stages}


def _renamed(table: Any, **names: str) -> Any:
    """A JSON object with other names for some of its keys; anything else as it is."""
    return {names.get(key, key): value for key, value in table.items()} if isinstance(table, dict) else table


def save(graded: GradingResult, folder: Path) -> None:
    """Write all that judging needs: the submission, both stages' bundles, and an index.

    Evidence that is there already is replaced as a whole or stays as it was.
    """
    every: dict[str, RawStage | None] = {"train": graded.train, "fit": graded.fit, "predict": graded.predict}
    stages = {name: stage for name, stage in every.items() if stage is not None}
    path = graded.submission.path
    files = {legible(path.name): graded.submission.raw}
    for name, stage in stages.items():
        if stage.result is not None:
            files[f"{name}.bundle"] = stage.result
        files[f"{name}.output.txt"] = stage.output
    index = _index(graded, stages, files)
    folder.mkdir(parents=True, exist_ok=True)
    kept = files | {_INDEX: index.model_dump_json(indent=2).encode()}
    replace({folder / name: data for name, data in kept.items()})


def _index(graded: GradingResult, stages: Mapping[str, RawStage], files: Mapping[str, bytes]) -> _Index:
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
                termination=stage.termination,
                versions=dict(stage.versions),
                epochs=[_Epoch(**told) for told in stage.epochs],
                has_result=stage.result is not None,
            )
            for name, stage in stages.items()
        },
        sha256={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )


def judge_again(folder: Path) -> GradingResult:
    """Judge saved evidence with today's checks.

    Each file is read once, under a cap and through no link, and must be the one whose hash the index has.

    Raises:
        UsageProblem: where the folder holds no saved evidence, or not all of one grading's, or evidence of a
            grader that let the submission train a model which the grader trains itself now.
        FileTrouble: where the machine does not let it be read.
    """
    try:
        index = _Index.model_validate_json(_bytes(folder, _INDEX, _MAX_INDEX))
        files = _files(folder, index)
        stages = {str(name): _stage(name, stage, files) for name, stage in index.stages.items()}
        train, raw = stages["train"], files[index.submission]
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        problem = f"{_INDEX}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise UsageProblem("evidence.folder", path=folder, problem=problem) from None
    except (ValueError, KeyError) as error:
        problem = f"{type(error).__name__}: {(str(error).splitlines() or ['-'])[0]}"
        raise UsageProblem("evidence.folder", path=folder, problem=problem) from None
    except UnusableSubmission as error:
        raise UsageProblem("evidence.folder", path=folder, problem=error.text) from None
    which = loader.find(index.task)
    submitted = source.from_bytes(folder / index.submission, raw, which, screened=False)
    fit, predict = stages.get("fit"), stages.get("predict")
    material = draw(which, index.seed)
    if fit is None and handed_on(train).keys() & material.training.keys():
        raise UsageProblem("evidence.older", path=folder, task=which.id)
    case = case_of(which, submitted, train, predict, material, fit)
    return GradingResult(
        which,
        submitted,
        index.seed,
        judge(which, case),
        train,
        predict,
        Description(index.kind, index.isolated, index.image),
        index.seconds,
        galleries(case),
        fit,
    )


def _files(folder: Path, index: _Index) -> Mapping[str, bytes]:
    """The files that the index names. Hashes tell files of two gradings apart, where one was interrupted."""
    results = [f"{name}.bundle" for name, stage in index.stages.items() if stage.has_result]
    outputs = [f"{name}.output.txt" for name in index.stages]
    files = {}
    for name in [index.submission, *results, *outputs]:
        if name != Path(name).name:
            raise ValueError(f"{name} is not the name of a file")
        if name not in index.sha256:
            raise ValueError(f"the index has no sha256 of {name}")
        files[name] = _bytes(folder, name, _MAX_BYTES)
        if hashlib.sha256(files[name]).hexdigest() != index.sha256[name]:
            raise ValueError(f"{name} is not the file that was saved")
    return files


def _stage(name: str, stage: _Stage, files: Mapping[str, bytes]) -> RawStage:
    result = files[f"{name}.bundle"] if stage.has_result else None
    epochs = tuple(told.model_dump() for told in stage.epochs)
    return RawStage(result, files[f"{name}.output.txt"], stage.termination, stage.versions, epochs)


def _bytes(folder: Path, name: str, limit: int) -> bytes:
    return opening.read_below(folder, [name], limit)
