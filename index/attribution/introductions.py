"""Introductions: whom an article first tells of without a name, and then names, with an age, as saying something.

"A bookkeeper told a jury on Monday …. Dana Reyes, 58, said …": the bookkeeper is Dana Reyes. Without the age it may be
anybody who is named next, and who denies it, was jailed or died is somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from index.attribution.grammar import SUBJECTS, child
from index.attribution.names import Entity, Names
from index.attribution.people import People
from index.parsing import Words

_START = 2
"""How many sentences at the start of an article, its headline among them, may tell of somebody without a name."""
_REACH = 2
"""How many sentences after it the name stands at most."""


def introduced(
    words: Words, people: People, names: Names, quoted: Sequence[bool], saying: Set[str]
) -> dict[int, Entity]:
    """Return the nouns by which an article first tells of somebody and whose they are, which learn the noun.

    `saying` holds the forms of verbs of saying.
    """
    found: dict[int, Entity] = {}
    for first, last in words.sentences[:_START]:
        for i in range(first, last + 1):
            leads = words.dep[i] == "nsubj" and words.tag[i] == "NN" and words.left[i] == first
            if not leads or quoted[i] or not _is_new(words, people, i):
                continue
            entity = _named_next(words, people, names, quoted, i, saying - people.pleading_forms)
            if entity is not None:
                found[i] = entity
                entity.nouns.add(words.lower[i])
                break
    return found


def _is_new(words: Words, people: People, i: int) -> bool:
    """Tell whether a noun tells of somebody new by what they are: "A bookkeeper from Delta"."""
    return words.lower[i] in people.posts and words.lower[words.left[i]] in people.indefinite and words.left[i] < i


def _named_next(
    words: Words, people: People, names: Names, quoted: Sequence[bool], noun: int, saying: Set[str]
) -> Entity | None:
    """Return the first person named as a subject after the sentence of `noun`, if new and told nothing else of."""
    at = words.sentence[noun]
    gender = people.gender_of.get(words.lower[noun])
    for first, last in words.sentences[at + 1 : at + 1 + _REACH]:
        for i in range(first, last + 1):
            entity = names.by_word.get(i)
            if entity is None or quoted[i] or words.dep[i] not in SUBJECTS:
                continue
            told = (entity.nouns | entity.titles).intersection(people.posts) - {words.lower[noun]}
            new = entity.mentions[0] == i and len(entity.parts) > 1 and not entity.organisation
            agrees = gender is None or entity.gender in {None, gender}
            bare = all(k in names.by_word or not words.form[k].isalnum() for k in range(words.left[i], i))
            told_of = child(words, words.head[i], "dobj")
            says = words.lower[words.head[i]] in saying
            says = says or (told_of is not None and words.lower[told_of] in people.testimony_nouns)
            says = says and bare and _is_aged(words, i)
            return entity if new and entity.person and agrees and not told and says else None
    return None


def _is_aged(words: Words, i: int) -> bool:
    """Tell whether an age between commas follows a name: "Dana Reyes, 58, said"."""
    after = words.form[i + 1 : i + 4]
    return len(after) == 3 and after[0] == after[2] == "," and after[1].isdigit()
