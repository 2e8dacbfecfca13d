"""Whatever bytes a decoder on the host is given, it gives a value or its own error, soon.

What single bytes do to frames, bundles and arrays is in test_wire.py and test_evidence.py.
"""

from __future__ import annotations

import json
import struct
import time
import tracemalloc
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import factory
import numpy as np
import pytest
import records
from fuzz.targets import bundle, frames, notebook, saved, screening
from fuzz.targets import records as kept
from fuzz.targets.verdict import changed, judged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import TERMINATION, body, made
from mutated import GONE, VALUES, array_like, paths, put

from grader.batch.find import Item
from grader.batch.store import Store
from grader.errors import EvidenceProblem, SandboxError, UsageProblem
from grader.evidence import RawStage, decode, read_array
from grader.grading.archive import judge_again, save
from grader.inside import wire
from grader.sandbox.attached import AttachedStream
from grader.sandbox.worker import StreamWorker
from grader.submission.source import Submission
from grader.task import loader

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PYTHON = st.lists(st.sampled_from(screening.WORDS), max_size=20).map("".join)
INDEX = json.loads((Path(saved.__file__).parents[1] / "corpus/saved/good.json").read_text())


# --- what a student hands in


@SLOW
@given(st.binary(max_size=300) | PYTHON.map(str.encode) | st.text().map(str.encode))
def test_any_file_is_a_submission_or_unusable(data: bytes) -> None:
    screening.one(data)


@SLOW
@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_notebook_is_a_submission_or_unusable(data: bytes) -> None:
    notebook.one(data)


@SLOW
@given(
    st.lists(PYTHON | st.text(st.characters(codec=None), max_size=20) | JSON, max_size=4), st.integers(0, 6)
)
def test_a_notebook_of_any_cells_is_a_submission_or_unusable(cells: list[Any], minor: int) -> None:
    made_of = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    book = {"cells": made_of, "metadata": {}, "nbformat": 4, "nbformat_minor": minor}
    notebook.one(json.dumps(book).encode())


