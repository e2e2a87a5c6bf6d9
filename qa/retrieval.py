"""Retrieval: the passages nearest to a question, by meaning and by words, their ranks fused.

Reciprocal rank fusion after Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms
Condorcet and individual Rank Learning Methods", SIGIR 2009.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from index import Filter, Snapshot, parallel
from index.database import StoredPassage
from index.encoder import Vectors
from qa.copies import Distinct


@dataclass
class Hit:
    """A passage found, with the score of each search that found it."""

    passage: StoredPassage
    score: float = 0.0
    """Fused rank score, from 0 to 1; 1 is first in both searches."""
    cosine: float | None = None
    bm25: float | None = None


def retrieve(
    snapshot: Snapshot, text: str, vector: Callable[[], Vectors], restriction: Filter, limit: int
) -> list[Hit]:
    """Return up to `limit` passages for `text` and the vector, shape (dimension,), that `vector` returns, best first.

    Where a core is free, the search by words does not wait for the vector.

    Of passages that are copies of each other only the best is returned.
    """
    settings = snapshot.settings
    depth = max(limit, settings.candidates)
    hits: dict[int, Hit] = {}
    share = (settings.fusion_k + 1) / 2
    searches: list[Callable[[], list[tuple[StoredPassage, float]]]] = [
        lambda: snapshot.nearest(vector(), depth, restriction),
        lambda: snapshot.matching(text, depth, restriction),
    ]
    by_meaning, by_words = parallel.each(lambda search: search(), searches)
    for rank, (passage, cosine) in enumerate(by_meaning, 1):
        hit = hits.setdefault(passage.key, Hit(passage))
        hit.cosine = cosine
        hit.score += share / (settings.fusion_k + rank)
    for rank, (passage, bm25) in enumerate(by_words, 1):
        hit = hits.setdefault(passage.key, Hit(passage))
        hit.bm25 = bm25
        hit.score += share / (settings.fusion_k + rank)
    ranked = sorted(hits.values(), key=lambda hit: (-hit.score, hit.passage.article, hit.passage.span))
    distinct = Distinct()
    texts = ((hit, hit.passage.span.of(snapshot.article(hit.passage.article).text)) for hit in ranked)
    new = (hit for hit, text in texts if distinct.admits(hit.passage.article, text))
    return list(itertools.islice(new, limit))
