"""The contract of every sandbox, tried on both: values for failed jobs, and nothing left behind."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from conftest import LIMITS, SECRET_VARIABLE

from grader.errors import SandboxError
from grader.inside import watch, wire
from grader.sandbox.contract import Sandbox

ECHO = """
def probe(submission, job, report):
    report.answer("challenges", job.challenges)
    report.answer("settings", job.settings)
    report.array("twice", job.arrays["x"] * 2)
    report.answer("file", (job.folder / "a" / "b.txt").read_text())
"""


def test_what_goes_in_comes_out(run) -> None:
    _raw, evidence = run(
        "",
        ECHO,
        challenges={"a": [1, None, "한"]},
        settings={"epochs": 3},
        arrays={"x": np.arange(6.0).reshape(2, 3)},
        files={"a/b.txt": b"text"},
    )
    assert evidence.answers == {
        "challenges": {"a": [1, None, "한"]},
        "settings": {"epochs": 3},
        "file": "text",
    }
    np.testing.assert_array_equal(evidence.arrays["twice"], np.arange(6.0).reshape(2, 3) * 2)


def test_an_exception_is_told_with_the_students_line(run) -> None:
    _raw, evidence = run("def attempt():\n    return {}['key']\n")
    assert evidence.error is not None
    assert (evidence.error.type, evidence.error.places) == ("KeyError", ("2",))


@pytest.mark.parametrize("how", ["sys.exit(0)", "exit(0)", "raise KeyboardInterrupt", "raise SystemExit(3)"])
def test_an_exit_by_exception_is_told_as_one(run, how: str) -> None:
    raw, evidence = run(f"import sys\ndef attempt():\n    {how}\n")
    assert raw.termination.reason == "exit"
    assert evidence.error is not None


def test_an_exit_past_python_leaves_no_result(run) -> None:
    raw, evidence = run("import os\ndef attempt():\n    os._exit(0)\n")
    assert (raw.termination.reason, raw.termination.code, evidence.has_result) == ("exit", 0, False)


def test_a_crash_is_told_as_its_signal(run) -> None:
    raw, _evidence = run("import ctypes\ndef attempt():\n    ctypes.string_at(0)\n")
    assert (raw.termination.reason, raw.termination.code) == ("signal", 11)


def test_the_time_limit_holds_and_what_was_reached_is_told(run) -> None:
    probe = """
def probe(submission, job, report):
    report.progress(epoch=2, epochs=9, logs={"loss": 0.5})
    while True:
        pass
"""
    start = time.monotonic()
    raw, _evidence = run("", probe, seconds=1.0)
    assert raw.termination.reason == "time"
    assert time.monotonic() - start < 8
    assert [(told["epoch"], told["logs"]) for told in raw.epochs][-1] == (2, {"loss": 0.5})


@pytest.mark.parametrize("step_mb", [16, 8192], ids=["bit by bit", "all at once"])
def test_the_memory_limit_holds(run, step_mb: int) -> None:
    source = f"""
        import numpy
        def attempt():
            kept = []
            while True:
                kept.append(numpy.ones({step_mb} << 17))
    """
    raw, _evidence = run(source, memory_mb=1024)
    assert raw.termination.reason == "memory"


def test_memory_of_processes_that_a_job_starts_counts(run) -> None:
    source = """
        import subprocess, sys
        def attempt():
            hog = "import time; x = bytearray(1500 << 20); time.sleep(60)"
            subprocess.run([sys.executable, "-c", hog])
    """
    raw, _evidence = run(source, memory_mb=1200)
    assert raw.termination.reason == "memory"


def test_endless_output_is_cut_and_stopped(run) -> None:
    raw, _evidence = run("def attempt():\n    while True: print('x' * 1000)\n")
    assert raw.termination.reason == "output"
    assert len(raw.output) == 64 * 1024


def test_output_is_kept_up_to_the_cap(run) -> None:
    raw, evidence = run("def attempt():\n    print('y' * 100_000)\n    return 1\n")
    assert (len(raw.output), evidence.answers["got"]) == (64 * 1024, 1)


@pytest.mark.parametrize(
    "data",
    ["b'garbage' * 10", "b'RSLT' + b'\\xff' * 4", "b'DONE' + bytes(4)", "b'REDY' + bytes(4)"],
    ids=["noise", "huge", "the supervisor's own frame", "ready"],
)
def test_a_forged_frame_ends_the_job_and_not_the_sandbox(run, attempt, data: str) -> None:
    source = f"""
        import os
        def attempt():
            for descriptor in range(3, 64):
                try:
                    os.write(descriptor, {data})
                except OSError:
                    pass
            return 1
    """
    raw, evidence = run(source)
    assert raw.termination.reason == "result"
    assert not evidence.has_result
    assert attempt("def attempt():\n    return 2\n") == 2


def test_a_result_over_the_limit_is_refused(run) -> None:
    probe = "import numpy\ndef probe(s, job, report):\n    report.array('a', numpy.zeros(9 << 20))\n"
    raw, evidence = run("", probe)
    assert raw.termination.reason == "result"
    assert not evidence.has_result


def test_progress_that_is_none_is_dropped(workers) -> None:
    from sandbox.conftest import job

    probe = """
