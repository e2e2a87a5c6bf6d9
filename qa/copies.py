"""Copies: the same words in several articles, as news agencies spread them, told once.

Two texts are copies if they are alike word by word: desks shorten and add, but what stands in another's place,
a number or a "not" says something else. Words that somebody else said are no copy either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index import Article, Filter, Snapshot, Span
from index.names import words as names_of
from index.spans import covering
from qa import languages

if TYPE_CHECKING:
    from qa.candidates import Evidence

_SAME = 0.8  # of the words of both together
_FEW = 5
_TOLD_BY = 4
"""How many more of the rarest words of a text are searched for than a copy may lack."""
_SEARCHED = (40, 400)
"""How many passages are looked at for copies of a quote; the more where half of the first were copies."""
_TINY = 1e-9
_WORD = re.compile(r"[-−+]?\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\w+")


class Signature(NamedTuple):
    """What a text is compared by: its words in lower case, in order and as a set, and the telling ones."""

    order: tuple[str, ...]
    words: frozenset[str]
    telling: tuple[str, ...]
    """In the order of the alphabet, repeats kept."""


@dataclass(frozen=True)
class Place:
    """A sentence in an article."""

    article: Article
    sentence: Span


@lru_cache(512)
def signature(text: str) -> Signature:
    """Return what a text is compared by."""
    order = tuple(_WORD.findall(text.casefold()))
    words = frozenset(order)
    few = telling(words)
    return Signature(order, words, tuple(sorted(word for word in order if word in few)))


def alike(one: Signature, other: Signature) -> bool:
    """Tell whether two texts are copies; of few words, only if all are the same."""
    if min(len(one.order), len(other.order)) < _FEW:
        return one.order == other.order
    if one.telling != other.telling or len(one.words & other.words) < _SAME * len(one.words | other.words):
        return False
    changes = SequenceMatcher(None, one.order, other.order, autojunk=False).get_opcodes()
    if any(change == "replace" for change, *_ in changes):
        return False
    parted = [(one.order[a:b], other.order[c:d]) for change, a, b, c, d in changes if change != "equal"]
    return not telling(word for gone, come in parted for word in (*gone, *come))


def telling(words: Iterable[str]) -> frozenset[str]:
    """Return those of the words, in lower case, that are figures or say "not"."""
    known = _telling()
    return frozenset(w for w in words if w in known or not (w.isalpha() or not any(map(str.isdigit, w))))


@cache
def _telling() -> frozenset[str]:
    return frozenset(languages.load("en")["telling"])


class Distinct:
    """Lets texts through of which no other article had a copy before."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, str | None, Signature]] = []

    def admits(self, article: str, text: str, speaker: str | None = None) -> bool:
        """Tell whether the text of this article, said by `speaker` if by anybody, is new; it is known from then on."""
        told = signature(text)
        if any(a != article and _same(speaker, s) and alike(told, seen) for a, s, seen in self._seen):
            return False
        self._seen.append((article, speaker, told))
        return True


def _same(one: str | None, other: str | None) -> bool:
    """Tell whether two names have the same last word; nobody's words are nobody else's."""
    return names_of(one or "")[-1:] == names_of(other or "")[-1:]


def folded(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence, best first as given, less the copies that other articles hold of it."""
    distinct = Distinct()
    return [e for e in evidence if distinct.admits(e.article.id, e.text, e.statement.speaker if e.statement else None)]


def of(snapshot: Snapshot, evidence: Evidence, restriction: Filter) -> list[Place]:
    """Return where other articles within `restriction` hold a copy of the sentence, newest first."""
    told = signature(evidence.text)
    terms, least = _rarest(snapshot, evidence.text)
    found: dict[str, Place] = {}
    for limit in _SEARCHED:
        passages = snapshot.holding(terms, least, limit, restriction)
        for passage in passages:
            if passage.article == evidence.article.id or passage.article in found:
                continue
            article = snapshot.article(passage.article)
            if len(told.words & signature(passage.span.of(article.text)).words) < _SAME * len(told.words):
                continue
            if place := next(_copies(snapshot, evidence, told, article, passage.span), None):
                found[article.id] = place
        if len(passages) < limit or len(found) < len(passages) / 2:
            break
    return sorted(
        found.values(), key=lambda place: (place.article.published or date.min, place.article.id), reverse=True
    )


def _rarest(snapshot: Snapshot, text: str) -> tuple[list[str], int]:
    """Return index terms of a text's rarest words, and how many of them each of its copies has at least.

    The rest of the words are in so many passages that to search for them takes the longer the larger the archive is.
    Words beside figures are left out: the index has one term for "10km", two for "10 km".
    """
    order, words, _ = signature(text)
    held = frozenset(snapshot.words.terms(text))
    rarity = snapshot.words.rarity(held)
    beside = zip(("", *order), order, (*order[1:], ""), strict=False)
    glued = {word for before, word, after in beside if any(map(str.isdigit, f"{before}{word}{after}"))}
    terms = {word: held.intersection(snapshot.words.terms(word)) for word in words - glued}
    rarest = {word: max(found, key=lambda term: (rarity[term], term)) for word, found in terms.items() if found}
    ranked = sorted(set(rarest.values()), key=lambda term: (-rarity[term], term))
    lacking = math.floor((1 - _SAME) * len(words) + _TINY)
    chosen = ranked[: lacking + _TOLD_BY]
    return chosen, len(chosen) - lacking


def _copies(
    snapshot: Snapshot, evidence: Evidence, told: Signature, article: Article, passage: Span
) -> Iterator[Place]:
    sentences: Sequence[Span] = snapshot.db.sentences(article.id)
    speaker = evidence.statement.speaker if evidence.statement else None
    for i in covering(sentences, *passage):
        if alike(told, signature(sentences[i].of(article.text))):
            said = [s.speaker for s in snapshot.db.statements(article.id) if sentences[i].overlap((s.start, s.end))]
            if not speaker or not said or any(_same(speaker, name) for name in said):
                yield Place(article, sentences[i])