@pytest.mark.parametrize(
    "source",
    [
        "-" * 100_000 + "1",
        "(" * 90,
        "a" + ".b" * 80_000,
        "a" + "[b" * 60_000,
        "x = " + "1 + " * 60_000 + "1",
        "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 99)),
        "lambda: " * 20_000,
        'f"{' * 100,
        "build_model" + ", build_model" * 15_000 + " = x",
        "\n".join(f"build_mode{chr(97 + n % 26)}{n} = 0" for n in range(15_000)),
        "9" * 200_000,
        "\\N{" * 50_000,
        "'''" * 80_001,
        "import " + "x" * 200_000,
        "\n" * 200_000,
        "\x0c" * 100_000,
    ],
    ids=lambda source: repr(source[:12]),
)
def test_a_hostile_source_is_screened_within_seconds(source: str) -> None:
    start = time.process_time()
    screening.one(source.encode())
    notebook.one(
        json.dumps({"cells": [cell(source)], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
    )
    assert time.process_time() - start < 8


def cell(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


# --- what a sandbox sends


@given(st.binary(max_size=200))
def test_any_stream_is_a_stage_or_a_sandbox_that_failed(data: bytes) -> None:
    frames.one(data)


@SLOW
@given(
    st.lists(st.sampled_from([wire.PROGRESS, wire.OUTPUT, wire.RESULT, wire.DONE, wire.READY]), max_size=6),
    st.lists(
        JSON | st.fixed_dictionaries({}, optional={"epoch": JSON, "logs": JSON, "ended": JSON}), min_size=6
    ),
)
def test_frames_of_any_json_are_a_stage_or_a_sandbox_that_failed(tags: list[bytes], said: list[Any]) -> None:
    ready = wire.frame(wire.READY, b'{"seconds": 1, "versions": {}}')
    stream = b"".join(wire.frame(tag, json.dumps(one).encode()) for tag, one in zip(tags, said, strict=False))
    frames.one(b"\x40" + ready + stream)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", 10**400),
        ("printed", -1),
        ("printed", 10**400),
        ("seconds", float("nan")),
        ("reason", "?"),
        ("x", 1),
    ],
)
def test_an_ending_that_is_none_is_a_sandbox_that_failed(name: str, value: Any) -> None:
    done = json.dumps(json.loads(TERMINATION.model_dump_json()) | {name: value}).encode()
    ready = wire.frame(wire.READY, b'{"seconds": 1, "versions": {}}')
    with pytest.raises(SandboxError):
        StreamWorker(frames._Stream(ready + wire.frame(wire.DONE, done), 99)).run(frames.JOB, lambda _: None)


class Endless(frames._Stream):
    """Never ends and never falls silent."""

    def receive(self, timeout: float) -> bytes:
        time.sleep(0.01)
        return self._pieces.pop(0) if self._pieces else wire.frame(wire.OUTPUT, b"x" * 1000)


def test_a_supervisor_that_talks_without_end_has_no_more_time_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.sandbox.worker.GRACE_SECONDS", 0.1)
    ready = wire.frame(wire.READY, b'{"seconds": 1, "versions": {}}')
    with pytest.raises(SandboxError) as error:
        StreamWorker(Endless(ready, 99)).run(frames.JOB, lambda _: None)
    assert error.value.key == "sandbox.silent"


class Chatter:
    """The socket of a container that writes to its standard error alone, without end."""

    def settimeout(self, seconds: float) -> None: ...

    def recv(self, size: int) -> bytes:
        return struct.pack(">BxxxI", 2, 3) + b"log"


def attached_to(stream: object) -> AttachedStream:
    """The streams of a stand-in for a container, behind that stand-in for a socket."""
    client = Mock()
    client.api.attach_socket.return_value = stream
    return AttachedStream(client, Mock(), background=False)


def test_a_container_that_writes_errors_alone_is_silent() -> None:
    """Neither the host's stack nor its patience ends by it."""
    attached = attached_to(Chatter())
    start = time.monotonic()
    assert attached.receive(0.2) is None
    assert time.monotonic() - start < 5
    assert attached.last_words().endswith("log")


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=20)), max_size=6), st.integers(1, 30))
def test_a_containers_streams_are_taken_apart_however_they_are_cut(blocks: list[Any], step: int) -> None:
    data = b"".join(struct.pack(">BxxxI", kind, len(block)) + block for kind, block in blocks)
    attached = attached_to(Chatter())
    found = b""
    for at in range(0, len(data), step):
        attached._buffer += data[at : at + step]
        found += attached._take()
    assert found == b"".join(block for kind, block in blocks if kind == 1)
    assert bytes(attached._words) == b"".join(block for kind, block in blocks if kind == 2)


def test_no_more_epochs_are_kept_than_a_report_can_show() -> None:
    told = wire.frame(wire.PROGRESS, b'{"epoch": 1, "logs": {"loss": 1}}') * 6000
    ready, done = (
        wire.frame(wire.READY, b'{"seconds": 1, "versions": {}}'),
        TERMINATION.model_dump_json().encode(),
    )
    stream = frames._Stream(ready + told + wire.frame(wire.DONE, done), 1 << 16)
    assert len(StreamWorker(stream).run(frames.JOB, lambda _: None).epochs) == 2000


# --- what evidence is judged to

TASKS = ("task1", "task2", "task3", "task4", "task5", "task8", "task9", "task13")


@pytest.mark.parametrize("name", TASKS)
def test_evidence_made_by_hand_is_right(name: str) -> None:
    right = made(name)
    verdict = right.verdict(right.train.packed(), right.predict.packed() if right.predict else None)
    assert verdict.score == verdict.max_score


