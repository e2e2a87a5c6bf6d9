"""Columns: what a restriction looks at, of all passages, in memory: which of them it admits takes milliseconds to tell.

Asked of the tables, each passage that may be admitted is looked up, and its article: seconds where there are a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index import names
from index.database import Database, Filter

FEW = 1_000
"""So many passages are looked up in the tables, so that a process with one question need not read the columns."""
_NAMES = 64  # whose passages are kept in memory

Ids = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Admitted:
    """The passages that a restriction admits."""

    keys: Ids
    """Ascending."""
    vectors: Ids
    """Ascending, each once."""

    def __contains__(self, key: int) -> bool:
        place = int(np.searchsorted(self.keys, key))
        return place < len(self.keys) and int(self.keys[place]) == key


@dataclass(frozen=True, eq=False)
class Columns:
    """Of each passage, its vector and its article; of each article, its facts."""

    keys: Ids
    """Of the passages, ascending."""
    vectors: Ids
    """Ascending, each once."""
    vector: Codes
    """Of each passage, the place of its vector among these."""
    article: Codes
    """Of each passage, the place of its article among the articles."""
    days: Codes
    """Of each article, the ordinal of its date; 0 if it has none."""
    outlets: Codes
    """Of each article, the number of its outlet in `codes`; so with the languages."""
    languages: Codes
    codes: dict[str, int]

    @classmethod
    def read(cls, db: Database) -> Columns:
        """Read the columns of a generation."""
        codes: dict[str, int] = {}
        places: dict[str, int] = {}
        facts = []
        for place, (article, published, outlet, language) in enumerate(db.article_facts()):
            places[article] = place
            day = date.fromisoformat(published).toordinal() if published else 0
            facts.append((day, *(codes.setdefault(name, len(codes)) for name in (outlet or "", language or ""))))
        days, outlets, languages = np.array(facts, dtype=np.int32).reshape(-1, 3).T
        blocks = [
            np.array([(key, vector, places[article]) for key, vector, article in block], dtype=np.int64)
            for block in db.passage_blocks()
        ]
        keys, vector_ids, articles = np.concatenate(blocks or [np.empty((0, 3), dtype=np.int64)]).T
        vectors, vector = np.unique(vector_ids, return_inverse=True)
        return cls(
            keys.copy(), vectors, vector.astype(np.int32), articles.astype(np.int32), days, outlets, languages, codes
        )

    def within(self, restriction: Filter, spoken: Ids | None) -> Admitted:
        """Return what `restriction` admits, of the passages with the keys `spoken` if they are given."""
        places = np.arange(len(self.keys)) if spoken is None else np.searchsorted(self.keys, spoken)
        if restriction.since or restriction.until or restriction.outlets or restriction.languages:
            places = places[self._articles(restriction)[self.article[places]]]
        used = np.zeros(len(self.vectors), dtype=np.bool_)
        used[self.vector[places]] = True
        return Admitted(self.keys[places], self.vectors[used])

    def _articles(self, restriction: Filter) -> NDArray[np.bool_]:
        """Return which of the articles `restriction` admits."""
        admitted = np.ones(len(self.days), dtype=np.bool_)
        if restriction.since or restriction.until:
            admitted &= self.days > 0
        if restriction.since:
            admitted &= self.days >= restriction.since.toordinal()
        if restriction.until:
            admitted &= self.days <= restriction.until.toordinal()
        if restriction.outlets:
            admitted &= self._coded(self.outlets, map(names.fold, restriction.outlets))
        if restriction.languages:
            admitted &= self._coded(self.languages, restriction.languages)
        return admitted

    def _coded(self, column: Codes, among: Iterable[str]) -> NDArray[np.bool_]:
        return np.isin(column, [self.codes[name] for name in among if name in self.codes])


class Admission:
    """Tells which passages a restriction admits; the columns are read when it is first asked."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._spoken = lru_cache(_NAMES)(db.spoken_by)

    @cached_property
    def _columns(self) -> Columns:
        return Columns.read(self._db)

    def within(self, restriction: Filter) -> Admitted:
        """Return what `restriction` admits."""
        spoken = self._spoken(restriction.speakers) if restriction.speakers else None
        if spoken is not None and len(spoken) <= FEW and "_columns" not in self.__dict__:
            found = self._db.vectors_among(spoken.tolist(), restriction)
            return Admitted(np.array(sorted(found), np.int64), np.array(sorted(set(found.values())), np.int64))
        return self._columns.within(restriction, spoken)
