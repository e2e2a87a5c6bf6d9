"""Partial quotes: quoted words inside a sentence, which belong to a cue above them in its tree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from index.attribution.grammar import is_verb
from index.attribution.quotes import Quote
from index.parsing import Words

_MAX_STEPS = 8
"""How far up the tree from the quoted words a cue is looked for."""


def verbs_above(words: Words, quote: Quote) -> Iterator[int]:
    """Yield the verbs before a quote that govern its words, the nearest first."""
    first = bisect_left(words.start, quote.start)
    last = bisect_left(words.start, quote.end) - 1
    at = next((k for k in range(first + 1, last) if not first <= words.head[k] <= last), None)
    for _ in range(_MAX_STEPS):
        if at is None or words.head[at] == at:
            return
        at = words.head[at]
        if at < first and is_verb(words, at):
            yield at
