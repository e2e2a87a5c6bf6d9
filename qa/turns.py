"""Turns: as many questions are worked at as there are cores; others wait, so that the first are soon answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from loky import cpu_count

_places = threading.BoundedSemaphore(cpu_count())
_lock = threading.Lock()
_asking = 0


@contextmanager
def taken() -> Iterator[None]:
    """Wait for a turn, and hold it."""
    global _asking  # noqa: PLW0603 - the cores are the process's, too
    with _lock:
        _asking += 1
    try:
        with _places:
            yield
    finally:
        with _lock:
            _asking -= 1


def alone() -> bool:
    """Tell whether nobody else asks or waits."""
    return _asking <= 1
