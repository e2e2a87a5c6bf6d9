"""A mention: the words that name somebody who may speak, and the ways to read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from index.inflection import NOMINATIVE


class Sort(StrEnum):
    """What a mention is."""

    NAME = "name"
    ROLE = "role"
    PRONOUN = "pronoun"
    BODY = "body"


@dataclass(frozen=True)
class Candidate:
    """One way to understand a name: its words in the dictionary form."""

    words: tuple[str, ...]
    cases: frozenset[str]
    gender: str


@dataclass
class Mention:
    """Somebody's mention: the positions of its first and last token, both included."""

    first: int
    last: int
    sort: Sort
    cases: frozenset[str]
    gender: str = ""
    candidates: tuple[Candidate, ...] = ()
    """Ways to understand the name, if there is one."""
    roles: tuple[str, ...] = ()
    plural: bool = False
    words: str = ""
    """What the article calls a body, or a pronoun, in lower case."""
    several: bool = False
    """Whether it is one of several that the article does not name."""
    likely: bool = False
    """Whether the name is surely one of a person: a title or a given name tells it."""
    chosen: Candidate | None = field(default=None)

    @property
    def is_subject(self) -> bool:
        """Whether it can be who acts."""
        return NOMINATIVE in self.cases and (self.chosen is None or NOMINATIVE in self.chosen.cases)

    @property
    def is_somebody(self) -> bool:
        """Whether it is surely a person."""
        return self.likely or bool(self.roles) or self.sort is Sort.PRONOUN
