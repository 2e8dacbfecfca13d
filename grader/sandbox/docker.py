"""The docker sandbox: every worker is a container without network, rights, or a disk to write to.

Job and evidence pass through the attached streams; nothing is mounted from the host, so a remote engine
serves as well as a local one. The container's input is closed when the host goes away, whatever the
reason; its supervisor then ends, and the engine removes it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from grader.errors import GraderError, SandboxError, SandboxUnavailable
from grader.sandbox import image
from grader.sandbox.attached import ENGINE_SECONDS, SHARES, AttachedStream
from grader.sandbox.contract import THREADS, Description, Limits
from grader.sandbox.local import supervisor_environment
from grader.sandbox.worker import StreamWorker

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

RUNTIME = "GRADE_RUNTIME"  # names a container runtime, such as gVisor's runsc
LABEL = "exam-practice-grader"  # every container carries it, with the process id of its grader
SUPERVISOR_MB = 700  # TensorFlow imported, a job's bytes twice, and the engine's own share
PROCESSES = 256  # threads count too: TensorFlow starts about ten, a submission some more
_BACKGROUND_SHARES = 32  # against SHARES
_SHARED_MB = 16
_TMP_MB = 32  # for code that writes there by name; what asks for a temporary file gets one in /work
_FILES, _SHARED_FILES = 20_000, 1_000  # at most: a million empty ones take longer to remove than to make
_NO_SYSTEM_V = {"kernel.shmmni": "0", "kernel.msgmni": "0", "kernel.sem": "0 0 0 0"}  # they outlive jobs
# The calls that jobs, TensorFlow and the supervisor need, and a margin for other processors and systems
_CALLS = Path(__file__).with_name("seccomp.json")
_ABANDONED_SECONDS = 600  # a container starts within a second of being made


class DockerSandbox:
    """Containers of the sandbox image on the engine that ``DOCKER_HOST`` or the default socket names."""

    def __init__(self, notify: Callable[[str], None] = lambda _step: None) -> None:
        self._notify = notify
        self._client: DockerClient | None = None
        self._image = ""
        self._building = threading.Lock()
        self._cpus = THREADS
        self._runtime: str | None = None
        self._security = ["no-new-privileges:true"]

    def __enter__(self) -> Self:
        import docker.errors

        self._client = connect()
        try:
            self._runtime = _chosen_runtime(self._client)
            self._image = image.ensure(self._client, self._notify)
            facts = self._client.info()
            if _filters_calls(self._client, facts):
                self._security.append(f"seccomp={_CALLS.read_text(encoding='utf-8')}")
            self._cpus = min(THREADS, int(facts["NCPU"]))
            _sweep(self._client, datetime.fromisoformat(facts["SystemTime"]).timestamp())
        except (docker.errors.DockerException, OSError) as error:
            raise SandboxUnavailable("sandbox.no_engine", detail=_detail(error)) from error
        return self

    def __exit__(self, *exception: object) -> None:
        if self._client is not None:
            self._client.close()

    def describe(self) -> Description:
        """The image's name has the hash of all that it was built from."""
        return Description("docker", isolated=True, image=self._image)

    def open(self, limits: Limits, *, background: bool = False) -> StreamWorker:
        """Start a container whose jobs stay within those limits."""
        # In a thread, which Ctrl-C does not interrupt: a container created but not started would stay
        with ThreadPoolExecutor(1, "start") as starter:
            started = starter.submit(self._start, limits, background)
            try:
                return StreamWorker(started.result())
            except KeyboardInterrupt:
                started.add_done_callback(_close)
                raise

    def _start(self, limits: Limits, background: bool) -> AttachedStream:
        import docker.errors

        assert self._client is not None
        try:
            container = self._create(self._client, self._options(limits, background))
            try:
                return AttachedStream(self._client, container, background)
            except BaseException:
                with contextlib.suppress(docker.errors.DockerException, OSError):
                    container.remove(force=True)
                raise
        except docker.errors.APIError as error:
            raise SandboxError("sandbox.engine_error", detail=_detail(error)) from error
        except (docker.errors.DockerException, OSError) as error:
            raise SandboxError("sandbox.engine_gone", detail=_detail(error)) from error

    def _create(self, client: DockerClient, options: dict[str, Any]) -> Container:
        """A container of the image, which may have been removed since this sandbox was opened."""
        import docker.errors

        try:
            return client.containers.create(self._image, **options)
        except docker.errors.ImageNotFound:
            with self._building:
                image.ensure(client, self._notify)
            return client.containers.create(self._image, **options)

    def _options(self, limits: Limits, background: bool) -> dict[str, Any]:
        from docker.types import LogConfig, Ulimit

        memory = f"{limits.memory_mb + limits.disk_mb + _TMP_MB + SUPERVISOR_MB}m"
        return {
            "runtime": self._runtime,
            "labels": {LABEL: str(os.getpid())},
            "environment": supervisor_environment("/work"),
            "stdin_open": True,
            "auto_remove": True,
            "init": True,
            "log_config": LogConfig(type="none"),
            "network_mode": "none",
            "read_only": True,
            "tmpfs": {
                "/work": _tmpfs(limits.disk_mb, _FILES),
                "/tmp": _tmpfs(_TMP_MB, _SHARED_FILES),  # noqa: S108
                "/dev/shm": _tmpfs(_SHARED_MB, _SHARED_FILES),  # noqa: S108  thread pools keep locks there
                "/dev/pts": "ro,nosuid,noexec,size=4k",  # of terminals the machine has but a few thousand
            },
            "ipc_mode": "private",
            "sysctls": _NO_SYSTEM_V,
            "cap_drop": ["ALL"],
            "cap_add": ["SETUID", "SETGID", "KILL"],
            "security_opt": self._security,
            "mem_limit": memory,
            "memswap_limit": memory,
            "nano_cpus": self._cpus * 10**9,
            "cpu_shares": _BACKGROUND_SHARES if background else SHARES,
            "pids_limit": PROCESSES,
            "ulimits": [
                Ulimit(name="core", soft=0, hard=0),
                Ulimit(name="msgqueue", soft=0, hard=0),  # a queue would outlive its job
            ],
        }


