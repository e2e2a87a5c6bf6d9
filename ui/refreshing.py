"""Refreshing from the page: one refresh at a time, in a thread of its own, while questions are answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from index import Report
from index.errors import ArchiveBusyError, OnRecordError
from index.report import Progress

_log = logging.getLogger("onrecord")

Run = Callable[[Progress], Report]
"""Refreshes, and tells its progress."""
Watch = Callable[[Callable[[], Report]], Report]
"""Runs what refreshes, and tells others of it."""


def unwatched(run: Callable[[], Report]) -> Report:
    """Refresh; tell nobody."""
    return run()


@dataclass(frozen=True)
class State:
    """How the refresh that runs, or the last one, is doing."""

    running: bool = False
    done: int = 0
    total: int = 0
    since: float = 0.0
    """When files began to be read, on the monotonic clock."""
    report: Report | None = None
    error: str | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long it takes still, if the files left are like those read; None where nothing tells."""
        if not self.running or not self.done or self.done >= self.total:
            return None
        return (time.monotonic() - self.since) / self.done * (self.total - self.done)


class Refreshing:
    """Runs refreshes one after another; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    @property
    def state(self) -> State:
        """How it is doing now."""
        return self._state

    def start(self, run: Run) -> threading.Thread:
        """Begin a refresh and return at once; raises ArchiveBusyError while one runs."""
        with self._lock:
            if self._state.running:
                raise ArchiveBusyError("the archive is being refreshed already; wait until that is done")
            self._state = State(running=True, since=time.monotonic())
        thread = threading.Thread(target=self._run, args=(run,), name="refresh", daemon=True)
        thread.start()
        return thread

    def _run(self, run: Run) -> None:
        try:
            report = run(self._tell)
            self._state = State(report=report)
        except OnRecordError as error:
            self._state = State(error=str(error))
        except Exception:
            _log.exception("the refresh failed")
            self._state = State(error="The refresh failed; the archive is as it was. The log tells why.")

    def _tell(self, doing: str, done: int, total: int) -> None:
        self._state = replace(self._state, done=done, total=total)
