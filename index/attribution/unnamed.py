"""Unnamed: sources that keep the words the article uses for them."""

from __future__ import annotations

from index.attribution.people import People
from index.attribution.report import Stretch
from index.attribution.seen import Seen
from index.parsing import Words

_MAX_DESCRIPTION = 12
"""How many words after the noun may tell who an unnamed source is."""
_DESCRIBING = frozenset({"prep", "amod", "acl", "relcl"})


class Unnamed:
    """Reads what an article calls those whom it does not name."""

    def __init__(self, words: Words, people: People) -> None:
        """Take the words of the article."""
        self._words = words
        self._people = people

    def source(self, head: int, place: int, mention: Stretch) -> Seen:
        """Return the source at word `head`, `place` sentences into the article: "a person close to the mayor"."""
        words, people = self._words, self._people
        if words.lower[mention[0]] in people.indefinite and self._is_somebody(head):
            mention = (mention[0], max(mention[1], self._description_end(head)))
        noun = words.lower[head]
        single = words.tag[head] in {"NN", "NNP", "JJ", "CD"}
        return Seen(
            head,
            place,
            plain(words, mention),
            None,
            self._kind_of(head),
            unnamed=single and (noun in people.title_words or words.tag[head] == "JJ"),
        )

    def _kind_of(self, head: int) -> str | None:
        """Return the gender or number that a common noun tells."""
        people, noun = self._people, self._words.lower[head]
        if self._words.tag[head] == "NNS":
            return "p"
        return "n" if noun in people.bodies | people.organisation_words else people.gender_of.get(noun)

    def _is_somebody(self, head: int) -> bool:
        """Tell whether a noun is a person's or persons': "aide", "aides"."""
        people = self._people
        return not people.title_words.isdisjoint({self._words.lower[head], self._words.lower[head].removesuffix("s")})

    def _description_end(self, head: int) -> int:
        """Return the last word that tells who somebody unnamed is, up to a comma: "an aide who was there".

        Why the name is not given is left aside: "an aide who asked not to be named".
        """
        words, end = self._words, head
        for c in words.children[head]:
            after = range(end + 1, words.right[c] + 1)
            if c <= head or len(after) > _MAX_DESCRIPTION or words.dep[c] not in _DESCRIBING:
                continue
            if words.tag[words.left[c]] == "WRB":  # what a caller asked: "a caller why it was closed"
                break
            close = next((i for i in after if not words.form[i][-1].isalnum()), after.stop)
            if after.start == words.left[c] and self._people.unnaming.isdisjoint(words.lower[after.start : close]):
                end = close - 1
            if close < after.stop:
                break
        return end


def plain(words: Words, mention: Stretch) -> str:
    """Return the words of a mention as one line."""
    return " ".join(words.span(*mention).of(words.text).lstrip(".").split())  # ".@reyes"
