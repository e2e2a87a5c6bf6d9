"""Stages: how long each part of answering a question takes, for whoever wants to know."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_spent: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Give the seconds that each stage takes within the block, by its name; other threads' do not count."""
    spent: dict[str, float] = {}
    token = _spent.set(spent)
    try:
        yield spent
    finally:
        _spent.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block, less the stages within it, if somebody wants to know."""
    spent = _spent.get()
    if spent is None:
        yield
        return
    begun, others = time.perf_counter(), sum(spent.values())
    try:
        yield
    finally:
        within = sum(spent.values()) - others
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - begun - within
