"""Speakers: does this statement come from the person that the question names?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from index import Span, Statement
from index import languages as index_languages
from index.encoder import Vectors
from index.names import words
from index.spans import covering
from qa.forms import language

_POSSESSOR = re.compile(r"^(?P<owner>.+?)['’]s\s+(?P<rest>.+)$")
_PLACED = re.compile(r"^(?P<who>.+?)\s+(?:of|from|at|in|for)\s+(?P<where>.+)$")
_NAME_OF_TWO = re.compile(r"[^\W\d_a-z][\w.'’-]*\s+[^\W\d_a-z][\w.'’-]*$")
_MIN_PREFIX = 3
_ALIKE = 0.45  # cosine from which a description means a role that shares no word with it
_BY_MEANING = 0.3  # of that cosine: how well a role fits that is told by meaning only
_NAMED = 0.1  # by how much a description of somebody with a name counts more
_PLACES = 6  # of a name in the text, the first ones tell who it is
_BEFORE, _AFTER = 60, 90  # code points around a name in which a description of its bearer stands


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
    placed = _PLACED.match(text)
    if placed and not placed["who"].split()[-1][0].isupper():  # "the mayor of Delta"
        return Wanted(text, (), _role(words(f"{placed['where']} {placed['who']}")))
    # "Ann Lee of the Delta Council" is Ann Lee, but "the Department of Justice" is one name.
    parts = (placed["who"] if placed and _NAME_OF_TWO.search(placed["who"]) else text).split()
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
    return Wanted(text, tuple(name), _role(role))


def _role(role: Sequence[str]) -> tuple[str, ...]:
    told = [part for word in role for part in (("former", word[3:]) if word.startswith("ex-") else (word,))]
    return tuple(word for word in told if word not in language()["empty"])


def _is_name_part(parts: Sequence[str], i: int) -> bool:
    """Tell whether word `i` belongs to the name that the text ends with ("Aung San", "de la Cruz")."""
    if parts[i][0].isupper():
        return True
    return 0 < i + 1 < len(parts) and parts[i] in (
        "of",
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


class Cast:
    """Those who speak in an article, and what it tells of each."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Span],
        statements: Sequence[Statement],
        encode: Callable[[list[str]], Vectors] | None = None,
    ) -> None:
        """Take an article; `encode`, texts to unit vectors, lets a role be told by meaning where words do not."""
        self._text = text
        self._sentences = sentences
        self._statements = statements
        self._encode = encode
        self._fitting: dict[Wanted, dict[str, float]] = {}

    def said_by(self, who: Wanted, statement: Statement) -> bool:
        """Tell whether `statement` is of the person wanted."""
        if statement.speaker is None:
            return False
        if who.name:
            return same_name(who.name, words(statement.speaker))
        return statement.speaker in self.in_role(who)

    def has(self, who: Wanted) -> bool:
        """Tell whether the person wanted says anything in the article."""
        return any(self.said_by(who, statement) for statement in self._statements)

    def in_role(self, who: Wanted) -> dict[str, float]:
        """Return who is in the role wanted, each with how well it fits: 1 where the article gives the whole role."""
        if who not in self._fitting:
            self._fitting[who] = self._nearest(who.text, self._called_or_described(who.role))
        return self._fitting[who]

    def dismiss(self, who: Wanted) -> None:
        """Let nobody here be in the role wanted: somebody elsewhere fits it better."""
        self._fitting[who] = {}

    def _called_or_described(self, role: Sequence[str]) -> dict[str, float]:
        """Return the speakers in this role: those called so when they speak, else those described so."""
        if not role:
            return {}
        called = self._called()
        if direct := {speaker: 1.0 for speaker, used in called.items() if set(role) <= used}:
            return direct
        shares = {speaker: max(_share(role, used), self._described(speaker, role)) for speaker, used in called.items()}
        best = max(shares.values(), default=0.0)
        return {speaker: share for speaker, share in shares.items() if share == best} if best > 0 else {}

    def _nearest(self, role: str, fitting: dict[str, float]) -> dict[str, float]:
        """Return the one of several fitting speakers, or where none fits of all, whose descriptions mean the role."""
        if len(fitting) == 1:
            return fitting
        told = [(speaker, text) for speaker in fitting or self._called() for text in self._descriptions(speaker)]
        if self._encode is None or not told:
            return {}
        role_vector, *vectors = self._encode([role, *(text for _, text in told)])
        near = {speaker: -1.0 for speaker, _ in told}
        for (speaker, _), vector in zip(told, vectors, strict=True):
            named = _NAMED * bool(_NAME_OF_TWO.search(speaker))
            near[speaker] = max(near[speaker], float(vector @ role_vector) + named)
        best = max(near, key=lambda speaker: near[speaker])
        if fitting:
            return {best: fitting[best]}
        return {best: _BY_MEANING * near[best]} if near[best] >= _ALIKE else {}

    def _descriptions(self, speaker: str) -> list[str]:
        """Return what the article calls a speaker, and the words around the first places of the name."""
        mentions = {s.mention.of(self._text) for s in self._statements if s.speaker == speaker and s.mention}
        told = sorted(mention for mention in mentions if " " in mention)
        found = list(re.finditer(rf"\b{re.escape(speaker.rsplit(maxsplit=1)[-1])}\b", self._text))
        for place in (Span(*match.span()) for match in found[:_PLACES] if speaker[0].isupper()):
            for i in covering(self._sentences, *place):
                told.append(self._reach(place, self._sentences[i]).of(self._text))
        return told or [speaker]

    def _called(self) -> dict[str, set[str]]:
        called: dict[str, set[str]] = {}
        for s in self._statements:
            if s.speaker:
                used = words(s.mention.of(self._text)) if s.mention else []
                called.setdefault(s.speaker, set(words(s.speaker))).update(used)
        return called

    def _described(self, speaker: str, role: Sequence[str]) -> float:
        """Return how much of the role stands next to the speaker's name; 0 unless its main word does.

        A title between two names belongs to the nearer one.
        """
        best = 0.0
        for found in re.finditer(rf"\b{re.escape(speaker.rsplit(maxsplit=1)[-1])}\b", self._text):
            for i in covering(self._sentences, *found.span()):
                start, end = self._reach(Span(*found.span()), self._sentences[i])
                best = max(best, _share(role, set(words(self._text[start:end]))))
        return best

    def _reach(self, name: Span, sentence: Span) -> Span:
        """Return the place around a name that tells of its bearer: up to the middle of the way to other names."""
        start, end = max(sentence.start, name.start - _BEFORE), min(sentence.end, name.end + _AFTER)
        for other in self._names:
            for found in re.finditer(rf"\b{re.escape(other)}\b", self._text[sentence.start : sentence.end]):
                left, right = sentence.start + found.start(), sentence.start + found.end()
                if right < name.start:
                    start = max(start, self._parting(right, name.start))
                elif left > name.end:
                    end = min(end, self._parting(name.end, left))
        return Span(start, end)

    def _parting(self, left: int, right: int) -> int:
        """Return where between two names the words stop telling of the first and tell of the second."""
        between = self._text[left:right]
        comma = between.rfind(",")
        title = re.search(r"(?:\s[^\W\d_a-z][\w.’'-]*)*\s*$", between)  # "Justice " before the second
        if comma < 0 and title:
            return left + title.start()
        return left + (comma if comma > 0 else between.rfind(" ", 0, len(between) // 2 + 1) + 1)

    @cached_property
    def _names(self) -> set[str]:
        """The last names of those who speak."""
        last = {s.speaker.rsplit(maxsplit=1)[-1] for s in self._statements if s.speaker}
        return {name for name in last if name[0].isupper()}


def _share(role: Sequence[str], held: set[str]) -> float:
    """Return how much of the role's words is held; 0 unless its main word, or a title that fits it, is."""
    if held.isdisjoint(_fitting(role[-1])):
        return 0.0
    return (1 + sum(word in held for word in role[:-1])) / len(role)


@cache
def _fitting(noun: str) -> frozenset[str]:
    """Return the titles that fit a role, itself included: "senator" and "sen"."""
    former = noun.removeprefix("ex-")
    roles = index_languages.load("en")["attribution"]["people"]["roles"]
    return frozenset({noun, former, *(title for title in roles.get(former, ()) if " " not in title)})


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
