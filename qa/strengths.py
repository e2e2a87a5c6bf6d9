"""Strengths: what a reader makes of the sentences of the passages that it read, each at its strongest."""

from __future__ import annotations

from index import Span
from qa.candidates import Evidence, Pages
from qa.reader import Asked, Reading
from qa.retrieval import Hit

Key = tuple[str, int]
"""A sentence: its article, and where in it the sentence starts."""


class Strengths(dict[Key, tuple[float, Span | None]]):
    """For each sentence read: how strongly it answers, as the log of the odds, and the short answer in it."""

    def note(self, pages: Pages, hit: Hit, reading: Reading, part: Span | None = None) -> None:
        """Keep what was made of each sentence of a passage, or of a part of it, unless it was told more strongly."""
        page = pages.of(hit)
        for i, sentence in enumerate(page.within(part or hit.passage.span)[: len(reading.answers)]):
            key = (page.article.id, sentence.start)
            if key not in self or self[key][0] < reading.answers[i]:
                self[key] = reading.answers[i], reading.short_answer(i)

    def near(self, pages: Pages, c: Evidence) -> float:
        """Return how strongly the stronger neighbour by the same speaker answers; the sentence itself if none does."""
        page = pages.of(c.hit)
        at = page.sentences.index(c.sentence)
        speaker = c.statement.speaker if c.statement else None
        near = [
            self[page.article.id, s.start][0]
            for s in (*page.sentences[max(0, at - 1) : at], *page.sentences[at + 1 : at + 2])
            if (page.article.id, s.start) in self and page.line(s).speaker == speaker
        ]
        return max(near, default=c.parts["reader"])


def key_of(c: Evidence) -> Key:
    """Return the sentence of a candidate."""
    return c.article.id, c.sentence.start


def moved(short: Span | None, c: Evidence) -> Span | None:
    """Return the place of a short answer in a candidate's sentence as a place in its article."""
    return Span(c.sentence.start + short.start, c.sentence.start + short.end) if short else None


def passage(question: str, pages: Pages, hit: Hit, part: Span | None = None) -> Asked:
    """Return a passage, or a part of it, as a reader takes it."""
    page, span = pages.of(hit), part or hit.passage.span
    return Asked(question, page.heading(span), [page.line(sentence) for sentence in page.within(span)])