@pytest.mark.parametrize("name", TASKS)
@SLOW
@given(st.data())
def test_a_changed_answer_is_judged_to_a_verdict(name: str, data: st.DataObject) -> None:
    right = made(name)
    stages = [right.train, right.predict]
    number = data.draw(st.integers(0, 1 if right.predict else 0))
    for _ in range(data.draw(st.integers(1, 3))):
        stage = stages[number]
        assert stage is not None
        path = data.draw(st.sampled_from(list(paths(stage.body))))
        value = data.draw(JSON | st.sampled_from([*VALUES, GONE]))
        stages[number] = type(stage)(put(stage.body, path, value), stage.arrays)
    judged(right, stages[0] or right.train, stages[1])


@pytest.mark.parametrize("name", [name for name in TASKS if name != "task8"])  # whose answers are no arrays
@SLOW
@given(st.data())
def test_a_changed_array_is_judged_to_a_verdict(name: str, data: st.DataObject) -> None:
    if name == "task3" and data.draw(st.integers(0, 3)):
        return  # half a second each: an array is changed in a quarter of the examples
    right = made(name)
    stages = [right.train, right.predict]
    number = data.draw(st.sampled_from([n for n, stage in enumerate(stages) if stage and stage.arrays]))
    stage = stages[number]
    assert stage is not None
    which = data.draw(st.sampled_from(sorted(stage.arrays)))
    new = array_like(stage.arrays[which], data.draw(st.integers(0, 14)), data.draw(st.integers(0, 255)))
    stages[number] = type(stage)(stage.body, {**stage.arrays, which: new})
    judged(right, stages[0] or right.train, stages[1])


@SLOW
@given(JSON, st.integers(0, 255))
def test_any_json_in_the_place_of_a_body_is_judged_to_a_verdict(value: Any, kind: int) -> None:
    bundle.one(bytes([2 + kind % 2]) + json.dumps(value).encode())


@SLOW
@given(JSON)
def test_any_json_in_the_place_of_a_structure_is_judged_to_a_verdict(value: Any) -> None:
    bundle.one(b"\x03" + json.dumps(body({"model": value})).encode())


@SLOW
@given(JSON)
def test_any_json_in_the_place_of_a_history_is_judged_to_a_verdict(value: Any) -> None:
    right = made("task2")
    assert right.predict is not None
    fit = wire.pack(body({"model": value}), {})
    assert right.verdict(right.train.packed(), right.predict.packed(), fit).outcome in ("pass", "fail")


@pytest.mark.parametrize("name", ["task2", "task3", "task4"])
@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<f2", "u1", "?"])
def test_predictions_as_large_as_they_can_be_are_judged_to_a_verdict(name: str, dtype: str) -> None:
    right = made(name)
    assert right.predict is not None
    kind = np.dtype(dtype)
    most = np.finfo(kind).max if kind.kind == "f" else 1
    signs = {n: np.sign(0.5 - np.asarray(a, np.float64)) for n, a in right.predict.arrays.items()}
    arrays = {n: (a * float(most)).astype(kind) for n, a in signs.items()}
    judged(right, right.train, type(right.predict)(right.predict.body, arrays))


def test_a_change_of_everything_at_once_is_judged_to_a_verdict() -> None:
    right = made("task2")
    for how in range(256):
        judged(right, changed(right.train, 0, how, how, how), right.predict)


def test_places_without_end_are_told_within_a_second() -> None:
    """Each place of an exception is a line of the source: to look it up must not cost the whole source."""
    problem = {"type": "E", "message": "", "frames": [[1, ""]] * 50}
    train = wire.pack(body(problems={str(n): problem for n in range(1000)}), {})
    submitted = Submission(Path("my.py"), "0", "x = 1\n" * 40_000)
    start = time.process_time()
    decode(RawStage(train, b"", TERMINATION), None, submitted.locate)
    assert time.process_time() - start < 1


