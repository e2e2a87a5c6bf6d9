"""Mentions: who was named, and who spoke, in an article so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from index.attribution.seen import Seen
from index.parsing import Words

REACH = 8
"""How many sentences back a pronoun or a role looks for who it means."""
_FAR = 400
"""How many mentions back a role looks for a person whose title fits."""


class Mentions:
    """Keeps who was mentioned in one article, and how far back that was."""

    def __init__(self, words: Words, quoted: Sequence[bool]) -> None:
        """Take the words of the article and, for each, whether it stands inside a quote."""
        self._words = words
        self._turn = _turns(words, quoted)
        self.named: list[Seen] = []
        """Every mention by name outside quotes, in text order."""
        self.spoke: list[Seen] = []
        """Who spoke so far, in text order."""

    def place(self, position: int) -> int:
        """Return how far into the article the word stands, in sentences outside quotes."""
        return self._turn[self._words.sentence[position]]

    def start_near(self, head: int, sentences: int) -> int:
        """Return the first word of the sentence so many before that of word `head`, long quotes left aside."""
        return self._words.sentences[bisect_left(self._turn, self.place(head) - sentences)][0]

    def named_before(self, head: int) -> list[Seen]:
        """Return who was named before word `head`, a few sentences back at most."""
        return self._since(self.named, head)

    def spoke_before(self, head: int) -> list[Seen]:
        """Return who spoke before word `head`, a few sentences back at most."""
        return self._since(self.spoke, head)

    def _since(self, seen: list[Seen], head: int) -> list[Seen]:
        if head >= len(self._words):
            return []
        low = bisect_left(seen, self.start_near(head, REACH), key=lambda s: s.position)
        return seen[low : bisect_left(seen, head, key=lambda s: s.position)]

    def backwards(self, head: int) -> list[Seen]:
        """Return who was mentioned before word `head`, the last one first."""
        named = self.named[: bisect_left(self.named, head, key=lambda seen: seen.position)][-_FAR:]
        return sorted([*named, *self.spoke[-_FAR:]], key=lambda seen: seen.position, reverse=True)


def _turns(words: Words, quoted: Sequence[bool]) -> list[int]:
    """Return for each sentence how many before it are not inside a quote: a long quote is no distance."""
    turns, count = [], 0
    for first, last in words.sentences:
        turns.append(count)
        count += not (quoted[first] and quoted[last])
    return turns
