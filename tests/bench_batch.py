"""The batch's part of ``make bench``: against fresh processes and against bare trainings; memory of a job.

``BENCH_WARM`` (100) and ``BENCH_CNN`` (20) set how many submissions are graded, ``BENCH_ROUNDS`` (2) how
often the batch of task2 and the bare trainings take turns.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docker.errors
import numpy as np
from docker.models.containers import Container
from rich.console import Console

from grader.grading.pipeline import draw, train_job
from grader.sandbox.docker import LABEL, connect
from grader.sandbox.worker import encode
from grader.submission import source
from grader.task import loader
from grader.task.loader import Task

ROOT = Path(__file__).parent.parent
GRADE = str(Path(sys.executable).with_name("grade"))
WARM, CNN = int(os.environ.get("BENCH_WARM", "100")), int(os.environ.get("BENCH_CNN", "20"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
JOBS, SEED = 2, 1


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def classroom(folder: Path, name: str, count: int) -> Path:
    """A folder of that many copies of the task's right solutions."""
    where = folder / name
    where.mkdir()
    files = sorted(loader.find(name).solutions.glob("*.py"))
    for number in range(count):
        shutil.copy(files[number % len(files)], where / f"{number:03}.py")
    return where


def batch(folder: Path, name: str, jobs: int) -> None:
    with start(folder, name, jobs) as grader:
        assert grader.wait() == 0


def start(folder: Path, name: str, jobs: int) -> subprocess.Popen[bytes]:
    options = ["--task", name, "--jobs", str(jobs), "--seed", str(SEED), "--fresh"]
    command = [GRADE, "batch", str(folder), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fresh(folder: Path, name: str) -> None:
    """Each job in a process of its own that imports TensorFlow, as many at a time as the batch has jobs."""
    which, jobs = loader.find(name), []
    material = draw(which, SEED)
    for path in sorted(folder.glob("*.py")):
        job = path.with_suffix(".job")
        job.write_bytes(encode(train_job(which, source.read(path, which), material, SEED)))
        jobs.append(job)
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}

    def one(job: Path) -> None:
        with tempfile.TemporaryDirectory() as own:
            command = [sys.executable, str(ROOT / "tests" / "bench_fresh.py"), str(job)]
            subprocess.run(command, check=True, capture_output=True, cwd=own, env=environment)

    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(one, jobs))


def bare_arguments(which: Task, folder: Path) -> list[str]:
    """What a bare training takes: one grading's data, written into that folder, epochs, batch size."""
    material, data = draw(which, SEED), folder / "data.npz"
    training = material.training["model"]
    hidden = {"x_hidden": material.hidden_inputs["model"], "y_hidden": material.secret["labels"]}
    np.savez(data, x_train=training.x, y_train=training.y, **hidden)
    return [str(data), str(training.epochs), str(training.batch_size)]


class BareTrainings:
    """Processes that have imported TensorFlow, as many as the batch has jobs, each training one at a time."""

    def __init__(self, name: str, folder: Path) -> None:
        arguments = bare_arguments(loader.find(name), folder)
        command = [sys.executable, str(ROOT / "tests" / "bench_warm.py"), *arguments]
        environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._processes = [
            subprocess.Popen(command, env=environment, text=True, **pipes) for _job in range(JOBS)
        ]
        self._answers = [self._read(process) for process in self._processes]
        assert self._answers == ["ready"] * JOBS

    def train(self, folder: Path) -> None:
        """Train every model of the folder, each in the process that is free next."""
        waiting = queue.SimpleQueue[Path]()
        for path in sorted(folder.glob("*.py")):
            waiting.put(path)

        def feed(process: subprocess.Popen[str]) -> None:
            while True:
                try:
                    path = waiting.get_nowait()
                except queue.Empty:
                    return
                assert process.stdin is not None
                process.stdin.write(f"{path}\n")
                process.stdin.flush()
                float(self._read(process))

        with ThreadPoolExecutor(JOBS) as pool:
            list(pool.map(feed, self._processes))

    def close(self) -> None:
        """End them."""
        for process in self._processes:
            process.communicate()

    @staticmethod
    def _read(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()


def against_bare(images: Path, console: Console) -> float:
    """Two jobs against bare trainings two at a time, in turn; the seconds of the batches' mean."""
    bare = BareTrainings("task2", images.parent)
    pairs = []
    for _round in range(ROUNDS):
        pairs.append((timed(lambda: batch(images, "task2", JOBS)), timed(lambda: bare.train(images))))
        console.print(
            f"{CNN} of task2, {JOBS} at a time: batch {pairs[-1][0]:.1f} s, bare {pairs[-1][1]:.1f} s"
        )
    bare.close()
    batches, trainings = (sum(times) for times in zip(*pairs, strict=True))
    console.print(f"  {batches / trainings:.2f} times as long as bare trainings in warm processes")
    return batches / ROUNDS


def watched(folder: Path, name: str, jobs: int) -> tuple[float, float]:
    """Seconds of a batch, and the most memory (MB) that its containers held at once, file pages left out."""
    client, peak, began = connect(), 0.0, time.perf_counter()
    with start(folder, name, jobs) as grader:
        while grader.poll() is None:
            held = client.containers.list(filters={"label": f"{LABEL}={grader.pid}"}, ignore_removed=True)
            peak = max(peak, sum(map(memory, held)))
            time.sleep(0.2)
        assert grader.returncode == 0
    client.close()
    return time.perf_counter() - began, peak


def memory(container: Container) -> float:
    """What a container holds, in MB; 0 where it has just ended."""
    try:
        kept = container.stats(stream=False, one_shot=True)["memory_stats"].get("stats", {})
    except (docker.errors.APIError, ValueError):  # the engine answers nothing for one that has just ended
        return 0.0
    return (kept.get("anon", kept.get("total_rss", 0)) + kept.get("shmem", kept.get("total_shmem", 0))) / 1e6


def main() -> None:
    """Print the figures."""
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm = classroom(folder, "task1", WARM)
        batch(classroom(folder, "task4", 1), "task4", 1)  # the image is there, the data are cached
        a, b = timed(lambda: batch(warm, "task1", JOBS)), timed(lambda: fresh(warm, "task1"))
        console.print(f"{WARM} of task1, {JOBS} at a time: warm batch {a:.1f} s, fresh processes {b:.1f} s")
        console.print(f"  {b / a:.1f} times")
        images = classroom(folder, "task2", CNN)
        double = against_bare(images, console)
        single, one = watched(images, "task2", 1)
        (folder / "few").mkdir()
        two = watched(classroom(folder / "few", "task2", 4), "task2", 2)[1]
        console.print(
            f"{CNN} of task2 with 1 job {single:.1f} s: {single / double:.2f} times as long as with 2"
        )
        console.print(f"containers hold at most {one:.0f} MB with 1 job, {two:.0f} MB with 2")
        console.print(f"  {two - one:.0f} MB for the further job")


if __name__ == "__main__":
    main()