def test_more_problems_than_a_probe_has_parts_are_no_evidence() -> None:
    problem = {"type": "E", "message": "", "frames": []}
    train = wire.pack(body(problems={str(n): problem for n in range(1001)}), {})
    with pytest.raises(EvidenceProblem):
        decode(RawStage(train, b"", TERMINATION), None, str)


@pytest.mark.parametrize(
    "shape", ["(10**12,)", "(4294967296, 4294967296)", "(0, 10**30)", f"({'1,' * 5000})"]
)
def test_an_array_that_promises_much_costs_little(shape: str) -> None:
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape.replace('10**12', str(10**12))}}}"
    data = b"\x93NUMPY\x02\x00" + len(head).to_bytes(4, "little") + head.encode() + b"\0" * 64
    tracemalloc.start()
    with pytest.raises(EvidenceProblem):
        read_array(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4 << 20


# --- what the host has kept


@SLOW
@given(st.data())
def test_a_changed_index_of_evidence_is_judged_again_or_told(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(paths(INDEX))))
    value = data.draw(JSON | st.sampled_from([*VALUES, GONE, "../my.py", "/etc/passwd", "task2", ".", ""]))
    saved.one(json.dumps(put(INDEX, path, value)).encode())


@given(st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_index_of_evidence_is_judged_again_or_told(raw: bytes) -> None:
    saved.one(raw)


@pytest.mark.parametrize("name", ["../e/my.py", "/etc/hosts.py", "a/../my.py"])
def test_saved_evidence_names_no_file_outside_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "e"
    folder.mkdir()
    for part in ("my.py", "train.bundle", "train.output.txt"):
        (folder / part).write_bytes(b"x = 1\n")
    (folder / "grading.json").write_text(json.dumps(INDEX | {"submission": name}))
    with pytest.raises(UsageProblem, match="holds no saved evidence"):
        judge_again(folder)


def test_saved_evidence_of_a_training_that_failed_is_judged_again_to_the_same(tmp_path: Path) -> None:
    """A loss that is NaN is kept as that, and a name that is no UTF-8 too."""
    right = made("task1")
    path = tmp_path / "kim\udcff.py"
    path.write_bytes((right.task.solutions / "reference.py").read_bytes())
    nan = {
        "stage": "",
        "part": "",
        "epoch": 1,
        "epochs": 2,
        "logs": {"loss": float("nan"), "x": float("inf")},
    }
    stage = RawStage(right.train.packed(), b"\xff", TERMINATION, {}, (nan,))
    verdict = right.verdict(right.train.packed(), None)
    submitted = Submission(path, "0", "x", raw=path.read_bytes())
    save(factory.grading_result(right.task, submitted, verdict, train=stage), tmp_path / "e")
    again = judge_again(tmp_path / "e")
    assert again.verdict == verdict
    assert np.isnan(again.train.epochs[0]["logs"]["loss"])
    index = tmp_path / "e" / "grading.json"
    second = json.loads(index.read_text())
    assert second["schema_version"] == 2
    end = second["stages"]["train"].pop("termination")
    second["stages"]["train"]["ended"] = {"ended": end.pop("reason")} | end
    index.write_text(json.dumps(second | {"schema_version": 1}))  # as an earlier grader kept it
    assert judge_again(tmp_path / "e").verdict == verdict


RECORD = json.loads(records.failed_check().model_dump_json())


@SLOW
@given(st.data())
def test_a_changed_record_is_told_in_every_form_or_not_read(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(paths(RECORD))))
    kept.one(json.dumps(put(RECORD, path, data.draw(JSON | st.sampled_from([*VALUES, GONE])))).encode())


@SLOW
@given(st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_a_damaged_record_of_a_batch_is_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = Store(tmp_path_factory.getbasetemp())
    item = Item("kim", loader.find("task2"), Path("my.py"), "my.py")
    store._path(item).write_bytes(data)
    assert store.load(item, "0" * 64) is None
