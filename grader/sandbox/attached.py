"""The standard streams of a container, over the engine's attach socket."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

ENGINE_SECONDS = 60  # for an answer of the engine
_GONE_SECONDS = 15
SHARES = 1024  # weight where containers compete for the processors
_HEADER = struct.Struct(">BxxxI")
_STDOUT = 1
_WORDS = 4000


class AttachedStream:
    """A container's standard streams over the engine's attach socket, taken apart again."""

    def __init__(self, client: DockerClient, container: Container, background: bool) -> None:
        self._container, self._background = container, background
        streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._holder = client.api.attach_socket(str(container.id), params=streams)
        self._socket: socket.socket = getattr(self._holder, "_sock", self._holder)
        self._buffer = bytearray()
        self._words = bytearray()
        self._closed = False
        self._reading = threading.Lock()
        try:
            container.start()
        except BaseException:
            self._let_go()
            raise

    def send(self, data: bytes) -> None:
        """Write all of it to standard input."""
        self._socket.settimeout(ENGINE_SECONDS)
        self._socket.sendall(data)

    def receive(self, timeout: float) -> bytes | None:
        """Supervisor's output that has come; its standard error is kept aside."""
        until = time.monotonic() + timeout
        taken = b""
        while not taken:  # what came may have been for standard error alone, as often as it likes
            try:
                with self._reading:
                    self._socket.settimeout(max(until - time.monotonic(), 0.001))
                    data = self._socket.recv(1 << 20)
            except TimeoutError:
                return None
            if not data:
                return b""
            self._buffer += data
            taken = self._take()
            if not taken and time.monotonic() > until:
                return None
        return taken

    def to_foreground(self) -> None:
        """Give a background container its full weight from now on."""
        import docker.errors

        if self._background:
            self._background = False
            with contextlib.suppress(docker.errors.DockerException):  # a matter of speed alone
                self._container.update(cpu_shares=SHARES)

    def last_words(self) -> str:
        """What came on standard error last."""
        return bytes(self._words).decode(errors="replace")

    def close(self) -> None:
        """Kill the container and wait until the engine has removed it."""
        if self._closed:
            return
        self._closed = True
        # In a thread, which Ctrl-C does not interrupt: the command would end before its container
        with ThreadPoolExecutor(1, "end") as ender:
            ender.submit(self._end).result()

    def _end(self) -> None:
        import docker.errors

        for step in (self._wake, self._container.kill, self._removed, self._let_go):
            try:
                step()
            except (docker.errors.DockerException, OSError):
                continue  # gone already, which is what was wanted

    def _wake(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)  # a thread that waits for output sees the end of it

    def _let_go(self) -> None:
        # Not while another thread reads: it would go on with whatever gets the descriptor's number next
        free = self._reading.acquire(timeout=_GONE_SECONDS)
        self._holder.close()
        self._socket.close()
        if free:
            self._reading.release()

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
