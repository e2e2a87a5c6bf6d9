"""A statement: what somebody said, where it stands, and who said it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.spans import Span


class Kind(StrEnum):
    """How the words are given: quoted, reported, or both in one statement."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, as places in the article's text."""

    start: int
    """Where what was said starts, in code points."""
    end: int
    """Where what was said ends."""
    mention: Span | None
    """The words the article uses for the speaker ("The head of state"); None if it names nobody."""
    cue: Span | None
    """The words that tell that something was said ("highlighted", "according to")."""
    speaker: str | None
    """The speaker's canonical name in this article ("Ilham Aliyev"), or None if it cannot be told.
    An unnamed source keeps the words the article uses ("a senior official")."""
    kind: Kind
    confidence: float
    """How sure the attribution is, from 0 to 1."""
