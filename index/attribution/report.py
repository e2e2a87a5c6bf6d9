"""A report: one act of saying as the rules find it, before quotes and speakers are put together."""

from __future__ import annotations

from dataclasses import dataclass

Stretch = tuple[int, int]
"""The positions of the first and the last word, both included."""


@dataclass(slots=True)
class Report:
    """A cue, the head of the words for its source, and what it reports, as positions of words."""

    cue: Stretch
    verb: int
    """The word that the rule found it by."""
    source: int | None
    """The head of the words that name the source; None if the sentence names none."""
    content: Stretch
    rule: str
    """Which rule found it."""
    key: str
    """The base form of the cue."""
    mention: Stretch | None = None
    """The words that name the source, where they are not simply the phrase around its head."""
