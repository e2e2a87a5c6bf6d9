"""Documents: whose words a statement, a letter or a survey has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.attribution.grammar import SUBJECTS, child
from index.attribution.people import People
from index.attribution.report import Stretch
from index.attribution.seen import Seen
from index.parsing import Words


class Documents:
    """Finds who writes the documents of one article."""

    def __init__(
        self,
        words: Words,
        people: People,
        quoted: Sequence[bool],
        resolve: Callable[[int, Stretch], Seen | None],
    ) -> None:
        """Take the words of the article and what tells who a mention (its head word and its extent) means."""
        self._words = words
        self._people = people
        self._quoted = quoted
        self._resolve = resolve

    def writer(self, head: int, mention: Stretch, spoke: Sequence[Seen], start: int) -> Seen | None:
        """Return whose "the statement" is: its owner's, or of the last to speak in a sentence that tells of one.

        `spoke` holds who spoke before it, `start` is the word from which on its sender is looked for.
        """
        words = self._words
        owner = next((c for c in words.children[head] if words.dep[c] == "poss"), None)
        if owner is not None:
            return self._resolve(owner, (words.left[owner], owner))
        by = self._issuer(head)
        if by is not None:
            return by
        if words.lower[head] not in self._people.documents:
            return None
        if words.lower[mention[0]] not in self._people.definite:
            return self._sender(head, spoke)
        for seen in reversed(spoke):
            first, last = words.sentences[words.sentence[seen.position]]
            if words.lower[head] in words.lower[first : last + 1]:
                return seen
        sent = (
            self._issuer(i) or self._sender(i, spoke)
            for i in range(head - 1, start - 1, -1)
            if words.lower[i] == words.lower[head]
        )
        return next((seen for seen in sent if seen is not None), None)

    def is_given(self, document: int) -> bool:
        """Tell whether somebody sends a document, speaks in it, or it is what its sentence is about."""
        words, above = self._words, self._words.head[document]
        if words.dep[document] == "dobj":
            return words.lower[above] in self._people.sending_forms
        given = words.dep[document] == "pobj" and words.lower[above] in self._people.document_prepositions
        return given or words.dep[document] in SUBJECTS

    def _issuer(self, document: int) -> Seen | None:
        """Return the body that "a survey by Delta Research" or "a report released by the ministry" is by."""
        words = self._words
        acts = (c for c in words.children[document] if words.dep[c] == "acl" and child(words, c, "nsubjpass") is None)
        by = next(
            (c for c in words.children[document] if c > document and words.lower[c] in self._people.authors), None
        )
        by = by or next((a for a in (child(words, c, "agent") for c in acts) if a is not None), None)
        body = None if by is None else child(words, by, "pobj")
        return None if body is None else self._resolve(body, (words.left[body], body))

    def _sender(self, document: int, spoke: Sequence[Seen]) -> Seen | None:
        """Return who is named as doing something with a document: "Reyes sent a letter", "resigned in one"."""
        words, above = self._words, self._words.head[document]
        doer = child(words, above, "nsubj") if words.dep[document] == "dobj" else None
        if words.dep[document] == "pobj" and words.lower[above] in self._people.document_prepositions:
            before = range(words.sentences[words.sentence[document]][0], document)
            doer = next((i for i in before if words.dep[i] == "nsubj"), None)
            doer = child(words, words.head[above], "nsubj") if doer is None else doer  # "In a letter she said"
        if doer is None or self._quoted[doer] or self._people.pronouns.get(words.lower[doer]) == "n":
            return None
        known = next((seen for seen in spoke if seen.position == doer), None)
        return known or self._resolve(doer, (words.left[doer], doer))