def probe(s, job, report):
    from grader.inside import wire
    report.write(wire.frame(wire.PROGRESS, b'[[[['))
    report.write(wire.frame(wire.PROGRESS, b'{"epoch": "x"}'))
    report.progress(evil=1)
    report.progress(epoch=1)
"""
    seen: list = []
    workers.get("train").run(job("", probe), seen.append)
    assert [message["epoch"] for message in seen if message["epoch"]] == [1]


def test_a_left_over_process_does_not_outlive_its_job(run, attempt) -> None:
    source = """
        import os, time
        def attempt():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True:
                        time.sleep(0.05)
                os._exit(0)
            return os.getpid()
    """
    raw, _evidence = run(source)
    assert raw.termination.reason == "exit"
    count = """
        import os
        def attempt():
            mine = os.getuid()
            found = 0
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    words = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                found += words[1] == str(os.getppid())
            return found
    """
    assert attempt(count) == 1  # the supervisor has one child: this job itself


def test_a_jobs_files_are_gone_before_the_next_job(attempt) -> None:
    where = attempt(
        """
        import os, pathlib
        def attempt():
            pathlib.Path("left").write_text("x")
            os.mkdir("shut", 0)
            return os.getcwd()
        """
    )
    assert attempt(f"import os\ndef attempt():\n    return os.path.exists({where!r})\n") is False


def test_the_environment_is_scrubbed(attempt) -> None:
    assert os.environ[SECRET_VARIABLE]  # set before any worker was opened
    assert SECRET_VARIABLE not in attempt("import os\ndef attempt():\n    return dict(os.environ)\n")


def test_standard_input_is_empty(attempt) -> None:
    assert attempt("import sys\ndef attempt():\n    return sys.stdin.read()\n") == ""


def test_the_same_seed_gives_the_same_numbers(run) -> None:
    source = """
        import random, numpy, keras
        def attempt():
            return [random.random(), numpy.random.rand(), float(keras.random.normal(()))]
    """
    assert run(source)[1].answers == run(source)[1].answers


def test_the_sandbox_has_the_modules_that_screening_promises(attempt) -> None:
    from grader.submission.screening import SANDBOX_MODULES

    names = sorted(SANDBOX_MODULES)
    source = f"""
        import importlib.util
        def attempt():
            return [name for name in {names!r} if not importlib.util.find_spec(name)]
    """
    assert attempt(source) == []


def test_a_closed_worker_fails_as_a_sandbox(sandbox: Sandbox) -> None:
    from sandbox.conftest import job

    worker = sandbox.open(LIMITS)
    worker.wait_ready()
    worker.close()
    with pytest.raises(SandboxError):
        worker.run(job("def attempt(): pass"), lambda _message: None)


@pytest.mark.parametrize(
    "source",
    [
        "import sys\ndef attempt():\n    return sys.argv\n",
        "import sys\ndef attempt():\n    return sys.orig_argv[1:]\n",
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int, default=3)
        found = parser.parse_args()
        def attempt():
            return [parser.prog] if found.epochs == 3 else []
        """,
    ],
    ids=["sys.argv", "sys.orig_argv", "argparse"],
)
def test_a_submission_sees_its_own_name_for_arguments(attempt, source: str) -> None:
    assert attempt(source) == ["submission.py"]


def test_what_a_child_printed_is_heard_out_by_a_slow_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    class Slow:
        def check(self) -> None: ...

        def send(self, tag: bytes, payload: bytes = b"") -> None:
            clock[0] += 5
            sent.append(payload)

    class Ended:
        def wait(self, timeout: float | None) -> tuple[int, float]:
            return 0, 0.1

    clock = [0.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(watch.processes, "kill_descendants", lambda uid, zygote: None)
    printed, printed_in = os.pipe()
    result, result_in = os.pipe()
    frame = wire.frame(wire.PROGRESS, b"{}") * 3 + wire.frame(wire.RESULT, b"r" * 60_000)
    os.write(printed_in, b"p" * 60_000)
    os.write(result_in, frame)
    os.close(printed_in)
    os.close(result_in)
    limits = watch.ChildLimits(seconds=9, processors=2, memory_mb=99, disk_mb=9, output_kb=64, result_mb=1)
    told = watch.watch(
        watch.WatchedJob(child=Ended(), uid=None, zygote=0, printed=printed, result=result), limits, Slow()
    )
    os.close(printed)
    os.close(result)
    assert (told["reason"], told["printed"]) == ("exit", 60_000)
    assert b"r" * 60_000 in sent
