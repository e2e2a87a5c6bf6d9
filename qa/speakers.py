"""Speakers: does this statement come from the person that the question names?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice

from index import Span, Statement
from index.attribution.people import people
from index.encoder import Encoder
from index.names import words
from index.spans import covering
from qa import forms, languages, roles
from qa.forms import language
from qa.multilingual import callings, offices
from qa.multilingual import names as other_names
from qa.multilingual import people as other_people
from qa.roles import OWNED, Portrait

_PLACED = re.compile(r"^(?P<who>.+?)\s+(?:of|from|at|in|for)\s+(?P<where>.+)$")
_NAME_OF_TWO = re.compile(r"[^\W\d_a-z][\w.'’-]*\s+[^\W\d_a-z][\w.'’-]*$")
_APPOSED = re.compile(r",\s+[^,.;:]*?(?P<joint>\b(?:of|for|at|from|with|to|in)\s+(?:the\s+)?)?$")
_WORD_BEFORE = re.compile(r"\b([^\W\d_]\w+)\s\Z")
_FIRST_NAME = 40  # code points
_MIN_PREFIX = 3
_LIKELY = 0.15  # how likely somebody must be in the role asked for
_LIKELY_ELSEWHERE = 0.1  # the same where question or article is not in English
_AS_LIKELY = 0.9  # of the likeliest one: who else is taken to be in it too
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
    language: str = languages.DEFAULT
    """The language of the question; if it is not English, words are not folded."""
    spellings: tuple[tuple[str, ...], ...] = ()
    """Names of those who speak in articles in other languages and may be the same one, spelled otherwise."""

    @property
    def last(self) -> str | None:
        """The folded word of the name by which the archive finds it: the last one that is no "Bank" or "Council"."""
        if self.language != languages.DEFAULT:
            return self.name[-1] if self.name else None
        bodies = people("en").organisation_words
        return next((word for word in reversed(self.name) if word not in bodies), self.name[-1]) if self.name else None


def wanted(text: str, code: str = languages.DEFAULT, called: other_names.Called = other_names.nobody) -> Wanted:
    """Read how a question in this language names a speaker: "Brooklyn mayor Ann Lee" is Ann Lee, with a role.

    `called` tells who speaks in the archive, which helps where the language is not English.
    """
    if code != languages.DEFAULT:
        return Wanted(text, *other_people.name_and_role(text, code, called), code)
    owned = _owned(text)
    if owned and any(part[0].isupper() for part in owned["rest"].split()):
        text = owned["rest"]  # "Lee's attorney Bo Ray" asks for Ray
    placed = _PLACED.match(text)
    if placed and not placed["who"].split()[-1][0].isupper():  # "the mayor of Delta"
        return Wanted(text, (), _role(words(f"{placed['where']} {placed['who']}")))
    # "Ann Lee of the Delta Council" is Ann Lee, but "the Department of Justice" is one name.
    if _is_office(text):  # "the Opposition Leader"
        return Wanted(text, (), _role(words(text)))
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
    if len(name) == 2 and name[-1] in language()["honours"]:  # "Zeliha Usta"
        name.pop()
    return Wanted(text, tuple(name), _role(role))


def _owned(text: str) -> re.Match[str] | None:
    """Return whose somebody is; None for a body with owners in its name: "the chair of the Dockers' Union"."""
    owned = OWNED.match(text)
    if owned is None or not owned["rest"][0].isupper():
        return owned
    rest = words(owned["rest"])
    body = bool(rest) and (rest[-1] in people("en").organisation_words or rest[-1] in language()["bodies"])
    return None if body and owned["owner"].split()[-1][0].isupper() else owned


def _is_office(text: str) -> bool:
    """Tell whether a text in capitals names an office, not a person or a body: no name follows "the"."""
    first, *rest = text.split()
    told = bool(rest) and rest[-1].lower() in people("en").title_words
    return told and first.lower() in language()["determiners"] and all(part[0].isupper() for part in rest)


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
        code: str = languages.DEFAULT,
        encoder: Encoder | None = None,
    ) -> None:
        """Take an article's text, sentences and statements, its language, and an encoder if it knows several."""
        self._encoder = encoder
        self._text = text
        self._language = code
        self._sentences = sentences
        self._statements = statements
        self._fitting: dict[Wanted, dict[str, float]] = {}

    def said_by(self, who: Wanted, statement: Statement) -> bool:
        """Tell whether `statement` is of the person wanted."""
        if statement.speaker is None:
            return False
        if who.name and is_named(who, statement.speaker, self._language):
            return True
        if who.name and (self._is_english(who) or not self._may_be_another(who)):
            return False
        return statement.speaker in self.in_role(who)

    def _may_be_another(self, who: Wanted) -> bool:
        """Tell whether what a question has for a name may be a body that is called otherwise here, or a role."""
        role = who.language != languages.DEFAULT and not who.role and other_people.may_be_role(who.name, who.language)
        return role or other_people.is_body(who.text, who.language)

    def _is_english(self, who: Wanted) -> bool:
        return {who.language, self._language} == {languages.DEFAULT}

    def has(self, who: Wanted) -> bool:
        """Tell whether the person wanted says anything in the article."""
        return any(self.said_by(who, statement) for statement in self._statements)

    def in_role(self, who: Wanted) -> dict[str, float]:
        """Return who is in the role wanted, each with how likely that is."""
        if who not in self._fitting:
            likely = self._likely(who)
            needed = _LIKELY if self._is_english(who) else _LIKELY_ELSEWHERE
            least = max(needed, _AS_LIKELY * max(likely.values(), default=0.0))
            self._fitting[who] = {name: degree for name, degree in likely.items() if degree >= least}
        return self._fitting[who]

    def likelihood(self, who: Wanted, statement: Statement) -> float:
        """Return how likely it is that a statement of theirs is of the person wanted: 1 where a name tells."""
        if who.name and statement.speaker and is_named(who, statement.speaker, self._language):
            return 1.0
        return self.in_role(who).get(statement.speaker or "", 0.0)

    def _likely(self, who: Wanted) -> dict[str, float]:
        """Return for each who speaks how likely they are in the role wanted.

        Where the question or the article is not in English, either of two tells: the lists of roles in every language,
        or what is told of them, put in English.
        """
        if self._is_english(who):
            return roles.fitting(roles.Role.of(who.text, who.role), self.portraits)
        ways = [roles.fitting(role, self.portraits) for role in self._in_english(who)]
        listed = other_people.in_role(
            who.text, who.language, self._text, self._sentences, self._statements, self._language, self._encoder
        )
        likely = {p.name: max((way.get(p.name, 0.0) for way in ways), default=0.0) for p in self.portraits}
        return {name: 1 - (1 - degree) * (1 - listed.get(name, 0.0)) for name, degree in likely.items()}

    def _in_english(self, who: Wanted) -> Iterator[roles.Role]:
        """Yield the ways in which English may call the role wanted."""
        if who.language == languages.DEFAULT:
            yield roles.Role.of(who.text, who.role)
            return
        told = [portrait.vocabulary for portrait in self.portraits]
        for way in callings.in_english(who.text, who.language, told):
            yield roles.Role.of(way, words(way))

    def keep(self, who: Wanted, names: Container[str]) -> None:
        """Let nobody here but `names` be in the role wanted: somebody elsewhere fits it better."""
        self._fitting[who] = {name: degree for name, degree in self.in_role(who).items() if name in names}

    @cached_property
    def portraits(self) -> tuple[Portrait, ...]:
        """What the article tells of each who speaks, in the order in which they do."""
        speaking: dict[str, list[Statement]] = {}
        for s in self._statements:
            if s.speaker:
                speaking.setdefault(s.speaker, []).append(s)
        return tuple(self._portrait(name, own) for name, own in speaking.items())

    def _portrait(self, name: str, own: Sequence[Statement]) -> Portrait:
        """Return what the article tells of somebody; in other languages, what that would be in English."""
        mentions = tuple(sorted({s.mention.of(self._text) for s in own if s.mention}))
        told, code = tuple(self._told(name)), self._language
        if code == languages.DEFAULT:
            return Portrait(name, len(own), mentions, told)
        mentions = tuple(way for text in mentions for way in callings.described(text, code))
        told = tuple(callings.gloss(text, code, other_names.words(name)) for text in told)
        english = next(iter(callings.described(name, code)), "") if callings.is_role(name, code) else ""
        return Portrait(name, len(own), mentions, told, english)

    def _told(self, speaker: str) -> Iterator[str]:
        """Yield the words around the first places of a name."""
        if not speaker[0].isupper():
            return
        for place in islice(self._places_of(speaker), _PLACES):
            for i in covering(self._sentences, *place):
                yield self._reach(place, self._sentences[i]).of(self._text)

    def _places_of(self, speaker: str) -> Iterator[Span]:
        """Yield where the article names a speaker: by the last name, or in any case where names have cases."""
        if self._language != languages.DEFAULT:
            pattern = offices.places(speaker)
            yield from (Span(*found.span()) for found in (pattern.finditer(self._text) if pattern else ()))
            return
        own = words(speaker)
        for place, first in _places(self._text, speaker.rsplit(maxsplit=1)[-1]):
            if not self._of_another(first, own):
                yield place

    def _of_another(self, first: str | None, own: Sequence[str]) -> bool:
        """Tell whether a first name before the last one is that of somebody else who speaks or of the same family."""
        known = people("en").first_names
        return first is not None and first[0].isupper() and first.lower() in known and words(first)[0] not in own

    def _reach(self, name: Span, sentence: Span) -> Span:
        """Return the place around a name that tells of its bearer: up to the middle of the way to other names."""
        start, end = max(sentence.start, name.start - _BEFORE), min(sentence.end, name.end + _AFTER)
        for other in self._names:
            if self._text.find(other, *sentence) < 0:  # nearly always; the pattern is slower to look
                continue
            for left, right in (found.span() for found in _whole(other).finditer(self._text, *sentence)):
                if right < name.start:
                    start = max(start, self._parting(right, name.start))
                elif left > name.end:
                    # Of "Lee, a spokeswoman for Delta" all tells of Lee.
                    own = _APPOSED.match(self._text, name.end, left)
                    end = min(end, (right if own["joint"] else left) if own else self._parting(name.end, left))
        return Span(start, end)

    def _parting(self, left: int, right: int) -> int:
        """Return where between two names the words stop telling of the first and tell of the second."""
        between = self._text[left:right]
        if led := _led().search(between):  # "Lee rang the network operator, " before the second: it is the operator
            return left + led.start()
        if (mark := between.rfind(";")) >= 0:  # "Ann Lee, head of the clinic; Bo Ray"
            return left + mark
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


