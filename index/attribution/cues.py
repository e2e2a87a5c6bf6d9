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
    """The cues of one language; the language file explains each list."""

    lemmas: dict[str, str]
    """Every inflected form of a verb of any list, with its base form."""
    quoting_forms: frozenset[str]
    """Every inflected form of a verb of one word that stands beside a quotation."""
    verbs: dict[Frame, frozenset[str]]
    """Base forms by what they take; "point out" and "call for" are two words."""
    nouns: dict[str, str]
    """Singular and plural of each cue noun, with its singular."""
    quoting_nouns: dict[str, str]
    """The same for nouns that are cues only where a quote follows."""
    source_phrases: dict[str, tuple[str, ...]]
    """Phrases like "according to" by their first word."""
    adjectives: frozenset[str]
    source_prepositions: frozenset[str]
    naming_prepositions: frozenset[str]
    topic_prepositions: frozenset[str]
    light_verbs: frozenset[str]
    estimating_verbs: frozenset[str]
    passive_verbs: frozenset[str]
    additive_words: frozenset[str]
    relay_verbs: frozenset[str]
    wishing_verbs: frozenset[str]
    object_control: frozenset[str]
    expletives: frozenset[str]
    view_prepositions: frozenset[str]
    view_nouns: frozenset[str]
    reckoning_nouns: frozenset[str]
    reckoning_prepositions: frozenset[str]
    poll_nouns: frozenset[str]
    pointing_adverbs: frozenset[str]
    pointing_clauses: frozenset[str]
    pointing_words: frozenset[str]
    not_labels: frozenset[str]
    label_words: frozenset[str]
    label_letters: frozenset[str]
    label_roles: frozenset[str]
    persons: frozenset[str]
    """Nouns and titles for a person: what a label may call a speaker, and who may speak after what they do."""
    weekdays: frozenset[str]
    documents: frozenset[str]
    single_pronouns: frozenset[str]
    generic_pronouns: frozenset[str]
    demonstratives: frozenset[str]
    source_marks: frozenset[str]
    giving_prepositions: frozenset[str]
    beside_marks: frozenset[str]
    contrast_marks: frozenset[str]
    crowd_verbs: frozenset[str]
    moving_verbs: frozenset[str]
    not_source_verbs: frozenset[str]
    addressing_verbs: frozenset[str]
    spoken_nouns: frozenset[str]
    being_forms: frozenset[str]
    having_forms: frozenset[str]
    byline_words: frozenset[str]
    biography_verbs: frozenset[str]
    letters_headings: frozenset[str]
    first_person: frozenset[str]
    future_in_past: frozenset[str]
    writers: frozenset[str]
    """Pronouns of who writes or reads, in lower case."""


_MADE = frozenset(
    {"documents", "lemmas", "nouns", "persons", "quoting_forms", "quoting_nouns", "source_phrases", "verbs", "weekdays"}
)


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the cues of a language, None if its file has no [attribution] part (or there is no file)."""
    if language not in languages.codes() or "attribution" not in (data := languages.load(language)):
        return None
    part = data["attribution"]
    lemmas = _lemmas(part)
    quoting = frozenset(part["verbs"][Frame.QUOTE])
    return Lexicon(
        lemmas=lemmas,
        persons=frozenset(noun for names in ("titles", "person_nouns") for noun in part["people"][names]).union(
            part["label_roles"]
        ),
        weekdays=frozenset(part["people"]["weekdays"]),
        documents=frozenset(part["people"]["documents"]),
        quoting_forms=frozenset(form for form, lemma in lemmas.items() if lemma in quoting),
        verbs={frame: frozenset(part["verbs"][frame]) for frame in Frame},
        nouns=_nouns(part["nouns"]),
        quoting_nouns=_nouns(part["quoting_nouns"]),
        source_phrases={phrase.split()[0]: tuple(phrase.split()) for phrase in part["source_phrases"]},
        **{name: frozenset(part[name]) for name in Lexicon.__dataclass_fields__ if name not in _MADE},
    )


def _lemmas(part: dict[str, Any]) -> dict[str, str]:
    """Return the base form of every form of every verb listed."""
    verbs = part["verbs"]
    irregular = {line.split()[0]: line.split() for line in verbs["irregular"]}
    others = (part[name] for name in ("light_verbs", "passive_verbs", "relay_verbs", "object_control", "moving_verbs"))
    lemmas: dict[str, str] = {}
    for lemma in _single_words([*(verbs[frame] for frame in Frame), *others]):
        lemmas.update(dict.fromkeys(irregular.get(lemma) or _inflected(lemma), lemma))
    return lemmas


def _nouns(entries: list[str]) -> dict[str, str]:
    """Return singular and plural of each noun with its singular."""
    return {form: noun for noun in entries for form in (noun, _with_s(noun))}


def _single_words(lists: Iterable[list[str]]) -> list[str]:
    return sorted({entry.split()[0] for entries in lists for entry in entries})


def _inflected(verb: str) -> tuple[str, ...]:
    """Return base form, third person, past and -ing of a regular English verb."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    return verb, _with_s(verb), verb + "ed", verb + "ing"


def _with_s(word: str) -> str:
    """Return the word with its -s: the third person of a verb, the plural of a noun."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
