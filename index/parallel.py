"""Parallel: short pieces of work shared between the caller's thread and whichever other cores are free."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from loky import cpu_count

_T = TypeVar("_T")
_R = TypeVar("_R")


def each(work: Callable[[_T], _R], pieces: Sequence[_T]) -> list[_R]:
    """Return what `work` makes of each piece, in their order; it pays where `work` gives up the interpreter's lock.

    The caller works too and never waits for a thread to come free: where others are busy it does all by itself.
    What `work` raises is raised.
    """
    helpers = min(len(pieces), cpu_count()) - 1
    if helpers < 1:
        return [work(piece) for piece in pieces]
    left: queue.SimpleQueue[int] = queue.SimpleQueue()
    for i in range(len(pieces)):
        left.put(i)

    def take() -> dict[int, _R]:
        done: dict[int, _R] = {}
        while True:
            try:
                i = left.get_nowait()
            except queue.Empty:
                return done
            done[i] = work(pieces[i])

    others = [_threads().submit(take) for _ in range(helpers)]
    done = take()
    for other in others:
        if not other.cancel():
            done |= other.result()
    return [done[i] for i in range(len(pieces))]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, cpu_count() - 1), thread_name_prefix="onrecord-parallel")