@lru_cache(1024)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


def _places(text: str, name: str) -> Iterator[tuple[Span, str | None]]:
    """Yield the places of a last name in a text, each with the word before it that may be the first name."""
    at = text.find(name)
    while at >= 0:
        place = Span(at, at + len(name))
        if _whole(name).match(text, at):
            before = _WORD_BEFORE.search(text, max(0, at - _FIRST_NAME), at)
            yield place, before[1] if before else None
        at = text.find(name, place.end)


@cache
def _led() -> re.Pattern[str]:
    """Return the pattern of what describes the name that comes next: "the network operator, "."""
    start, other = (forms.any_of(language()[name]) for name in ("determiners", "no_description"))
    return re.compile(rf"(?<=\s)(?:{start}|\S+['’]s?)(?:\s(?!{other}\b)[\w.’'-]+){{1,9}},\s+$", re.IGNORECASE)


def is_named(who: Wanted, speaker: str, code: str) -> bool:
    """Tell whether somebody who speaks in an article in this language has the name wanted."""
    if {who.language, code} == {languages.DEFAULT}:
        return same_name(who.name, words(speaker))
    if who.language != code and tuple(other_names.words(speaker)) in who.spellings:
        return True
    return other_names.same(who.name, who.language, speaker)


def same_name(asked: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether the folded name `asked` can be the folded `name`: same last name, no other first name."""
    name = [word for word in name if word not in language()["titles"]] or list(name)
    if not asked or not name:
        return False
    if asked[-1] != name[-1]:
        if len(name) == 1 and asked[0] == name[0] and asked[-1] in people("en").organisation_words:
            return True  # "Delta Energy" is shortened to "Delta"
        return set(asked) <= set(name) or (len(name) > 1 and set(name) <= set(asked))
    if len(asked) == 1 or len(name) == 1:
        return True
    return any(_alike(a, b) for a in asked[:-1] for b in name[:-1])


def _alike(one: str, other: str) -> bool:
    """Tell whether two first names may be one: the same, an initial, or a short form ("Rob", "Robert")."""
    short, long = sorted((one, other), key=len)
    return short == long or (long.startswith(short) and (len(short) == 1 or len(short) >= _MIN_PREFIX))
