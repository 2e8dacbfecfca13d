"""Jobs one after another in one container: none can read, signal, trace, starve or outlive into the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from conftest import LIMITS

from grader.grading import workers as module
from grader.grading.workers import Workers
from grader.sandbox.docker import DockerSandbox

from .conftest import job, run_on

pytestmark = pytest.mark.docker
WHO = "import os\ndef attempt():\n    return [os.uname().nodename, os.getuid()]\n"


@pytest.fixture(scope="module")
def warm(docker_sandbox: DockerSandbox) -> Iterator[Workers]:
    with Workers(docker_sandbox, LIMITS) as opened:
        yield opened


def run(warm: Workers, source: str, **changes: Any) -> Any:
    """What ``attempt()`` of that source returned, through the policy that gives workers up; None if ended."""
    raw = warm.run("train", job(source, **changes), lambda _message: None)
    return raw.termination, None if raw.result is None else run_answer(raw)


def run_answer(raw) -> Any:
    from grader.evidence import decode

    evidence = decode(raw, None, str)
    assert evidence.error is None, evidence.error
    return evidence.answers["got"]


SECRET = """
    SECRET = "the neighbour's own words, " * 50
    def attempt():
        print(SECRET)
        return SECRET + "and its answers"
"""
SCAN = """
    import ctypes, os, re
    def attempt():
        words = re.compile(rb"[t]he neighbour's own words")  # which does not match itself
        copy = ctypes.CDLL(None).pwrite  # the kernel refuses an address that is not there; a read would crash
        copy.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
        file, found, read = os.memfd_create("scan"), [], 0
        for line in open("/proc/self/maps").read().splitlines():
            span, rights, _offset, _device, inode, *_name = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            for at in range(start if "r" in rights and inode == "0" else end, end, 1 << 16):
                count = max(0, copy(file, at, min(1 << 16, end - at), 0))
                read += count
                found += [line] * len(words.findall(os.pread(file, count, 0)))
        assert read > 50 << 20, read
        return found
"""


def test_nothing_of_an_earlier_job_is_in_a_later_ones_memory(warm: Workers) -> None:
    first = run(warm, WHO)[1][0]
    for _ in range(3):
        assert run(warm, SECRET)[1].endswith("answers")
    assert run(warm, SCAN, seconds=60)[1] == []
    assert run(warm, WHO)[1][0] == first  # it was one container all the time


def test_the_scan_finds_what_is_there(warm: Workers) -> None:
    kept = SCAN.replace("file, found", "kept = bytearray(b't') + words.pattern[3:]; file, found")
    assert run(warm, kept, seconds=60)[1] != []


def test_a_daemon_does_not_outlive_into_the_next_job(warm: Workers) -> None:
    daemon = """
        import os, signal, time
        def attempt():
            for _ in range(5):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        for number in range(1, 32):
                            try:
                                signal.signal(number, signal.SIG_IGN)
                            except OSError:
                                pass
                        time.sleep(300)
                    os._exit(0)
            time.sleep(0.5)
            return True
    """
    look = """
        import os
        def attempt():
            alive = [p for p in os.listdir("/proc") if p.isdigit()]
            return len(alive) - len([p for p in alive if os.stat(f"/proc/{p}").st_uid in (0, os.getuid())])
    """
    assert run(warm, daemon)[1] is True
    assert run(warm, look)[1] == 0


def test_a_sibling_that_a_job_makes_of_itself_ends_with_it(warm: Workers) -> None:
    sibling = """
        import ctypes, os, time
        def attempt():
            CLONE_PARENT, SIGCHLD, CLONE = 0x8000, 17, 56  # a child of the zygote, not of this process
            if ctypes.CDLL(None).syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
                time.sleep(300)
                os._exit(0)
            return True
    """
    first = run(warm, WHO)[1][0]
    assert run(warm, sibling)[1] is True
    assert run(warm, WHO)[1][0] == first


@pytest.mark.parametrize(
    "leave",
    [
        "open('/work/big', 'wb').write(bytes(60 << 20))",
        "[open(f'/work/{n}', 'w').close() for n in range(3000)]",
        "[(os.mkdir('d'), os.chdir('d')) for n in range(3000)]",
        "(os.makedirs('a/b'), os.chmod('a/b', 0), os.chmod('a', 0))",
        "(os.mkfifo('/work/fifo'), os.symlink('/', '/work/link'))",
    ],
    ids=["big file", "many files", "deep folders", "locked folders", "fifo and link"],
)
def test_what_a_job_leaves_does_not_starve_the_next(warm: Workers, leave: str) -> None:
    spoil = f"import os\ndef attempt():\n    {leave}\n    return True\n"
    write = """
        import os
        def attempt():
            open("mine", "wb").write(bytes(40 << 20))
            return [name for name in os.listdir("/work") if "job" not in name]
    """
    assert run(warm, spoil)[1] is True
    assert run(warm, write)[1] == []


FLIGHT = """
    import os, socket
    def attempt():
        one, other = socket.socketpair()
        files = [os.memfd_create("held") for _ in range({files})]
        for file in files:
            os.write(file, b"1" * ({mb} << 20))
        socket.send_fds(one, [b"x"], [*files, one.fileno(), other.fileno()])
        socket.send_fds(other, [b"x"], [one.fileno(), other.fileno()])
        return os.uname().nodename
