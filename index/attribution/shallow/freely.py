"""Freely: what is told between two statements of one speaker, without a word of who says it: Хлеб отдают даром."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from index.attribution.shallow.tokens import Prose
from index.attribution.statement import Kind, Statement
from index.spans import Span

_LAST = 3
"""Statements before a place that may reach over it."""
_CONFIDENCE = 0.5
"""It may be the writer's word, too."""


def between(prose: Prose, found: Sequence[Statement]) -> list[Statement]:
    """Return statements in text order, with each sentence amid a paragraph that stands between two of one speaker.

    `found` are in text order.
    """
    owners = [_owner(sentence, found) for sentence in prose.sentences]
    more = []
    for k, sentence in enumerate(prose.sentences[1:-1], start=1):
        before, own, after = owners[k - 1 : k + 2]
        paragraphs = {prose.paragraph(prose.sentences[i].start) for i in (k - 1, k + 1)}
        same = before is not None and after is not None and before.speaker == after.speaker
        if own is None and before is not None and before.speaker and same and len(paragraphs) == 1:
            span = (sentence.start, sentence.end)
            more.append(Statement(*span, None, None, before.speaker, Kind.INDIRECT, _CONFIDENCE))
    return sorted((*found, *more), key=lambda s: (s.start, s.end))


def _owner(sentence: Span, found: Sequence[Statement]) -> Statement | None:
    """Return what is said in a sentence; None if nothing is."""
    after = bisect_left(found, sentence.end, key=lambda s: s.start)
    return next((s for s in found[max(0, after - _LAST) : after] if sentence.start < s.end), None)
