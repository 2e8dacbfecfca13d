"""What a container must withstand, shown by attempts from inside."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import LIMITS
from docker.models.containers import Container

from grader.errors import SandboxError, SandboxUnavailable
from grader.grading.workers import Workers
from grader.sandbox.docker import LABEL, DockerSandbox, connect
from sandbox.conftest import run_on

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def worker(docker_sandbox: DockerSandbox):
    with Workers(docker_sandbox, LIMITS) as opened:
        yield opened.get("train")


@pytest.fixture
def attempt(worker):
    def call(source: str, **changes: object):
        raw, evidence = run_on(worker, source, **changes)
        assert evidence.error is None, (evidence.error, raw.termination)
        return evidence.answers.get("got", raw.termination.reason)

    return call


TRY = """
def denied(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "allowed"
"""


def test_there_is_no_network(attempt) -> None:
    source = """
        import socket
        def attempt():
            found = [line.split(":")[0].strip() for line in open("/proc/net/dev").readlines()[2:]]
            for address in ("1.1.1.1", "172.17.0.1", "169.254.169.254"):
                try:
                    socket.create_connection((address, 80), timeout=2)
                    found.append(address)
                except OSError:
                    pass
            try:
                socket.getaddrinfo("example.org", 80)
                found.append("dns")
            except OSError:
                pass
            return found
    """
    assert attempt(source) == ["lo"]


def test_nothing_but_the_scratch_folder_can_be_written(attempt) -> None:
    source = """
        import os
        def attempt():
            found = set()
            for parent, folders, _files in os.walk("/"):
                if parent in ("/proc", "/sys"):
                    folders.clear()
                elif os.access(parent, os.W_OK):
                    try:
                        open(os.path.join(parent, "written"), "w").close()
                        found.add(parent if parent.startswith("/dev") else "/" + parent.split("/")[1])
                    except OSError:
                        pass
            return sorted(found)
    """
    assert attempt(source) == ["/dev/shm", "/tmp", "/work"]


@pytest.mark.parametrize(
    "path", ["/x", "/etc/passwd", "/opt/grader/grader/inside/wire.py", "/var/tmp/x", "/dev/x"]
)
def test_the_root_file_system_cannot_be_written(attempt, path: str) -> None:
    source = TRY + f"\ndef attempt():\n    return denied(lambda: open({path!r}, 'a'))\n"
    assert attempt(source) != "allowed"


def test_the_disk_limit_holds(attempt) -> None:
    source = """
        def attempt():
            written = 0
            try:
                for n in range(1000):
                    with open(f"file{n}", "wb") as file:
                        file.write(bytes(1 << 20))
                    written += 1
            except OSError as error:
                return [written, error.errno]
    """
    written, errno = attempt(source)
    assert (written <= LIMITS.disk_mb, errno) == (True, 28)


def test_a_fork_bomb_is_contained_and_the_next_job_runs(worker, attempt) -> None:
    source = """
        import os, time
        def attempt():
            for _ in range(10_000):
                try:
                    if os.fork() == 0:
                        time.sleep(30)
                        os._exit(0)
                except OSError:
                    return "limited"
            return "unlimited"
    """
    assert attempt(source) == "limited"
    assert attempt("def attempt():\n    return 1\n") == 1


def test_a_spreading_fork_bomb_ends_with_its_job(worker, attempt) -> None:
    source = """
        import os
        def attempt():
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
    """
    raw, _evidence = run_on(worker, source, seconds=3)
    assert raw.termination.reason in ("time", "memory")
    assert attempt("def attempt():\n    return 1\n") == 1


def test_no_signal_reaches_the_supervisor_or_init(attempt) -> None:
    source = (
        TRY
        + """
import os, signal
def attempt():
    others = [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]
    assert os.getppid() in others and 1 in others
    return sorted({denied(lambda: os.kill(pid, signal.SIGKILL)) for pid in others})
"""
    )
    assert attempt(source) == ["PermissionError"]


def test_the_supervisor_cannot_be_read_or_traced(attempt) -> None:
    source = (
        TRY
        + """
import ctypes, os
def attempt():
    parent = os.getppid()
    found = {}
    for name in ("mem", "environ", "maps"):
        found[name] = denied(lambda: open(f"/proc/{parent}/{name}", "rb").read(1))
    found["fd"] = denied(lambda: os.listdir(f"/proc/{parent}/fd"))
    found["ptrace"] = ctypes.CDLL(None).ptrace(16, parent, 0, 0)
    return found
"""
    )
    assert attempt(source) == {
        "mem": "PermissionError", "environ": "PermissionError", "maps": "PermissionError",
        "fd": "PermissionError", "ptrace": -1,
    }  # fmt: skip


def test_a_job_has_no_rights_and_can_gain_none(attempt) -> None:
    source = (
        TRY
        + """
import contextlib
import os
def attempt():
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    rights = {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}
    return [sorted(rights), status["NoNewPrivs"].strip(), denied(lambda: os.setuid(0)), os.getuid() >= 20000]
"""
    )
    assert attempt(source) == [[0], "1", "PermissionError", True]


def test_each_job_is_a_user_of_its_own(attempt) -> None:
    source = "import os\ndef attempt():\n    return os.getuid()\n"
    assert attempt(source) != attempt(source)


def test_jobs_of_two_containers_are_two_users(attempt, docker_sandbox: DockerSandbox) -> None:
    source = "import os\ndef attempt():\n    return os.getuid()\n"
    with Workers(docker_sandbox, LIMITS) as others:
        other = run_on(others.get("train"), source)[1].answers["got"]
    assert abs(other - attempt(source)) > 20  # drawn: as near as this once in a thousand runs


def test_there_is_room_in_tmp_and_nothing_there_is_run(attempt) -> None:
    source = """
        import os, subprocess, tempfile
        def attempt():
            with open("/tmp/some.npy", "wb") as file:
                file.write(bytes(10 << 20))
            os.mkdir("/tmp/logs")
            open("/tmp/program", "w").write("#!/bin/sh\\necho run")
            os.chmod("/tmp/program", 0o755)
            try:
                subprocess.run(["/tmp/program"])
            except PermissionError:
                pass
            else:
                return "it was run"
            try:
                open("/tmp/large", "wb").write(bytes(60 << 20))
            except OSError:
                return tempfile.gettempdir().startswith("/work/")
    """
    assert attempt(source) is True


def test_a_file_planted_for_a_later_job_is_gone(attempt, worker) -> None:
    plant = """
        import os
        def attempt():
            os.makedirs("/tmp/.keras/datasets")
            for path in ("/work/keras_plugin.py", "/work/.hidden", "/dev/shm/left", "/tmp/left"):
                open(path, "w").close()
    """
    look = """
        import os
        def attempt():
            found = [name for folder in ("/work", "/dev/shm", "/tmp") for name in os.listdir(folder)]
            return [name for name in found if "job" not in name]
    """
    raw, _evidence = run_on(worker, plant)
    assert raw.termination.clean
    assert attempt(look) == []


def test_plots_leave_the_container_clean(worker) -> None:
    source = """
        import io
        import matplotlib.pyplot as plt
        def attempt():
            plt.plot([1, 2])
            plt.savefig(file := io.BytesIO())
            plt.show()
            return len(file.getvalue()) > 1000
    """
    raw, evidence = run_on(worker, source)
    assert (evidence.answers, raw.termination.clean) == ({"got": True}, True)


def test_no_shared_memory_or_queue_of_system_v_can_be_made(attempt) -> None:
    source = """
        import ctypes
        def attempt():
            c = ctypes.CDLL(None)
            return [c.shmget(0, 4096, 0o1666), c.msgget(0, 0o1666), c.semget(0, 1, 0o1666)]
    """
    assert attempt(source) == [-1, -1, -1]


def test_a_thread_pool_has_the_locks_it_needs(attempt) -> None:
    source = """
        from multiprocessing.pool import ThreadPool
        def attempt():
            with ThreadPool(2) as pool:
                return pool.map(abs, [-1, 2])
    """
    assert attempt(source) == [1, 2]


def test_the_scratch_folder_is_no_place_to_import_or_execute_from(attempt) -> None:
    source = (
        TRY
        + """
import os, subprocess, sys
def attempt():
    open("program", "w").write("#!/bin/sh\\necho run\\n")
    os.chmod("program", 0o700)
    return [denied(lambda: subprocess.run(["./program"])), [p for p in sys.path if p in ("", ".", "/work")]]
"""
    )
    assert attempt(source) == ["PermissionError", []]


def containers(client, grader: int) -> list[str]:
    """The containers of that grader's process, and of no other that runs at the same time."""
    found = client.containers.list(all=True, filters={"label": f"{LABEL}={grader}"})
    return sorted(container.id for container in found)


def test_no_container_is_left_after_a_worker_is_closed(docker_sandbox: DockerSandbox) -> None:
    client, own = connect(), os.getpid()
    before = containers(client, own)
    with Workers(docker_sandbox, LIMITS) as opened:
        opened.get("train").wait_ready()
        opened.get("predict")
        assert len(containers(client, own)) == len(before) + 2
    assert containers(client, own) == before
    client.close()


def test_an_interrupt_while_containers_are_closed_leaves_none(
    docker_sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, own = connect(), os.getpid()
    before = containers(client, own)
    kill = Container.kill

    def interrupted(container: Container) -> None:
        time.sleep(0.2)  # whoever closes waits for it by now
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.2)
        kill(container)

    workers = Workers(docker_sandbox, LIMITS)
    workers.get("train")
    workers.get("predict")
    monkeypatch.setattr(Container, "kill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        workers.close()
    assert containers(client, own) == before
    client.close()


def test_no_container_is_left_after_the_grader_was_killed(docker_sandbox: DockerSandbox) -> None:
    client = connect()
    code = (
        "import time; from conftest import LIMITS; from grader.sandbox.docker import DockerSandbox\n"
        "with DockerSandbox() as s:\n    w = s.open(LIMITS); w.wait_ready(); print('ready', flush=True)\n"
        "    time.sleep(99)"
    )
    where = os.path.dirname(os.path.dirname(__file__))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=where
    ) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "ready\n"
        assert len(containers(client, grader.pid)) == 1
        grader.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while containers(client, grader.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert containers(client, grader.pid) == []
    client.close()


def test_the_image_is_tagged_by_what_it_is_built_from(docker_sandbox: DockerSandbox, monkeypatch) -> None:
    from grader.sandbox import image

    client = connect()
    base = image.base_image(client)
    client.close()
    assert docker_sandbox.describe().image == f"{image.REPOSITORY}:{image.tag(base)}"
    changed = dict(image._context()) | {"grader/inside/wire.py": b"changed"}
    monkeypatch.setattr(image, "_context", lambda: iter(changed.items()))
    assert image.tag.__wrapped__(base) != image.tag(base)


def test_the_image_stays_below_1_8_gb(docker_sandbox: DockerSandbox) -> None:
    size = docker_sandbox._client.images.get(docker_sandbox.describe().image).attrs["Size"]
    assert size < 1.8e9


def test_the_runtime_can_be_chosen(docker_sandbox: DockerSandbox, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_RUNTIME", "io.containerd.runc.v2")
    client = connect()
    with DockerSandbox() as chosen, contextlib.closing(chosen.open(LIMITS)) as worker:
        worker.wait_ready()
        own = client.containers.list(filters={"label": f"{LABEL}={os.getpid()}"})
        assert "io.containerd.runc.v2" in {one.attrs["HostConfig"]["Runtime"] for one in own}
    client.close()


def test_a_runtime_that_the_engine_does_not_know_is_told_with_those_it_knows(engine, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_RUNTIME", "runsc-of-a-typo")
    with (
        pytest.raises(SandboxUnavailable, match=r"runsc-of-a-typo.*knows: .*runc") as caught,
        DockerSandbox(),
    ):
        pass
    assert caught.value.exit_status == 3
    assert "runsc-of-a-typo" in caught.value.text.ko


def test_a_container_that_cannot_be_started_leaves_nothing_open(
    docker_sandbox: DockerSandbox, monkeypatch
) -> None:
    wrong = docker_sandbox._options(LIMITS, background=False) | {"init": False, "entrypoint": ["/no-such"]}
    monkeypatch.setattr(docker_sandbox, "_options", lambda *_: wrong)
    with pytest.raises(SandboxError):
        docker_sandbox.open(LIMITS)
    gc.collect()  # an open socket is an error here, as every warning is
    mine = {"label": f"{LABEL}={os.getpid()}", "status": "created"}
    with contextlib.closing(connect()) as client:
        assert client.containers.list(all=True, filters=mine) == []
