"""Marks inside an article's text: spans to nested HTML elements, the text between them escaped."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from index import Span
from index.spans import merged
from ui.markup import escaped


class Mark(NamedTuple):
    """An element around a place in a text."""

    start: int
    end: int
    open: str
    close: str


def excerpts(text: str, spans: Iterable[tuple[int, int]], whole: int, around: int) -> tuple[Span, ...]:
    """Return what to show of `text`: all of it up to `whole` code points, else up to `around` about each span."""
    if len(text) <= whole:
        return (Span(0, len(text)),)
    return merged((max(0, start - around), min(len(text), end + around, start + whole)) for start, end in spans)


def render(text: str, window: Span, marks: Iterable[Mark]) -> str:
    """Return the text in `window` with the elements of `marks` that touch it.

    Where two marks overlap and neither holds the other, the later one starts where the earlier ends.
    """
    waiting = [(max(m.start, window.start), -min(m.end, window.end), m.open, m.close) for m in marks]
    waiting = [entry for entry in waiting if entry[0] < -entry[1]]
    heapq.heapify(waiting)
    parts: list[str] = []
    within: list[tuple[int, str]] = []  # (end, closing tag) of the elements that are open
    at = window.start
    while waiting:
        start, negative, opening, closing = heapq.heappop(waiting)
        at = _close(parts, within, text, at, start)
        end = -negative
        if within and end > within[-1][0]:
            heapq.heappush(waiting, (within[-1][0], negative, opening, closing))
            continue
        parts += [escaped(text[at:start]), opening]
        within.append((end, closing))
        at = start
    at = _close(parts, within, text, at, window.end)
    return "".join((*parts, escaped(text[at : window.end])))


def _close(parts: list[str], within: list[tuple[int, str]], text: str, at: int, until: int) -> int:
    """Close the elements that end at or before `until`; return the place that the text is written up to."""
    while within and within[-1][0] <= until:
        end, closing = within.pop()
        parts += [escaped(text[at:end]), closing]
        at = end
    return at
