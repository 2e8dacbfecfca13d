"""A sign of life during a long step that prints nothing itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Heartbeat:
    """Calls ``beat`` with the whole seconds that have gone, again and again, until it is stopped."""

    def __init__(self, every: float, since: float, beat: Callable[[int], None]) -> None:
        self._every, self._since, self._beat = every, since, beat
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No beat comes after this."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            self._beat(round(time.monotonic() - self._since))
