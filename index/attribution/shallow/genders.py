"""Genders: of people whose names do not tell it, by the verbs that agree with them: Сёрфлатен сидела."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.attribution.shallow import morphology
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.persons import Persons
from index.attribution.shallow.tokens import Prose
from index.inflection import NOMINATIVE


def tell(prose: Prose, lexicon: Shallow, mentions: Sequence[Mention], persons: Persons) -> None:
    """Give the people of an article in a language with such verbs the gender that their names do not tell."""
    seen: dict[int, Counter[str]] = {}
    for mention in mentions:
        person = persons.called(mention) if mention.sort is Sort.NAME else None
        if person is not None and not person.gender and mention.is_subject:
            seen.setdefault(id(person), Counter()).update(_agreeing(prose, lexicon, mention))
    for mention in mentions:
        person = persons.called(mention)
        if person is not None and not person.gender and seen.get(id(person)):
            person.gender = seen[id(person)].most_common(1)[0][0]
        if (
            mention.sort is Sort.ROLE
            and not mention.gender
            and mention.is_subject
            and (told := _agreeing(prose, lexicon, mention))
        ):
            mention.gender = told[0]


def _agreeing(prose: Prose, lexicon: Shallow, mention: Mention) -> list[str]:
    """Return the genders of the verbs, and of "himself", that stand beside a mention, m or f."""
    found = []
    for i in (mention.first - 1, mention.last + 1):
        if 0 <= i < len(prose.tokens) and prose.tokens[i].is_word and not prose.quoted(prose.tokens[i].start):
            forms = morphology.forms(prose.tokens[i].lower)
            points = prose.tokens[i].lower in lexicon.pointing
            form = next((f for f in forms if points and f.case == NOMINATIVE), forms[0])  # "молодой": not of her
            agrees = (form.pos == "VERB" and form.tense == "past") or points
            if agrees and form.gender in {"m", "f"}:
                found.append(form.gender)
    return found
