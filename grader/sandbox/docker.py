"""The docker sandbox: every worker is a container without network, rights, or a disk to write to.

Job and evidence pass through the attached streams; nothing is mounted from the host, so a remote engine
serves as well as a local one. The container's input is closed when the host goes away, whatever the
reason; its supervisor then ends, and the engine removes it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from grader.errors import GraderError, SandboxFailed, SandboxUnavailable
from grader.sandbox import image
from grader.sandbox.contract import THREADS, Description, Limits
from grader.sandbox.local import supervisor_environment
from grader.sandbox.worker import StreamWorker

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

LABEL = "exam-practice-grader"  # every container carries it, with the process id of its grader
SUPERVISOR_MB = 700  # TensorFlow imported, a job's bytes twice, and the engine's own share
PROCESSES = 256  # threads count too: TensorFlow starts about ten, a submission some more
_SHARES, _BACKGROUND_SHARES = 1024, 32  # weights where workers compete for the processors
_SHARED_MB = 16
_FILES, _SHARED_FILES = 20_000, 1_000  # at most: a million empty ones take longer to remove than to make
_NO_SYSTEM_V = {"kernel.shmmni": "0", "kernel.msgmni": "0", "kernel.sem": "0 0 0 0"}  # they outlive jobs
_ENGINE_SECONDS = 60
_GONE_SECONDS = 15
_HEADER = struct.Struct(">BxxxI")
_STDOUT = 1
_WORDS = 4000


class DockerSandbox:
    """Containers of the sandbox image on the engine that ``DOCKER_HOST`` or the default socket names."""

    def __init__(self, notify: Callable[[str], None] = lambda _step: None) -> None:
        self._notify = notify
        self._client: DockerClient | None = None
        self._image = ""
        self._cpus = THREADS

    def __enter__(self) -> Self:
        self._client = connect()
        self._image = image.ensure(self._client, self._notify)
        self._cpus = min(THREADS, int(self._client.info()["NCPU"]))
        return self

    def __exit__(self, *exception: object) -> None:
        if self._client is not None:
            self._client.close()

    def describe(self) -> Description:
        """The image's name has the hash of all that it was built from."""
        return Description("docker", isolated=True, image=self._image)

    def open(self, limits: Limits, *, background: bool = False) -> StreamWorker:
        """Start a container whose jobs stay within those limits."""
        import docker.errors

        assert self._client is not None
        try:
            container = self._client.containers.create(self._image, **self._options(limits, background))
            return StreamWorker(_Attached(self._client, container, background))
        except (docker.errors.DockerException, OSError) as error:
            raise SandboxFailed("sandbox.engine_error", detail=_detail(error)) from error

    def _options(self, limits: Limits, background: bool) -> dict[str, Any]:
        from docker.types import LogConfig, Ulimit

        memory = f"{limits.memory_mb + limits.disk_mb + SUPERVISOR_MB}m"
        return {
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
                "/dev/shm": _tmpfs(_SHARED_MB, _SHARED_FILES),  # noqa: S108  thread pools keep locks there
            },
            "ipc_mode": "private",
            "sysctls": _NO_SYSTEM_V,
            "cap_drop": ["ALL"],
            "cap_add": ["SETUID", "SETGID", "KILL"],
            "security_opt": ["no-new-privileges:true"],
            "mem_limit": memory,
            "memswap_limit": memory,
            "nano_cpus": self._cpus * 10**9,
            "cpu_shares": _BACKGROUND_SHARES if background else _SHARES,
            "pids_limit": PROCESSES,
            "ulimits": [
                Ulimit(name="core", soft=0, hard=0),
                Ulimit(name="msgqueue", soft=0, hard=0),  # a queue would outlive its job
            ],
        }


def _tmpfs(megabytes: int, files: int) -> str:
    """Options of a folder in memory with room for so much in so many files."""
    return f"rw,nosuid,nodev,noexec,mode=1777,size={megabytes}m,nr_inodes={files}"


def connect() -> DockerClient:
    """A client of an engine that answers; raises SandboxUnavailable where none does."""
    import docker
    import docker.errors

    client = None
    try:
        client = docker.from_env(timeout=_ENGINE_SECONDS)
        client.ping()
    except (docker.errors.DockerException, OSError) as error:
        if client is not None:
            client.close()
        raise SandboxUnavailable("sandbox.no_engine", detail=_detail(error)) from error
    return client


def engine_answers() -> GraderError | None:
    """None where an engine answers, else the reason why not."""
    try:
        connect().close()
    except SandboxUnavailable as error:
        return error
    return None


def _detail(error: Exception) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


class _Attached:
    """A container's standard streams over the engine's attach socket, taken apart again."""

    def __init__(self, client: DockerClient, container: Container, background: bool) -> None:
        self._container, self._background = container, background
        streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._holder = client.api.attach_socket(str(container.id), params=streams)
        self._socket: socket.socket = getattr(self._holder, "_sock", self._holder)
        self._buffer = bytearray()
        self._words = bytearray()
        self._closed = False
        container.start()

    def send(self, data: bytes) -> None:
        self._socket.settimeout(_ENGINE_SECONDS)
        self._socket.sendall(data)

    def receive(self, timeout: float) -> bytes | None:
        """Supervisor's output that has come; its standard error is kept aside."""
        self._socket.settimeout(max(timeout, 0.001))
        try:
            data = self._socket.recv(1 << 20)
        except TimeoutError:
            return None
        if not data:
            return b""
        self._buffer += data
        taken = self._take()
        return taken if taken else self.receive(timeout)

    def to_foreground(self) -> None:
        """Give a background container its full weight from now on."""
        import docker.errors

        if self._background:
            self._background = False
            with contextlib.suppress(docker.errors.DockerException):  # a matter of speed alone
                self._container.update(cpu_shares=_SHARES)

    def last_words(self) -> str:
        return bytes(self._words).decode(errors="replace")

    def close(self) -> None:
        """Kill the container and wait until the engine has removed it."""
        import docker.errors

        if self._closed:
            return
        self._closed = True
        self._holder.close()
        self._socket.close()
        for step in (self._container.kill, self._removed):
            try:
                step()
            except (docker.errors.DockerException, OSError):
                continue  # gone already, which is what was wanted

    def _removed(self) -> None:
        self._container.wait(condition="removed", timeout=_GONE_SECONDS)

    def _take(self) -> bytes:
        """Cut whole blocks of the engine's multiplexed stream off the buffer; return the output's."""
        out = bytearray()
        while len(self._buffer) >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._buffer)
            end = _HEADER.size + length
            if len(self._buffer) < end:
                break
            block = self._buffer[_HEADER.size : end]
            if kind == _STDOUT:
                out += block
            else:
                self._words = (self._words + block)[-_WORDS:]
            del self._buffer[:end]
        return bytes(out)
