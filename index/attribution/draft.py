"""Draft: a statement in the making, in positions of words."""

from __future__ import annotations

from dataclasses import dataclass

from index.attribution.report import Stretch
from index.attribution.statement import Kind
from index.spans import Span


@dataclass(slots=True)
class Draft:
    """A statement in the making: places in the text, positions of words."""

    start: int
    end: int
    cue: Stretch | None
    verb: int
    """The word whose place stands for that of the statement's cue."""
    source: int | None
    mention: Stretch | None
    rule: str
    key: str
    kind: Kind = Kind.INDIRECT
    gap: Span | None = None
    """Where the speaker and cue stand between two parts of what was said."""

    def widen(self, start: int, end: int) -> None:
        """Let the statement hold `start:end` too."""
        if start >= self.end:
            self.gap = Span(self.gap.start if self.gap else self.end, start)
        elif end <= self.start:
            self.gap = Span(end, self.gap.end if self.gap else self.start)
        self.start, self.end = min(self.start, start), max(self.end, end)
