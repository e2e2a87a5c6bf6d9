"""Copies: the same words in several articles, as news agencies spread them, told once.

Two texts are copies if they share most of their words; a few may differ, as desks edit what they print, but
no number and no "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from index import Article, Filter, Snapshot, Span
from index.spans import covering
from qa import languages

if TYPE_CHECKING:
    from qa.candidates import Evidence

_SAME = 0.8  # of the words of both together
_FEW = 5
_SEARCHED = 40  # passages looked at for copies of a quote
_WORD = re.compile(r"\w+")

Signature = frozenset[str]


@dataclass(frozen=True)
class Place:
    """A sentence in an article."""

    article: Article
    sentence: Span


def signature(text: str) -> Signature:
    """Return what a text is compared by: its words, in lower case."""
    return frozenset(_WORD.findall(text.casefold()))


def alike(one: Signature, other: Signature) -> bool:
    """Tell whether two texts are copies; of few words, only if all are the same.

    What differs in a number or a "not" is no copy: it says something else.
    """
    if min(len(one), len(other)) < _FEW:
        return one == other
    if len(one & other) < _SAME * len(one | other):
        return False
    return not telling(one ^ other)


def telling(words: Iterable[str]) -> Signature:
    """Return those of the words, in lower case, that are figures or say "not"."""
    return frozenset(word for word in words if word in _telling() or any(c.isdigit() for c in word))


@cache
def _telling() -> Signature:
    return frozenset(languages.load("en")["telling"])


class Distinct:
    """Lets texts through of which no other article had a copy before."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, Signature]] = []

    def admits(self, article: str, text: str) -> bool:
        """Tell whether the text of this article is new; it is known from then on."""
        told = signature(text)
        if any(other != article and alike(told, seen) for other, seen in self._seen):
            return False
        self._seen.append((article, told))
        return True


def folded(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence, best first as given, less the copies that other articles hold of it."""
    distinct = Distinct()
    return [e for e in evidence if distinct.admits(e.article.id, e.text)]


def of(snapshot: Snapshot, evidence: Evidence, restriction: Filter) -> list[Place]:
    """Return where other articles within `restriction` hold a copy of the sentence, newest first."""
    told = signature(evidence.text)
    found: dict[str, Place] = {}
    for passage, _ in snapshot.matching(evidence.text, _SEARCHED, restriction):
        if passage.article == evidence.article.id or passage.article in found:
            continue
        article = snapshot.article(passage.article)
        if len(told & signature(passage.span.of(article.text))) < _SAME * len(told):
            continue
        place = next(_copies(told, article, snapshot.db.sentences(article.id), passage.span), None)
        if place is not None:
            found[article.id] = place
    return sorted(
        found.values(), key=lambda place: (place.article.published or date.min, place.article.id), reverse=True
    )


def _copies(told: Signature, article: Article, sentences: Sequence[Span], passage: Span) -> Iterator[Place]:
    for i in covering(sentences, *passage):
        if alike(told, signature(sentences[i].of(article.text))):
            yield Place(article, sentences[i])
