"""Beside: who is named beside a description: "the group's chief, Dana Reyes,"."""

from __future__ import annotations

from index.attribution.grammar import is_set_in
from index.attribution.names import Entity, Names
from index.attribution.people import People
from index.parsing import Words


class Beside:
    """Finds the names that stand beside the common nouns of one article."""

    def __init__(self, words: Words, people: People, names: Names) -> None:
        """Take the words and the names of the article."""
        self._words = words
        self._people = people
        self._names = names

    def apposed(self, head: int) -> Entity | None:
        """Return who "the group's chief, Dana Reyes," names beside the common noun.

        A name between commas at the end of a longer phrase ("the owner of the team, Dana Reyes, said") the
        parser hangs on the word before it; it is the owner's if it is a person's.
        """
        words, by_word = self._words, self._names.by_word
        own = [c for c in words.children[head] if words.dep[c] == "appos"]
        joined = (
            k for c in own for k in words.children[c] if words.dep[k] == "conj"
        )  # "the rancher and ex-mayor Reyes"
        beside = next((by_word[c] for c in (*own, *joined) if c in by_word), None)
        if words.lower[head] in self._people.bodies:
            after = (c for c in words.children[head] if words.dep[c] == "conj" and words.form[words.left[c] - 1] == ",")
            return beside or self._named_last(head) or next((by_word[c] for c in after if c in by_word), None)
        if words.lower[head] not in self._people.title_words and words.tag[head] != "CD":  # "one of the two, Reyes,"
            return beside
        beside = beside or self._named_last(head) or self._named_first(head)
        if beside is not None and beside.organisation and words.tag[head] != "CD":  # "by June, the spokeswoman said"
            return None
        if beside is not None and len(beside.parts) > 1 and not beside.organisation:
            beside.person = True
        return beside

    def _named_first(self, head: int) -> Entity | None:
        """Return whose name stands right before a phrase that tells who it is: "Dana Reyes, son of a miner, said"."""
        words, by_word = self._words, self._names.by_word
        i = words.left[head]
        inside = next((by_word[k] for k in range(i, head - 1) if k in by_word and words.form[k + 1] == ","), None)
        if is_set_in(words, words.right[head]):
            return inside
        named = by_word.get(i - 2) if i > 1 and words.form[i - 1] == "," else None
        place = named is not None and not named.person and len(named.parts) == 1  # "in Delta, the mayor said"
        return inside or (None if place else named)

    def _named_last(self, head: int) -> Entity | None:
        """Return whose name stands between commas at the end of the phrase around a common noun."""
        words, by_word = self._words, self._names.by_word
        verb, end = words.head[head], words.sentences[words.sentence[head]][1]
        for i in range(head + 1, verb if verb > head else min(end, words.right[head])):
            entity = by_word.get(i + 1)
            if words.form[i] != "," or entity is None:
                continue
            after = min(m for m in entity.mentions if m > i) + 1
            closed = after <= end and (words.form[after] == "," or after == verb)
            return entity if closed and (entity.person or len(entity.parts) > 1) and not entity.organisation else None
        return None
