"""People: what a language's file tells of titles, roles, pronouns and first names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from index import languages


@dataclass(frozen=True)
class People:
    """Words about people, in lower case."""

    titles: frozenset[str]
    gender_of: dict[str, str]
    """Titles, role nouns and first names that tell the gender: "m" or "f"."""
    first_names: frozenset[str]
    organisation_words: frozenset[str]
    pronouns: dict[str, str]
    """A pronoun's gender and number: m, f, n (thing), p (several), 1 (the writer)."""
    roles: dict[str, frozenset[str]]
    """A role and the titles it fits, itself included."""


@cache
def people(language: str) -> People:
    """Return the words of a language whose file has an [attribution] part; raises KeyError if it has none."""
    part = languages.load(language)["attribution"]["people"]
    names = {"m": frozenset(part["male_names"]), "f": frozenset(part["female_names"])}
    titles = {"m": frozenset(part["male"]), "f": frozenset(part["female"])}
    return People(
        titles=frozenset(part["titles"]),
        gender_of={word: gender for gender in names for word in names[gender] | titles[gender]},
        first_names=names["m"] | names["f"],
        organisation_words=frozenset(part["organisation_words"]),
        pronouns=dict(part["pronouns"]),
        roles={role: frozenset(fits) | {role} for role, fits in part["roles"].items()},
    )
