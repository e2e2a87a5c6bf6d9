"""The embedded store: vectors in files of the generation, searched with FAISS in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.cells import Cells
from index.columns import Admitted
from index.database import Database, Filter, StoredPassage
from index.encoder import Vectors
from index.vectors import FILE, VectorIndex

_BLOCK = 1 << 14  # vectors handed over at once

Ids = NDArray[np.int64]


class EmbeddedStore:
    """A generation's vectors, as `index.store.VectorStore` says."""

    def __init__(self, index: VectorIndex, db: Database, within: Callable[[Filter], Admitted]) -> None:
        self.index = index
        self._db = db
        self._within = within

    def __len__(self) -> int:
        return len(self.index)

    def ids(self) -> Ids:
        """Return the ids of all vectors."""
        return self.index.ids()

    def blocks(self) -> Iterator[tuple[Ids, Vectors]]:
        """Yield all vectors in blocks."""
        ids, rows = self.index.rows()
        for start in range(0, len(ids), _BLOCK):
            yield ids[start : start + _BLOCK], rows[start : start + _BLOCK]

    def nearest(self, vector: Vectors, limit: int, restriction: Filter) -> list[tuple[StoredPassage, float]]:
        """Return the nearest passages."""
        allowed = self._within(restriction) if restriction else None
        among = None if allowed is None else allowed.vectors
        nearest = self.index.search(vector, limit, among)
        sharing = self._db.passages_with([vector_id for vector_id, _ in nearest])
        found = ((p, score) for vector_id, score in nearest for p in sharing.get(vector_id, ()))
        return list(islice((f for f in found if allowed is None or f[0].key in allowed), limit))

    def ready(self) -> None:
        """Do nothing: they are."""


class EmbeddedWriter:
    """The vectors of a generation in the making, as `index.store.VectorWriter` says."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index

    @property
    def cells(self) -> Cells | None:
        """The cells, if there are so many vectors."""
        return self._index.cells

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Add vectors."""
        self._index.add(ids, vectors)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove vectors."""
        self._index.remove(ids)

    def save(self, folder: Path, db: Database) -> Ids:
        """Write the vectors into `folder`."""
        self._index.save(folder / FILE)
        return VectorIndex.load(folder / FILE).ids()  # FAISS does not tell that it cut a file short
