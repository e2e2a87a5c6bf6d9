"""Roles: which of those who speak in an article is "the mayor of Delta"?

Each speaker has a portrait: what the article calls them when they speak, and the words around their name.
A logistic regression over named features tells how likely a portrait is that of the role: whether the
words are the same or mean alike (`qa.wordvectors`), whether gender and number agree, whether the role is
that of a person or of a body, and how each portrait stands to the best of the others. `qa.training.roles`
finds the weights. Where question or article is in another language, role and portraits are put in English,
word by word (`qa.multilingual.callings`).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from index import languages as index_languages
from index.attribution.people import People, people
from index.names import words
from index.products import all_cosines
from qa import forms, wordvectors
from qa.forms import language
from qa.logistic import Features, probability

FILE = "roles.toml"
_RELATIVE = ("same", "same_called", "alike", "often", "root", "same_kin")
"""The features of which it counts too how far each portrait is ahead of the best other one."""
_ANOTHER_OFFICE = 0.2
"""By what the likelihood of somebody in another office is multiplied."""
_CALLED = 0.95
"""How likely somebody is who has the role for a name."""
_SHORT = 3
"""Words of no more letters keep their "s"."""
_SHORTENED = 4
"""How many letters a shortened word keeps at least: "Ariz."."""
_ROOT = 4
"""How many letters two words of one root share at least: "baker", "baked"."""
_TAIL = 3
"""How many letters each of them may have beyond those."""
_PART = re.compile(r"[,;:()“”\"]|\s[-–—]+\s")
OWNED = re.compile(r"^(?:the\s+)?(?P<owner>.+?)['’]s?\s+(?P<rest>.+)$")
"""Something that is somebody's: "the firm's lawyer", "the dockers' leader Bo Ray"."""


