"""How much of the wall time a job had: by sums first, then in sandboxes whose machine is slow."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LIMITS

from grader.evidence import Termination
from grader.inside import watch
from grader.inside.timing import Meter, over
from grader.sandbox.contract import Worker
from grader.sandbox.docker import DockerSandbox
from sandbox.conftest import run_on

SPINS = "def attempt():\n    while True: pass\n"
SLEEPS = "import time\ndef attempt():\n    time.sleep(1000)\n"
FITS = """
import keras, numpy as np
def attempt():
    x, y = np.ones((512, 8)), np.ones((512, 1))
    model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, y, epochs=10**6, verbose=0)
"""
MANY_THREADS = """
import threading
def burn():
    while True: sum(range(1000))
def attempt():
    for _ in range(60):
        threading.Thread(target=burn, daemon=True).start()
    burn()
"""
MANY_PROCESSES = """
import os, time
def attempt():
    for _ in range(60):
        if os.fork() == 0:
            os.nice(19)
            while True: pass
    time.sleep(1000)
"""
NAPS = "import time\ndef attempt():\n    while True: time.sleep(0.001)\n"
OWN_DOING = {
    "busy loop": SPINS,
    "sleep": SLEEPS,
    "many short sleeps": NAPS,
    "endless fit": FITS,
    "threads that starve each other": MANY_THREADS,
    "processes that give way to all": MANY_PROCESSES,
}


def measured(seconds: float, *, wanting: int, used: float, processors: int = 2, look: float = 0.05) -> Meter:
    """A meter after so many seconds in which so many threads wanted to run, and had ``used`` processors."""
    now = [0.0]
    meter = Meter(processors, lambda: wanting, lambda: now[0] * used, lambda: now[0])
    while now[0] < seconds:
        now[0] += look
        meter.look()
    return meter


@pytest.mark.parametrize(
    ("wanting", "used", "withheld"),
    [
        (1, 1.0, 0),
        (1, 0.1, 9),
        (1, 0.5, 5),
        (2, 2.0, 0),
        (2, 1.0, 5),
        (100, 2.0, 0),
        (100, 1.0, 5),
        (0, 0.0, 0),
        (0, 0.3, 0),
    ],
    ids=[
        "a loop",
        "a loop, throttled",
        "a loop beside another's",
        "two threads",
        "two threads on one processor",
        "more threads than processors",
        "more threads than processors, one of them taken",
        "a sleep",
        "short work between looks",
    ],
)
def test_time_counts_as_withheld_where_a_job_wanted_processors_and_got_less(
    wanting: int, used: float, withheld: float
) -> None:
    meter = measured(10, wanting=wanting, used=used)
    assert meter.withheld == pytest.approx(withheld, abs=0.1)
    assert meter.cpu == pytest.approx(10 * used, abs=0.1)


def test_a_job_that_sleeps_after_it_was_throttled_has_lost_no_more() -> None:
    now, used, wanting = [0.0], [0.0], [2]
    meter = Meter(2, lambda: wanting[0], lambda: used[0], lambda: now[0])
    for step in range(200):
        now[0] += 0.05
        used[0] += 0.05 * 0.2 * (step < 100)
        wanting[0] = 2 * (step < 100)
        meter.look()
    assert meter.withheld == pytest.approx(4.5, abs=0.3)  # of five seconds; the other five it slept


def test_a_pause_of_the_whole_machine_is_withheld() -> None:
    assert measured(30, wanting=0, used=0.0, look=15).withheld == pytest.approx(30)
    assert measured(30, wanting=2, used=2.0, look=15).withheld == 0  # it ran; who looks did not


@pytest.mark.parametrize(
    ("seconds", "withheld", "ends"),
    [
        (9.9, 0, ""),
        (10.1, 0, "time"),
        (10.1, 5, ""),
        (15.1, 5, "time"),
        (17.9, 9, ""),
        (18.1, 9, "time"),
        (18.1, 11, ""),
        (39.9, 35, ""),
        (40.1, 35, "starved"),
        (40.1, 32, "time"),
    ],
)
def test_a_limit_of_ten_seconds_is_of_time_that_was_given(seconds: float, withheld: float, ends: str) -> None:
    assert over(10, seconds, withheld) == ends


@pytest.mark.parametrize("source", OWN_DOING.values(), ids=OWN_DOING)
def test_what_a_job_does_to_itself_is_no_fault_of_the_machine(run, source: str) -> None:
    raw, _evidence = run(source, seconds=1.0)
    assert raw.termination.reason == "time"


@pytest.fixture
def throttled(docker_sandbox: DockerSandbox):
    """Give a container a share of a processor, once it is ready."""
    opened: list[Worker] = []

    def worker(cpus: float) -> Worker:
        container = docker_sandbox.open(LIMITS)
        opened.append(container)
        container.wait_ready()
        command = ["docker", "update", "--cpus", str(cpus), container._stream._container.id]
        subprocess.run(command, check=True, capture_output=True)
        return container

    yield worker
    for container in opened:
        container.close()


@pytest.mark.docker
def test_a_throttled_job_is_not_failed_for_time(throttled: Callable[[float], Worker]) -> None:
    source = """
        import time
        start = time.process_time()
        def attempt():
            while time.process_time() - start < 0.4: pass
            return 1
    """
    raw, evidence = run_on(throttled(0.2), source, seconds=1.0)
    assert (raw.termination.reason, evidence.answers) == ("exit", {"got": 1})
    assert raw.termination.seconds > 1
    assert raw.termination.withheld_seconds > 0.5


@pytest.mark.docker
def test_a_job_that_never_gets_its_time_is_starved_and_a_sleep_beside_it_is_not(
    throttled: Callable[[float], Worker],
) -> None:
    worker = throttled(0.1)
    start = time.monotonic()
    raw, _evidence = run_on(worker, SPINS, seconds=1.0)
    assert raw.termination.reason == "starved"
    assert 4 < time.monotonic() - start < 12
    raw, _evidence = run_on(worker, SLEEPS, seconds=1.0)
    assert raw.termination.reason == "time"
    assert raw.termination.cpu_seconds < 0.5


def test_evidence_of_earlier_versions_has_no_time_withheld() -> None:
    kept = '{"reason":"time","code":9,"seconds":9,"cpu_seconds":9,"peak_mb":1,"printed":0}'
    assert Termination.model_validate_json(kept).withheld_seconds == 0


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("own", "ends"), [(True, "memory"), (False, "evicted")])
def test_a_kill_by_a_machine_without_memory_is_not_the_jobs_own(
    version: int, own: bool, ends: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory").mkdir()

    def tell(kills: int, hits: int) -> None:
        if version == 2:
            (tmp_path / "memory.events").write_text(f"low 0\nmax 7\noom {hits}\noom_kill {kills}\n")
        else:
            (tmp_path / "memory" / "memory.oom_control").write_text(f"under_oom 0\noom_kill {kills}\n")
            (tmp_path / "memory" / "memory.failcnt").write_text(f"{hits}\n")

    class Killed:
        def wait(self, timeout: float | None) -> tuple[int, float]:
            tell(1, int(own))
            return 9, 0.1

    class Host:
        def check(self) -> None: ...

    monkeypatch.setattr(watch.processes, "_MEMORY", tmp_path)
    monkeypatch.setattr(watch.processes, "kill_descendants", lambda uid, zygote: None)
    tell(0, 0)
    ends_of_pipes = os.pipe() + os.pipe()
    os.close(ends_of_pipes[1])
    os.close(ends_of_pipes[3])
    limits = watch.ChildLimits(seconds=9, processors=2, memory_mb=10**6, disk_mb=9, output_kb=64, result_mb=1)
    told = watch.watch(
        watch.WatchedJob(
            child=Killed(), uid=None, zygote=0, printed=ends_of_pipes[0], result=ends_of_pipes[2]
        ),
        limits,
        Host(),
    )
    os.close(ends_of_pipes[0])
    os.close(ends_of_pipes[2])
    assert told["reason"] == ends
