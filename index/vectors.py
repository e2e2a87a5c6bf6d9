"""Vectors: a FAISS index (inner product) under ids that come from the content; exact while small, then in cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.cells import IDS, ROWS, UNREADABLE, Cells, alone, count_for
from index.encoder import Vectors
from index.errors import ArchiveDamagedError

FILE = "vectors.faiss"
EXACT_UP_TO = 50_000
"""So many vectors are all compared with a question; more take longer than the other steps of an answer."""


class VectorIndex:
    """The vectors of an archive. Searches may run at once; a change needs the index to itself."""

    def __init__(self, index: Any, cells: Cells | None = None) -> None:
        """Take an exact index of few vectors, or the cells of many."""
        self._index = index
        self.cells = cells

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        """Return an index without vectors."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, path: Path, *, writable: bool = False) -> VectorIndex:
        """Read an index; the caller has checked the files' checksums, which FAISS does not.

        Raises ArchiveDamagedError if it cannot be read.
        """
        try:
            if path.with_name(ROWS).exists() or path.with_name(IDS).exists():
                return cls(None, Cells.load(path, writable=writable))
            return cls(faiss.read_index(str(path)))
        except UNREADABLE as error:
            raise ArchiveDamagedError(f"{path} is no FAISS index; run: onrecord doctor") from error

    def save(self, path: Path) -> None:
        """Write the index to `path`, and what belongs to it beside it; parted into cells once it has grown."""
        cells = self.cells
        if cells is None and len(self) > EXACT_UP_TO:
            cells = Cells.train(self.ids(), _rows(self._index))
        elif cells and len(cells) <= EXACT_UP_TO // 2:
            exact = VectorIndex.empty(cells.dimension)
            exact.add(*cells.rows())
            self._index, cells = exact._index, None
        elif cells and count_for(len(cells)) >= 2 * cells.count:
            cells = Cells.train(*cells.rows())
        self.cells = cells
        if cells:
            cells.save(path)
        else:
            faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return len(self.cells) if self.cells else int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self.cells.dimension if self.cells else int(self._index.d)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all vectors, shape (n,)."""
        return self.cells.ids() if self.cells else np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def rows(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return the ids of all vectors and a copy of the vectors, shape (n, dimension), in the same order."""
        return self.cells.rows() if self.cells else (self.ids(), _rows(self._index).copy())

    def add(self, ids: Sequence[int] | NDArray[np.int64], vectors: Vectors) -> None:
        """Add `vectors`, shape (len(ids), dimension), under `ids` that are not in the index yet."""
        if len(ids):
            keys = np.asarray(ids, dtype=np.int64)
            if self.cells:
                self.cells.add(keys, vectors)
            else:
                self._index.add_with_ids(vectors, keys)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors of `ids`; ids that are not in the index are passed over."""
        if len(ids):
            keys = np.asarray(ids, dtype=np.int64)
            if self.cells:
                self.cells.remove(keys)
            else:
                self._index.remove_ids(keys)

    def search(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Return up to `limit` ids with their cosine to `vector`, best first; only of `among`, ascending, if given.

        Of many vectors a few may be missed; of those `among` few, none.
        """
        limit = min(limit, len(self) if among is None else len(among))
        if limit == 0:
            return []
        if self.cells:
            return _within(self.cells, vector, limit, among)
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(among)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        with alone():
            scores, ids = self._index.search(vector[np.newaxis, :], limit, params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]


def _within(cells: Cells, vector: Vectors, limit: int, among: NDArray[np.int64] | None) -> list[tuple[int, float]]:
    if among is not None and len(among) <= EXACT_UP_TO:
        return cells.compare(vector, limit, among)
    found = cells.search(vector, limit, among)
    if among is not None and len(found) < limit:  # hardly any of them lie in the cells looked into
        return cells.compare(vector, limit, among)
    return found


def _rows(index: Any) -> Vectors:
    """Return the vectors of an exact index, shape (n, dimension); not a copy."""
    flat: Any = faiss.downcast_index(index.index)
    rows: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d)
    return rows
