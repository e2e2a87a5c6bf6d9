"""Cues: the words of a language that tell that somebody said something, from its language file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from index import languages


class Frame(StrEnum):
    """What a verb takes as the thing said; the names of the lists under `verbs` in a language file."""

    QUOTE = "quote"
    CLAUSE = "clause"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    OBJECT = "object"
    PREPOSITION = "preposition"


@dataclass(frozen=True)
class Lexicon:
    """The cues of one language."""

    lemmas: dict[str, str]
    """Every inflected form of a cue verb, with its base form."""
    verbs: dict[Frame, frozenset[str]]
    """Base forms by what they take; "point out" and "call for" are two words."""
    adjectives: frozenset[str]
    nouns: dict[str, str]
    """Singular and plural of each cue noun, with its singular."""
    sources: frozenset[str]
    light: frozenset[str]
    views: frozenset[str]
    passives: frozenset[str]
    additives: frozenset[str]
    relays: frozenset[str]
    polls: frozenset[str]
    not_labels: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the cues of a language, None if its file has no [attribution] part (or there is no file)."""
    if language not in languages.codes() or "attribution" not in (data := languages.load(language)):
        return None
    part = data["attribution"]
    verbs = part["verbs"]
    return Lexicon(
        lemmas=_lemmas(verbs, part["passive_verbs"]),
        verbs={frame: frozenset(verbs[frame]) for frame in Frame},
        adjectives=frozenset(part["adjectives"]),
        nouns={form: noun for noun in part["nouns"] for form in (noun, _third_person(noun))},
        sources=frozenset(part["source_prepositions"]),
        light=frozenset(part["light_verbs"]),
        views=frozenset(part["view_nouns"]),
        passives=frozenset(part["passive_verbs"]),
        additives=frozenset(part["additive_words"]),
        relays=frozenset(part["relay_verbs"]),
        polls=frozenset(part["poll_nouns"]),
        not_labels=frozenset(part["not_labels"]),
    )


def _lemmas(verbs: dict[str, Any], passives: list[str]) -> dict[str, str]:
    """Return the base form of every form of every verb listed."""
    irregular = {line.split()[0]: line.split() for line in verbs["irregular"]}
    lemmas: dict[str, str] = {}
    for lemma in _single_words([*(verbs[frame] for frame in Frame), passives]):
        lemmas.update(dict.fromkeys(irregular.get(lemma) or _inflected(lemma), lemma))
    return lemmas


def _single_words(lists: Iterable[list[str]]) -> list[str]:
    return sorted({entry.split()[0] for entries in lists for entry in entries})


def _inflected(verb: str) -> tuple[str, ...]:
    """Return base form, third person, past and -ing of a regular English verb."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    return verb, _third_person(verb), verb + "ed", verb + "ing"


def _third_person(word: str) -> str:
    """Return the word with its -s: the third person of a verb, the plural of a noun."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
