"""A bound on hangs, for tests of what malformed input must not do."""

from __future__ import annotations

import signal
import types
from collections.abc import Iterator
from contextlib import contextmanager

HANG = 120
"""Seconds; generous, as it tells a hang and no slowness."""


@contextmanager
def ends() -> Iterator[None]:
    """Fail if what is within does not end."""

    def ring(number: int, frame: types.FrameType | None) -> None:
        raise TimeoutError(f"no end after {HANG} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
