"""Roles: which of those who speak in an article is "the mayor of Delta"?

Each speaker has a portrait: what the article calls them when they speak, and the words around their name.
A logistic regression over named features tells how likely a portrait is that of the role: whether the
words are the same or mean alike (`qa.wordvectors`), whether gender and number agree, whether the role is
that of a person or of a body, and how each portrait stands to the best of the others. `qa.training.roles`
finds the weights.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from index import languages as index_languages
from index.attribution.people import People, people
from index.names import words
from qa import wordvectors
from qa.forms import language
from qa.logistic import Features, probability

FILE = "roles.toml"
_RELATIVE = ("same", "same_called", "alike", "often")
"""The features of which it counts too how far each portrait is ahead of the best other one."""
_ANOTHER_OFFICE = 0.2
"""By what the likelihood of somebody in another office is multiplied."""
_CALLED = 0.95
"""How likely somebody is who has the role for a name."""
_SHORT = 3
"""Words of no more letters keep their "s"."""
_SHORTENED = 4
"""How many letters a shortened word keeps at least: "Ariz."."""
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

    @cached_property
    def called(self) -> frozenset[str]:
        """The folded words of the name and of the mentions."""
        return self.own.union(*(_stems(words(mention)) for mention in self.mentions))

    @cached_property
    def own(self) -> frozenset[str]:
        """The folded words of the name."""
        return frozenset(_stems(words(self.name)))

    @cached_property
    def described(self) -> tuple[frozenset[str], ...]:
        """The folded words around each place of the name."""
        return tuple(frozenset(_stems(words(text))) for text in self.told)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """All words that tell who it is, the name left aside."""
        known = self.called.union(*self.described) - self.own - set(language()["empty"])
        return tuple(sorted(known))

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

    @classmethod
    def of(cls, text: str, parts: Sequence[str]) -> Role:
        """Read the role `text` with the words `parts`."""
        owned = OWNED.match(text)
        stems = _stems(parts)
        nouns = [i for i, word in enumerate(stems) if word in _people().title_words or word in _bodies()]
        if nouns and not owned:  # "the residents interviewed"
            stems = [word for i, word in enumerate(stems) if i != nouns[-1]] + [stems[nouns[-1]]]
        return cls(text, tuple(stems), frozenset(_stems(words(owned["owner"])) if owned else ()))


def fitting(role: Role, portraits: Sequence[Portrait]) -> dict[str, float]:
    """Return for each name how likely the portrait is that of the role."""
    if not role.words or not portraits:
        return {}
    weight = weights()
    found = features(role, portraits)
    likely = {p.name: probability(f, weight) for p, f in zip(portraits, found, strict=True)}
    for p, f in zip(portraits, found, strict=True):
        if p.own.issuperset(role.words):  # "the Delta campaign" is what the article calls it
            likely[p.name] = max(likely[p.name], _CALLED)
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
    own = portrait.own
    alike = _likeness(role.words, portrait.vocabulary)
    noun_told = any(not told.isdisjoint(titles) for told in (portrait.called, *portrait.described))
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
        "full_name": float(portrait.name[0].isupper() and len(own) > 1),
        "no_name": float(not portrait.name[0].isupper()),
        "often": math.log(portrait.count),
    }


def _likeness(role: Sequence[str], told: Sequence[str]) -> list[float]:
    """Return how alike each word of the role and the likest of those told are, from -1 to 1."""
    if not told:
        return [0.0] * len(role)
    vectors = wordvectors.load()
    return [float(row.max()) for row in vectors.of(role) @ vectors.of(told).T]


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


def _stems(parts: Sequence[str]) -> list[str]:
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