def _close(started: Future[AttachedStream]) -> None:
    if started.exception() is None:
        started.result().close()


def _tmpfs(megabytes: int, files: int) -> str:
    """Options of a folder in memory with room for so much in so many files."""
    return f"rw,nosuid,nodev,noexec,mode=1777,size={megabytes}m,nr_inodes={files}"


def connect() -> DockerClient:
    """A client of an engine that answers; raises SandboxUnavailable where none does."""
    import docker
    import docker.errors

    client = None
    try:
        client = docker.from_env(timeout=ENGINE_SECONDS)
        client.ping()
    except (docker.errors.DockerException, OSError) as error:
        if client is not None:
            client.close()
        raise SandboxUnavailable("sandbox.no_engine", detail=_detail(error)) from error
    return client


def _chosen_runtime(client: DockerClient) -> str | None:
    """The runtime that the user names; None for the engine's own default."""
    chosen, known = os.environ.get(RUNTIME), client.info()["Runtimes"]
    if chosen and chosen not in known:
        raise SandboxUnavailable("sandbox.no_runtime", runtime=chosen, known=", ".join(sorted(known)))
    return chosen or None


def _filters_calls(client: DockerClient, facts: Mapping[str, Any]) -> bool:
    """Whether the engine takes a list of system calls as a text: Podman reads that as the name of a file.

    Elsewhere the engine's own list holds, and what each job refuses to itself (grader/inside/calls.py).
    """
    parts = [str(part.get("Name", "")) for part in client.version().get("Components") or ()]
    known = any("seccomp" in option for option in facts.get("SecurityOptions") or ())
    return known and not any(name.startswith("Podman") for name in parts)


def engine_answers() -> GraderError | None:
    """None where an engine answers, else the reason why not."""
    try:
        connect().close()
    except SandboxUnavailable as error:
        return error
    return None


def _sweep(client: DockerClient, now: float) -> None:
    """Remove containers of graders that were killed between making and starting them."""
    made = {"label": LABEL, "status": "created"}
    for found in client.api.containers(all=True, filters=made):
        if now - found["Created"] > _ABANDONED_SECONDS:
            client.api.remove_container(found["Id"], force=True)


def _detail(error: Exception) -> str:
    # The system's own word for it where a library has wrapped that, else the first line
    inner: object = error
    while isinstance(inner, Exception):
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        inner = next((item for item in inner.args if isinstance(item, Exception)), None)
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__
