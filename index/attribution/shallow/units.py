"""Units: the sentences of an article, those that a quote runs through as one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from index.attribution.shallow.tokens import Prose
from index.spans import Span

_CLOSERS = '»”"’'


@dataclass(frozen=True)
class Unit:
    """A stretch of whole sentences that is read at once."""

    span: Span
    tokens: range
    speech: tuple[Span, ...]
    """The quotes in it that hold what somebody said."""
    paragraph: int
    starts_paragraph: bool


def units(prose: Prose) -> list[Unit]:
    """Return the units of an article in order."""
    groups: list[list[Span]] = []
    for sentence in prose.sentences:
        if groups and _runs_on(prose, groups[-1][-1], sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    found: list[Unit] = []
    for group in groups:
        span = Span(group[0].start, group[-1].end)
        paragraph = prose.paragraph(span.start)
        first = not found or found[-1].paragraph != paragraph
        last = bisect_left(prose.speech, span.end, key=lambda quote: quote.start)
        at = bisect_right(prose.speech, span.start, key=lambda quote: quote.end)
        speech = tuple(prose.speech[at:last])
        found.append(Unit(span, prose.within(span), speech, paragraph, first))
    return found


def _runs_on(prose: Prose, before: Span, sentence: Span) -> bool:
    """Tell whether a quote runs over the border of two sentences, or its author follows it: «…!» — Зорин ушёл."""
    at = bisect_left(prose.speech, sentence.start, key=lambda quote: quote.start) - 1
    if at >= 0 and sentence.start < prose.speech[at].end:
        return True
    closed = prose.text[before.end - 1] in _CLOSERS and prose.text[sentence.start] in "-–—"
    return closed and prose.paragraph(before.start) == prose.paragraph(sentence.start)
