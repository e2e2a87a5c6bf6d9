"""Seen: somebody or something mentioned before, as whom a pronoun or a role may mean."""

from __future__ import annotations

from dataclasses import dataclass

from index.attribution.grammar import SUBJECTS
from index.attribution.names import Entity
from index.parsing import Words


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody or something that was mentioned: where, and how prominently."""

    position: int
    sentence: int
    name: str
    entity: Entity | None
    told: str | None
    """The gender or number that the mention itself tells."""
    subject: bool = True
    spoke: bool = False
    unnamed: bool = False
    """Whether it is a person without a name: "a senior official"."""

    @property
    def gender(self) -> str | None:
        """The gender or number, as far as the article has told it by now."""
        known = self.entity.gender if self.entity and self.entity.person else None
        return known or self.told

    @property
    def is_person(self) -> bool:
        """Whether it is a person with a name."""
        return self.entity is not None and self.entity.person


def may_be_person(seen: Seen) -> bool:
    """Tell whether an unknown name may be a person's: several words, not a headline's capitals."""
    entity = seen.entity
    several = entity is not None and len(entity.parts) > 1 and not entity.organisation
    return several and not seen.name.isupper() and (seen.spoke or seen.subject)


def is_somebody(seen: Seen) -> bool:
    """Tell whether a person was meant, by name or, if somebody unnamed spoke, without one."""
    return (
        seen.is_person or may_be_person(seen) or (seen.entity is None and seen.spoke and seen.gender not in {"p", "n"})
    )


def agrees(seen: Seen, gender: str) -> bool:
    """Tell whether a pronoun of this gender and number can mean `seen`."""
    if gender in {"m", "f"}:
        return seen.gender in {gender, None} and (seen.is_person or seen.unnamed or may_be_person(seen))
    if gender == "p":
        return seen.gender == "p" or (seen.entity is None and seen.spoke)
    return gender == "n" and not seen.is_person


def could_be(seen: Seen, gender: str) -> bool:
    """Tell whether, for want of anybody else, a pronoun can mean a name of several words, whatever it does."""
    entity = seen.entity
    named = entity is not None and len(entity.parts) > 1 and not entity.organisation
    return named and seen.gender in {gender, None}


def is_single(entity: Entity) -> bool:
    """Tell whether an unknown name is one word as a last name is: no organisation's, no initials."""
    return len(entity.parts) == 1 and not entity.organisation and not entity.name.isupper()


def prominence(seen: Seen, sentence: int, gender: str) -> float:
    """Weigh how near, how central and how fitting a candidate for a pronoun is."""
    nearness = -2.0 * (sentence - seen.sentence)
    introduced = seen.sentence < sentence and seen.subject and may_be_person(seen)
    thing = seen.entity is not None and not seen.entity.person and not introduced
    fits = (seen.gender == gender) - 0.5 * (seen.entity is None and seen.gender is None)
    return nearness + 1.5 * seen.subject + seen.spoke + fits - 4.0 * (thing and gender != "n")


def is_subject(words: Words, i: int, entity: Entity) -> bool:
    """Tell whether a name at word `i` acts: alone, in a compound, beside a noun or after its title."""
    if words.form[i + 1 : i + 2] == [","] and words.tag[i + 2 : i + 3] == ["WDT"]:  # "such as Delta, which opposed it"
        return True
    while words.dep[i] in {"compound", "conj", "appos"} and words.head[i] != i:
        if words.dep[i] == "compound" and words.form[words.head[i]].islower():  # "Ferry traffic stopped"
            return False
        i = words.head[i]
    of = words.head[i]
    if words.dep[i] == "pobj" and words.lower[words.head[of]] in entity.titles:  # "the mayor of Delta Dana Reyes"
        i = words.head[of]
    return words.dep[i] in SUBJECTS
