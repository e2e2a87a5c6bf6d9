"""People: what a language's file tells of titles, roles, pronouns and first names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property

from index import languages
from index.names import fold

_MADE = frozenset({"first_names", "gender_of", "pronouns", "roles", "short_names"})
"""What is no list of the language's file as it stands there."""


@dataclass(frozen=True)
class People:
    """Words about people and their names, in lower case; the language file explains each list."""

    titles: frozenset[str]
    person_nouns: frozenset[str]
    name_particles: frozenset[str]
    name_suffixes: frozenset[str]
    organisation_words: frozenset[str]
    outlet_words: frozenset[str]
    outlet_nouns: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    nobody: frozenset[str]
    collectives: frozenset[str]
    bodies: frozenset[str]
    business_nouns: frozenset[str]
    any_body: frozenset[str]
    no_business: frozenset[str]
    documents: frozenset[str]
    document_prepositions: frozenset[str]
    studies: frozenset[str]
    authors: frozenset[str]
    name_joints: frozenset[str]
    answer_labels: frozenset[str]
    question_labels: frozenset[str]
    meeting_verbs: frozenset[str]
    meeting_prepositions: frozenset[str]
    visiting_verbs: frozenset[str]
    unnaming: frozenset[str]
    name_starts: frozenset[str]
    family_names_first: frozenset[str]
    asking_forms: frozenset[str]
    asking_marks: frozenset[str]
    sending_forms: frozenset[str]
    second_posts: frozenset[str]
    trusting_words: frozenset[str]
    pleading_forms: frozenset[str]
    testimony_nouns: frozenset[str]
    answering_forms: frozenset[str]
    addressing_words: frozenset[str]
    place_prepositions: frozenset[str]
    inside_prepositions: frozenset[str]
    first_names: frozenset[str]
    gender_of: dict[str, str]
    """Titles, role nouns and first names that tell the gender: "m" or "f"."""
    pronouns: dict[str, str]
    """A pronoun's gender and number: m, f, n (thing), p (several), 1 (the writer)."""
    short_names: dict[str, frozenset[str]]
    """A short first name and the full ones that it stands for."""
    roles: dict[str, frozenset[str]]
    """A role and the titles it fits, itself included."""

    def gender(self, word: str) -> str | None:
        """Return the gender that a title or a first name tells, whatever its accents: "Lucía"."""
        return self.gender_of.get(word) or self.gender_of.get(fold(word))

    def is_first_name(self, word: str) -> bool:
        """Tell whether a word is a known first name, whatever its accents."""
        return word in self.first_names or fold(word) in self.first_names

    @cached_property
    def title_words(self) -> frozenset[str]:
        """All words that tell what somebody is."""
        return self.titles | self.person_nouns | self.roles.keys() | (self.gender_of.keys() - self.first_names)

    @cached_property
    def posts(self) -> frozenset[str]:
        """All nouns for what somebody is, without what only stands before a name."""
        return self.person_nouns | self.roles.keys()


@cache
def people(language: str) -> People:
    """Return the words of a language whose file has an [attribution] part; raises KeyError if it has none."""
    part = languages.load(language)["attribution"]["people"]
    names = {"m": frozenset(part["male_names"]), "f": frozenset(part["female_names"])}
    titles = {"m": frozenset(part["male"]), "f": frozenset(part["female"])}
    return People(
        **{f.name: frozenset(part[f.name]) for f in fields(People) if f.name not in _MADE},
        first_names=names["m"] | names["f"],
        gender_of={word: gender for gender in names for word in names[gender] | titles[gender]},
        pronouns=dict(part["pronouns"]),
        short_names={short: frozenset(full) for short, full in part["short_names"].items()},
        roles={role: frozenset(fits) | {role} for role, fits in part["roles"].items()},
    )
