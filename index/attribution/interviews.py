"""Interviews: whom "Q:" and "A:" stand for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from index.attribution.grammar import child
from index.attribution.names import Entity
from index.attribution.people import People
from index.attribution.seen import Seen
from index.parsing import Words

_KNOWN = 1.5
"""How many mentions it is worth that a name is known to be a person's."""
_MET = 4.0
"""How many mentions it is worth that somebody is told to have been interviewed: "spoke to Reyes"."""


class Interview:
    """The questions and answers of one article."""

    def __init__(self, words: Words, people: People, named: Sequence[Seen]) -> None:
        """Take the words and who is named in them, outside quotes and in text order."""
        self._words = words
        self._people = people
        self._named = named

    def is_question(self, i: int) -> bool:
        """Tell whether a word is the label of a question: "Q:", "Q."."""
        return self._is_label(i, self._people.question_labels)

    def is_answer(self, i: int) -> bool:
        """Tell whether a word is the label of an answer: "A:", "A."."""
        return self._is_label(i, self._people.answer_labels)

    def _is_label(self, i: int, labels: frozenset[str]) -> bool:
        form = self._words.form
        known = self._words.lower[i].rstrip(".") in labels
        return known and form[i][0].isupper() and (form[i].endswith(".") or form[i + 1 : i + 2] == [":"])

    @cached_property
    def interviewed(self) -> Entity | None:
        """The person named most often before the first question, or told of as interviewed."""
        first = next((i for i in range(len(self._words)) if self.is_answer(i) or self.is_question(i)), 0)
        before = [e for seen in self._named if seen.position < first and (e := seen.entity) is not None]

        def weight(e: Entity) -> tuple[float, int]:
            told = [m for m in e.mentions if m < first]
            met = any(self._is_met(m) for m in told)
            return len(told) + _KNOWN * e.person + _MET * met, -e.mentions[0]

        people = (e for e in before if e.person or (len(e.parts) > 1 and not e.organisation))
        return max(people, key=weight, default=None)

    def _is_met(self, i: int) -> bool:
        """Tell whether a name is that of somebody who was spoken with, or who spoke with those who ask."""
        words, people = self._words, self._people
        before = words.left[i] - 1
        if words.dep[i] == "npadvmod" and before > 0 and words.form[before] == ",":  # "to the curator, Dana Reyes,"
            i = before - 1
        while words.dep[i] in {"appos", "compound"} and words.head[i] != i:
            i = words.head[i]
        act = words.head[i]
        if words.dep[i] == "nsubj":  # "Reyes spoke with the Post"
            to = any(words.lower[c] in people.meeting_prepositions for c in words.children[act])
            return to and words.lower[act] in people.meeting_verbs
        if words.dep[i] == "pobj" and words.lower[act] in people.meeting_prepositions:
            act = words.head[act]
            return words.lower[act] in people.meeting_verbs and self._is_by_writer(act)
        return words.dep[i] == "dobj" and words.lower[act] in people.visiting_verbs and self._is_by_writer(act)

    def _is_by_writer(self, act: int) -> bool:
        """Tell whether those who ask do something: "we spoke to Reyes", but not "she spoke to the Post"."""
        who = child(self._words, act, "nsubj")
        return who is None or self._people.pronouns.get(self._words.lower[who]) == "1"
