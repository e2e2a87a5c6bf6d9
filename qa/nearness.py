"""Nearness: which passages of what somebody said are read, by how near to the topic they are.

It counts how near a sentence is as a whole (the encoder's cosine, with the sentence before it), how much of the topic's
words it holds or has close by, and how well its passage was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.candidates import Evidence, Pages, passages_of
from qa.scoring import Scorer

AT_FIRST = 2
"""Passages that are read before anything is asked of them."""
_WEIGHED = 2  # times as many passages are weighed as are read
_HELD, _HELD_NEAR, _FOUND = 0.25, 0.1, 1.0
"""How much it counts beside the cosine how much of the topic's words a sentence holds or has close by, and how well its
passage was found."""
_FARTHER = 0.3
"""How much farther from the topic than the nearest may be, beyond the first passages, what is read."""


def nearest(scorer: Scorer, pages: Pages, candidates: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Return the candidates of the `limit` passages nearest to the topic, nearest first, and note how near they are.

    Where somebody speaks in many articles, meaning alone does not tell well enough which are to be read. Of twice as
    many passages as are kept a table of words' meanings tells first which may be nearest: to encode all takes long.
    """
    found = {hit.passage.key for hit in passages_of(candidates, _WEIGHED * limit)}
    weighed = [c for c in candidates if c.hit.passage.key in found]
    if len(found) > limit:
        cosines = scorer.roughly([_with_the_one_before(pages, c) for c in weighed])
        told = sorted(zip(cosines, weighed, strict=True), key=lambda told: -told[0] - _beside_cosine(scorer, told[1]))
        found = {hit.passage.key for hit in passages_of((c for _, c in told), limit)}
        weighed = [c for c in weighed if c.hit.passage.key in found]
    measure(scorer, pages, weighed)
    return sorted(weighed, key=lambda c: -_nearness(scorer, c))


def measure(scorer: Scorer, pages: Pages, candidates: Sequence[Evidence]) -> None:
    """Note how near to the topic each of the candidates is, as a whole, where that is not known yet."""
    new = [c for c in candidates if "topic_cosine" not in c.parts]
    for c, features in zip(new, scorer.by_topic([_with_the_one_before(pages, c) for c in new]), strict=True):
        c.parts |= features


def _with_the_one_before(pages: Pages, c: Evidence) -> str:
    return pages.of(c.hit).with_the_one_before(c.sentence)


def near_enough(scorer: Scorer, candidates: Sequence[Evidence]) -> list[Evidence]:
    """Return those of the candidates, nearest first, that are to be read: the first two passages', and what is near.

    What is far less near to the topic than something else that the same person said hardly ever answers.
    """
    first = {hit.passage.key for hit in passages_of(candidates, AT_FIRST)}
    nearness = [_nearness(scorer, c) for c in candidates]
    return [
        c
        for c, near in zip(candidates, nearness, strict=True)
        if c.hit.passage.key in first or near >= nearness[0] - _FARTHER
    ]


def _nearness(scorer: Scorer, c: Evidence) -> float:
    """Return how near to the topic a candidate is, for what is read."""
    return c.parts["topic_cosine"] + _beside_cosine(scorer, c)


def _beside_cosine(scorer: Scorer, c: Evidence) -> float:
    if "words" not in c.parts:
        c.parts |= scorer.by_terms(c.article.text, *c.sentence, c.article.title or "")
    return _HELD * c.parts["words"] + _HELD_NEAR * c.parts["words_near"] + _FOUND * c.hit.score
