"""Freely: what is told between two statements of one speaker, without a word of who says it: Хлеб отдают даром."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set

from index.attribution.shallow.tokens import Prose
from index.attribution.statement import Kind, Statement
from index.spans import Span

_LAST = 3
"""Statements before a place that may reach over it."""
_GAP = 2
"""Sentences at most that stand so between two of one speaker."""
_ASKED = 3
"""Words of a question at most that such a sentence starts with."""
_CONFIDENCE = 0.5
"""It may be the writer's word, too."""


def between(prose: Prose, found: Sequence[Statement], asks: Set[str]) -> list[Statement]:
    """Return statements in text order, with those amid a paragraph that stand between two of one speaker.

    So do those that follow a question whose answer somebody gives; `asks` are the words that start one. `found` are in
    text order.
    """
    owners = [_owner(sentence, found) for sentence in prose.sentences]
    paragraphs = [prose.paragraph(sentence.start) for sentence in prose.sentences]
    more = []
    last: int | None = None
    for k, own in enumerate(owners):
        if own is None:
            continue
        before = owners[last] if last is not None else None
        if last is not None and before and k - last - 1 <= _GAP and paragraphs[last] == paragraphs[k]:
            same = before.speaker == own.speaker
            gap = prose.sentences[last + 1 : k] if same and own.speaker else ()
            more += [Statement(*sentence, None, None, own.speaker, Kind.INDIRECT, _CONFIDENCE) for sentence in gap]
        last = k
    more += [s for k in range(len(owners) - 1) if (s := _led(prose, owners, paragraphs, k, asks))]
    return sorted((*found, *more), key=lambda s: (s.start, s.end))


def _led(
    prose: Prose, owners: Sequence[Statement | None], paragraphs: Sequence[int], k: int, asks: Set[str]
) -> Statement | None:
    """Return the sentence after one that only tells who answers: Как именно, пояснил Зорин. Рейды пройдут завтра."""
    own, sentence, following = owners[k], prose.sentences[k], prose.sentences[k + 1]
    if own is None or own.cue is None or owners[k + 1] is not None or paragraphs[k] != paragraphs[k + 1]:
        return None
    words = prose.text[sentence.start : own.cue.start].split()
    led = bool(words) and words[0].lower().rstrip(",") in asks and len(words) <= _ASKED and words[-1].endswith(",")
    if not led:
        return None
    return Statement(following.start, following.end, None, None, own.speaker, Kind.INDIRECT, _CONFIDENCE)


def _owner(sentence: Span, found: Sequence[Statement]) -> Statement | None:
    """Return what is said in a sentence; None if nothing is."""
    after = bisect_left(found, sentence.end, key=lambda s: s.start)
    return next((s for s in found[max(0, after - _LAST) : after] if sentence.start < s.end), None)