@dataclass(frozen=True)
class Portrait:
    """A speaker as an article shows them."""

    name: str
    count: int
    """How many statements are theirs."""
    mentions: tuple[str, ...]
    """What they are called when they speak: "the chair of the council", "she"."""
    told: tuple[str, ...]
    """The words around the places of their name."""
    english: str = ""
    """The name in English, where an article in another language gives none but tells a role: "source in the league"."""

    @property
    def _name(self) -> str:
        return self.english or self.name

    @cached_property
    def called(self) -> frozenset[str]:
        """The folded words of the name and of the mentions."""
        return self.own.union(*(stems(words(mention)) for mention in self.mentions))

    @cached_property
    def own(self) -> frozenset[str]:
        """The folded words of the name."""
        return frozenset(stems(words(self._name)))

    @cached_property
    def described(self) -> tuple[frozenset[str], ...]:
        """The folded words around each place of the name."""
        return tuple(frozenset(stems(words(text))) for text in self.told)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """All words that tell who it is, the name left aside."""
        known = self.called.union(*self.described) - self.own - set(language()["empty"])
        return tuple(sorted(known))

    @cached_property
    def unnamed(self) -> bool:
        """Whether the article gives no name: "a ministry source", "the grid company"."""
        first = self._name.split()[0]
        return bool(self.english) or not first[0].isupper() or first.lower() in language()["determiners"]

    @cached_property
    def heads(self) -> frozenset[str]:
        """The folded words that tell what they are: of "a spokesman for the mayor", "spokesman"."""
        return frozenset({head for head, _ in self._titled} - {""})

    @cached_property
    def served(self) -> frozenset[str]:
        """The folded words that tell whose they are: of "a spokesman for the mayor", "mayor"."""
        return frozenset(word for head, told in self._titled if head in _persons() for word in told if word != head)

    @cached_property
    def _titled(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What tells who they are, each with its main word: the mentions and what stands beside the name."""
        own = frozenset[str]() if self.unnamed else self.own
        told = [self._name, *self.mentions]
        for text in self.told if not self.unnamed else ():
            told += _beside_name(text, words(self._name))
        return tuple((_head(text, own), frozenset(stems(words(text)))) for text in told)

    @cached_property
    def plural(self) -> bool:
        """Whether they are several: "the drivers"."""
        return "p" in self.genders or (self.unnamed and bool(re.search(r"[^\Ws]s$", _chunk(self._name))))

    @cached_property
    def genders(self) -> frozenset[str]:
        """Genders and numbers of the pronouns used: m, f, n, p."""
        pronouns = _people().pronouns
        return frozenset(pronouns[word] for mention in self.mentions if (word := mention.lower()) in pronouns)


@dataclass(frozen=True)
class Role:
    """A role as a question names it."""

    text: str
    words: tuple[str, ...]
    """Its folded words, the main one last."""
    owner: frozenset[str] = field(default_factory=frozenset)
    """Whose it is: of "the firm's lawyer", "firm"."""
    unnamed: bool = False
    """Whether somebody is asked for whom the article does not name: "an unnamed official"."""
    plural: bool = False
    """Whether several are asked for: "the drivers"."""

    @classmethod
    def of(cls, text: str, parts: Sequence[str]) -> Role:
        """Read the role `text` with the words `parts`."""
        owned = OWNED.match(text)
        unnamed = not set(language()["unnamed"]).isdisjoint(parts)
        parts = [word for word in parts if word not in language()["unnamed"]] or parts
        told = stems(parts)
        nouns = [i for i, word in enumerate(told) if word in _people().title_words or word in _bodies()]
        if nouns and not owned:  # "the residents interviewed"
            told = [word for i, word in enumerate(told) if i != nouns[-1]] + [told[nouns[-1]]]
        plural = bool(told) and told[-1] not in parts
        return cls(text, tuple(told), frozenset(stems(words(owned["owner"])) if owned else ()), unnamed, plural)


def fitting(role: Role, portraits: Sequence[Portrait]) -> dict[str, float]:
    """Return for each name how likely the portrait is that of the role."""
    if not role.words or not portraits:
        return {}
    weight = weights()
    found = features(role, portraits)
    noun, titles = role.words[-1], _titles(role.words[-1])
    likely = {p.name: probability(f, weight) for p, f in zip(portraits, found, strict=True)}
    for p, f in zip(portraits, found, strict=True):
        if p.own.issuperset(role.words):  # "the Delta campaign" is what the article calls it
            likely[p.name] = max(likely[p.name], _CALLED)
        if f["is_owner"] and noun in _persons():  # Lee is not Lee's lawyer
            likely[p.name] *= _ANOTHER_OFFICE
        if noun in _offices() and p.heads.isdisjoint(titles) and not p.served.isdisjoint(titles):
            likely[p.name] *= _ANOTHER_OFFICE  # nor is the mayor's spokesman the mayor
        if f["another_office"]:  # a senator is not the mayor, whatever else fits
            likely[p.name] *= _ANOTHER_OFFICE
    return likely


def features(role: Role, portraits: Sequence[Portrait]) -> list[Features]:
    """Return the features of each portrait for a role."""
    found = [_features(role, portrait) for portrait in portraits]
    for name in _RELATIVE:
        values = [f[name] for f in found]
        for i, f in enumerate(found):
            f[f"{name}_ahead"] = values[i] - max((*values[:i], *values[i + 1 :]), default=0.0)
    return found


def _features(role: Role, portrait: Portrait) -> Features:
    noun = role.words[-1]
    titles, body = _titles(noun), noun in _bodies()
    gender = _people().gender_of.get(noun)
    own, kin = portrait.own, _kin(noun) | titles
    alike = _likeness(role.words, portrait.vocabulary)
    all_told = (portrait.called, *portrait.described)
    noun_told = any(not told.isdisjoint(titles) for told in all_told)
    if noun_told:
        alike[-1] = 1.0
    return {
        "noun": float(noun_told),
        "another_office": float(
            not noun_told and noun in _offices() and not _offices().isdisjoint(portrait.vocabulary)
        ),
        "called": float(portrait.called.issuperset(role.words)),
        "same_called": _share(role.words, titles, portrait.called),
        "same": max((_share(role.words, titles, told) for told in portrait.described), default=0.0),
        "some_called": _some(role.words, titles, portrait.called),
        "some": max((_some(role.words, titles, told) for told in portrait.described), default=0.0),
        "alike": sum(alike) / len(alike),
        "alike_noun": alike[-1],
        "is_owner": float(bool(role.owner & own) and titles.isdisjoint(portrait.called)),
        "body_is_person": float(body and not portrait.genders.isdisjoint("mf")),
        "person_is_thing": float(not body and "n" in portrait.genders),
        "person_is_body": float(not body and not own.isdisjoint(_bodies())),
        "other_gender": float(gender is not None and bool(portrait.genders & {"m", "f"} - {gender})),
        "person": float(not portrait.genders.isdisjoint("mf")),
        "full_name": float(not portrait.unnamed and len(own) > 1),
        "no_name": float(portrait.unnamed),
        "unnamed": float(role.unnamed and portrait.unnamed),
        "unnamed_is_named": float(role.unnamed and not portrait.unnamed),
        "body_is_thing": float(body and ("n" in portrait.genders or not own.isdisjoint(_bodies()))),
        "head": float(not portrait.heads.isdisjoint(titles)),
        "same_kin": max(_share(role.words, kin, told) for told in all_told),
        "rest": max(_held(role.words[:-1], told) for told in all_told) / max(1, len(role.words) - 1),
        "only_noun": float(len(role.words) == 1),
        "root": sum(any(_same_root(word, told) for told in portrait.vocabulary) for word in role.words)
        / len(role.words),
        "plural": float(role.plural and portrait.plural),
        "plural_is_one": float(role.plural and not portrait.plural),
        "one_is_plural": float(not role.plural and portrait.plural),
        "writes": float(noun in language()["writers"] and "i" in portrait.called),
        "often": math.log(portrait.count),
    }


def _chunk(text: str) -> str:
    """Return what a mention says before it goes on to whose or where: of "the drivers at the gate", "the drivers"."""
    return _ends().split(f" {text.strip()} ", maxsplit=1)[0].strip()


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"\s{forms.any_of(language()['head_ends'])}\s|[,;:]", re.IGNORECASE)


def _beside_name(text: str, name: Sequence[str]) -> Iterator[str]:
    """Yield what stands right before and after a name: "Finance director Ann Lee", "Ann Lee, mayor of Delta"."""
    parts = _PART.split(text)
    for i, part in enumerate(parts):
        told = words(part)
        if name and name[-1] in told:
            first = min(told.index(word) for word in name if word in told)
            yield " ".join(told[:first])
            yield from parts[i + 1 : i + 2]
            for before in parts[max(0, i - 1) : i]:
                yield before
                if _head(before, frozenset()) not in _persons():  # "the line of the operator, Delta Energy"
                    yield _last_noun(before)


def _last_noun(text: str) -> str:
    """Return the end of a text from its last article on: of "the line of the operator", "the operator"."""
    return _articles().split(text)[-1]


@cache
def _articles() -> re.Pattern[str]:
    return re.compile(rf"\b(?={forms.any_of(language()['determiners'])}\s)")


def _head(text: str, own: frozenset[str]) -> str:
    """Return the folded main word of a mention, the name left aside; nothing if there is none."""
    told = [word for word in stems(words(_chunk(text))) if word not in own]
    return told[-1] if told else ""


def _same_root(one: str, other: str) -> bool:
    """Tell whether two words begin alike and hardly differ after that: "hotel", "hotelier"."""
    short = min(len(one), len(other))
    same = next((i for i in range(short) if one[i] != other[i]), short)
    return same >= _ROOT and len(one) - same <= _TAIL and len(other) - same <= _TAIL


@cache
def _kin(noun: str) -> frozenset[str]:
    """Return the words for who may be called so, too: of "boss", "director" and "head"."""
    return frozenset(word for group in language()["kin"] if noun in group for word in group)


@cache
def _persons() -> frozenset[str]:
    return _people().title_words


def is_somebody(text: str) -> bool:
    """Tell whether what English calls somebody ends with a word for people or a body: "fire chief"."""
    told = stems(words(text))
    return bool(told) and (told[-1] in _persons() or told[-1] in _bodies())


def _likeness(role: Sequence[str], told: Sequence[str]) -> list[float]:
    """Return how alike each word of the role and the likest of those told are, from -1 to 1."""
    if not told:
        return [0.0] * len(role)
    vectors = wordvectors.load()
    return [float(row.max()) for row in all_cosines(vectors.of(role), vectors.of(told))]


def _share(role: Sequence[str], titles: frozenset[str], held: frozenset[str]) -> float:
    """Return how much of the role's words is held; 0 unless its main word, or a title that fits it, is."""
    if held.isdisjoint(titles):
        return 0.0
    return (1 + _held(role[:-1], held)) / len(role)


def _some(role: Sequence[str], titles: frozenset[str], held: frozenset[str]) -> float:
    """Return how much of the role's words is held, the main one or not."""
    return (_held(role[:-1], held) + (not held.isdisjoint(titles))) / len(role)


def _held(role: Sequence[str], held: frozenset[str]) -> int:
    """Return how many words are held, in full or, as places often are, shortened: "Ariz."."""
    return sum(word in held or any(word[:k] in held for k in range(_SHORTENED, len(word))) for word in role)


@cache
def weights() -> dict[str, float]:
    """Return the weight of each feature, and of "bias"."""
    table: dict[str, float] = tomllib.loads(resources.files("qa").joinpath(FILE).read_text("utf-8"))["weights"]
    return table


@cache
def _people() -> People:
    return people("en")


@cache
def _bodies() -> frozenset[str]:
    return _people().bodies | _people().organisation_words | frozenset(language()["bodies"])


def stems(parts: Sequence[str]) -> list[str]:
    """Return words without the "s" of the plural."""
    plural = re.compile(r"(?<=[^s\W])s$")
    return [plural.sub("", word) if len(word) > _SHORT else word for word in parts]


@cache
def _offices() -> frozenset[str]:
    """Return the titles that somebody has or has not: "mayor", "sen"."""
    roles = index_languages.load("en")["attribution"]["people"]["roles"]
    return frozenset(title for fits in roles.values() for title in fits if " " not in title) - frozenset({"dr"})


@cache
def _titles(noun: str) -> frozenset[str]:
    """Return the titles that fit the main word of a role, itself included: "senator" and "sen"."""
    former = noun.removeprefix("ex-")
    roles = index_languages.load("en")["attribution"]["people"]["roles"]
    return frozenset({noun, former, *(title for title in roles.get(former, ()) if " " not in title)})
