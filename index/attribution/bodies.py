"""Bodies: which organisation "the company" or "the union" means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.attribution.names import Entity, Names
from index.attribution.people import People
from index.attribution.report import Stretch
from index.attribution.seen import Seen
from index.parsing import Words

_OFTEN = 3
"""How many times an organisation is named at least of which an article tells mostly."""


class Bodies:
    """Finds the organisations of one article by the nouns that stand for them."""

    def __init__(self, words: Words, people: People, names: Names) -> None:
        """Take the words and the names of the article."""
        self._words = words
        self._people = people
        self._names = names

    def named(self, head: int, mention: Stretch, before: Sequence[Seen], recent: int) -> Entity | None:
        """Return what a noun means: the one with that word in its name, else the last to act from sentence `recent` on.

        `before` holds who was mentioned before it, the last one first.
        """
        people, noun = self._people, self._words.lower[head]
        beside = self._names.by_word.get(head - 1) if head > mention[0] else None
        if beside is not None and not beside.person and noun in people.bodies and not self.is_inside(beside):
            return beside  # "the Kestrel group"
        bodies = [seen for seen in before if seen.entity and not seen.entity.person]
        named = next((seen.entity for seen in bodies if seen.entity and noun in seen.entity.parts), None)
        owned = "POS" in self._words.tag[mention[0] : head]  # "the rail workers' union" is none just named
        if named is not None or noun not in people.bodies or mention[1] != head or owned:
            return named
        bodies = [seen for seen in bodies if seen.entity and self._may_be_called(seen.entity, noun)]
        near = [seen for seen in bodies if seen.sentence >= recent]
        acting = (seen.entity for seen in near if seen.spoke or seen.subject)
        business = noun in people.business_nouns
        in_name = (seen.entity for seen in near if seen.entity and seen.entity.organisation and business)
        return next(acting, None) or _named_most(bodies) or next(in_name, None)

    def _may_be_called(self, entity: Entity, noun: str) -> bool:
        """Tell whether a noun may mean what has that name: Parliament is no firm, nor Delta if it is "in Delta"."""
        people = self._people
        if entity.parts[-1] in people.outlet_words and noun not in people.outlet_nouns:
            return False
        kind = entity.parts[-1]
        if kind != noun and kind in people.bodies and noun in people.bodies - people.any_body - people.business_nouns:
            return False  # "Delta Bank" is no union
        if noun not in people.business_nouns:
            return True
        return not self.is_inside(entity) and people.no_business.isdisjoint(entity.parts)

    def is_inside(self, entity: Entity) -> bool:
        """Tell whether something is said to be in or near what has that name, as in a place."""
        words, inside = self._words, self._people.inside_prepositions
        governed = [words.head[i] for i in entity.mentions if words.dep[i] == "pobj"]
        trusting = self._people.trusting_words  # "trust in Reyes"
        return any(words.lower[k] in inside and words.lower[words.head[k]] not in trusting for k in governed)


def _named_most(bodies: Sequence[Seen]) -> Entity | None:
    """Return the organisation that was mentioned most often, if it was several times."""
    counts = Counter(seen.entity.name for seen in bodies if seen.entity and seen.entity.organisation)
    name, count = next(iter(counts.most_common(1)), ("", 0))
    named = (seen.entity for seen in bodies if seen.entity and seen.entity.name == name)
    return next(named, None) if count >= _OFTEN else None
