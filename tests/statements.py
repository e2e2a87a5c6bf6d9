"""Who says some words of a text: what the tests of attribution ask."""

from __future__ import annotations

from index.attribution import Statement, attribute


def statement_of(text: str, words: str) -> Statement:
    """Return the statement with a speaker's mention that holds most of `words`; fails if there is none."""
    start = text.index(words)
    middle = start + len(words) // 2
    found = [s for s in attribute(text) if s.mention and s.start <= middle < s.end]
    assert found, f"no statement holds {words!r}: {[text[s.start : s.end] for s in attribute(text)]}"
    return found[0]


def mention_of(text: str, words: str) -> str:
    """Return how the text names who says `words`; fails if it does not."""
    mention = statement_of(text, words).mention
    assert mention is not None
    return mention.of(text)
