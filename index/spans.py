"""Spans: places in an article's text, counted in code points."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a text: `text[start:end]`, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words at this place."""
        return text[self.start : self.end]

    def overlap(self, other: tuple[int, int]) -> int:
        """Return how many code points this span shares with `other`."""
        return max(0, min(self.end, other[1]) - max(self.start, other[0]))

    def holds(self, other: tuple[int, int]) -> bool:
        """Tell whether `other` lies within this span."""
        return self.start <= other[0] and other[1] <= self.end


def trimmed(text: str, start: int, end: int) -> Span:
    """Return `start:end` less the white space at both ends (empty at `start` if that is all there is)."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def merged(spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the union of `spans` as disjoint spans in text order."""
    union: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if union and start <= union[-1].end:
            union[-1] = Span(union[-1].start, max(end, union[-1].end))
        else:
            union.append(Span(start, end))
    return tuple(union)


def covering(spans: Sequence[Span], start: int, end: int) -> range:
    """Return the positions of those of the ordered, disjoint `spans` that touch `start:end`."""
    first = bisect.bisect_right(spans, start, key=lambda span: span.end)
    last = bisect.bisect_left(spans, end, key=lambda span: span.start)
    return range(first, max(first, last))
