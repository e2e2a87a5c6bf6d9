"""Speakers: does this statement come from the person that the question names?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index import Statement
from index.names import words
from qa.question import language

_POSSESSOR = re.compile(r"^(?P<owner>.+?)['’]s\s+(?P<rest>.+)$")
_MIN_PREFIX = 3


@dataclass(frozen=True)
class Wanted:
    """A speaker as a question names it: by name, or by role ("the president")."""

    text: str
    name: tuple[str, ...]
    """Folded words of the name without titles; empty if only a role is given."""
    role: tuple[str, ...]
    """Folded words of the role or title."""

    @property
    def last(self) -> str | None:
        """The folded last word of the name, by which the archive finds it."""
        return self.name[-1] if self.name else None


def wanted(text: str) -> Wanted:
    """Read how a question names a speaker: "Brooklyn mayor Ann Lee" is Ann Lee, with a role."""
    owned = _POSSESSOR.match(text)
    if owned and any(part[0].isupper() for part in owned["rest"].split()):
        text = owned["rest"]  # "Lee's attorney Bo Ray" asks for Ray
    parts = text.split()
    start = len(parts)
    while start and _is_name_part(parts, start - 1):
        start -= 1
    titles = language()["titles"]
    name = words(" ".join(parts[start:]))
    role = words(" ".join(parts[:start]))
    while len(name) > 1 and name[0] in titles:
        role.append(name.pop(0))
    if len(name) == 1 and name[0] in titles:  # "the President"
        role, name = role + name, []
    return Wanted(text, tuple(name), tuple(word for word in role if word not in language()["empty"]))


def _is_name_part(parts: Sequence[str], i: int) -> bool:
    """Tell whether word `i` belongs to the name that the text ends with ("Aung San", "de la Cruz")."""
    if parts[i][0].isupper():
        return True
    return i + 1 < len(parts) and parts[i] in (
        "de",
        "von",
        "van",
        "der",
        "den",
        "al",
        "bin",
        "ibn",
        "la",
        "del",
        "di",
        "da",
    )


@dataclass
class Mentions:
    """What an article calls each of its speakers."""

    _by_speaker: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, statements: Iterable[Statement]) -> Mentions:
        """Gather the words of all mentions of each speaker."""
        mentions = cls()
        for s in statements:
            if s.speaker and s.mention:
                mentions._by_speaker.setdefault(s.speaker, set()).update(words(s.mention.of(text)))
        return mentions

    def said_by(self, who: Wanted, statement: Statement) -> bool:
        """Tell whether `statement` is of the person wanted."""
        if statement.speaker is None:
            return False
        name = words(statement.speaker)
        if who.name:
            return same_name(who.name, name)
        called = self._by_speaker.get(statement.speaker, set()) | set(name)
        return bool(who.role) and set(who.role) <= called


def same_name(asked: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether the folded name `asked` can be the folded `name`: same last name, no other first name."""
    name = [word for word in name if word not in language()["titles"]] or list(name)
    if not asked or not name:
        return False
    if asked[-1] != name[-1]:
        return set(asked) <= set(name) or (len(name) > 1 and set(name) <= set(asked))
    if len(asked) == 1 or len(name) == 1:
        return True
    return any(_alike(a, b) for a in asked[:-1] for b in name[:-1])


def _alike(one: str, other: str) -> bool:
    """Tell whether two first names may be one: the same, an initial, or a short form ("Rob", "Robert")."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or len(short) >= _MIN_PREFIX)