"""


@pytest.mark.parametrize(("files", "mb"), [(30, 50), (1, 1), (200, 4)], ids=["much", "little", "many"])
def test_what_a_job_left_between_two_sockets_is_gone_before_the_next(
    warm: Workers, files: int, mb: int
) -> None:
    held = """
        import pathlib
        def attempt():
            groups = pathlib.Path("/sys/fs/cgroup")
            used = [groups / "memory.current", groups / "memory/memory.usage_in_bytes"]
            sockets = pathlib.Path("/proc/net/unix").read_text().splitlines()[1:]
            return [int(next(file for file in used if file.exists()).read_text()) >> 20, len(sockets)]
    """
    memory, sockets = run(warm, held)[1]
    first = run(warm, FLIGHT.format(files=files, mb=mb))[1]
    after, others = run(warm, held)[1]
    assert others == sockets
    assert after < memory + 100
    assert run(warm, WHO)[1][0] == first  # the container was kept


def test_many_jobs_with_large_inputs_do_not_wear_a_container_out(warm: Workers) -> None:
    first = run(warm, WHO)[1][0]
    for _ in range(10):
        big = {"x": np.ones((5000, 28, 28), np.float32)}
        assert run(warm, "def attempt():\n    return sum(map(len, ['a'] * 10**6))\n", arrays=big)[0].clean
    assert run(warm, WHO)[1][0] == first


def test_no_other_process_can_be_traced_read_or_slowed(warm: Workers) -> None:
    source = """
        import ctypes, os
        def allowed(action):
            try:
                action()
                return True
            except OSError:
                return False
        def attempt():
            c, found = ctypes.CDLL(None, use_errno=True), []
            others = [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]
            for pid in others:
                tries = {
                    "trace": c.ptrace(16, pid, 0, 0) == 0,
                    "memory": allowed(lambda: open(f"/proc/{pid}/mem", "rb")),
                    "files": allowed(lambda: os.listdir(f"/proc/{pid}/fd")),
                    "processors": allowed(lambda: os.sched_setaffinity(pid, {0})),
                    "priority": allowed(lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
                    "signal": allowed(lambda: os.kill(pid, 0)),
                }
                found += [name for name, done in tries.items() if done]
            return [len(others), found]
    """
    assert run(warm, source)[1] == [3, []]  # init, supervisor, zygote


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def attempt():\n    while True: pass\n", "time"),
        ("import os\ndef attempt():\n    os.kill(os.getpid(), 9)\n", "signal"),
        ("def attempt():\n    while True: print('x' * 99999)\n", "output"),
    ],
    ids=["endless", "killed itself", "endless output"],
)
def test_after_trouble_the_next_job_gets_a_new_container(warm: Workers, source: str, reason: str) -> None:
    before = run(warm, WHO)[1][0]
    assert run(warm, source, seconds=4)[0].reason == reason
    assert run(warm, WHO)[1][0] != before


def test_a_container_is_replaced_after_its_number_of_jobs(warm: Workers, monkeypatch) -> None:
    warm.close()
    monkeypatch.setattr(module, "JOBS", 2)
    names = [run(warm, WHO)[1][0] for _ in range(4)]
    assert names[0] == names[1] != names[2] == names[3]


def test_isolation_by_submission_gives_each_a_container_of_its_own(docker_sandbox: DockerSandbox) -> None:
    with Workers(docker_sandbox, LIMITS, isolation="submission") as strict:
        names = []
        for _ in range(2):
            names.append(run(strict, WHO)[1][0])
            strict.done()
    assert names[0] != names[1]


def test_a_job_waits_for_its_limit_only_where_it_runs(warm: Workers) -> None:
    assert run_on(warm.get("train"), WHO, seconds=4)[0].termination.reason == "exit"
