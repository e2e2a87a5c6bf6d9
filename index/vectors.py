"""Vectors: an exact FAISS index (inner product) under ids that come from the content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import ArchiveDamagedError

FILE = "vectors.faiss"


class VectorIndex:
    """The vectors of an archive. Searches may run at once; a change needs the index to itself."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        """Return an index without vectors."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index; the caller has checked the file's checksum, which FAISS does not.

        Raises ArchiveDamagedError if FAISS cannot read it.
        """
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise ArchiveDamagedError(f"{path} is no FAISS index; run: onrecord doctor") from error

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all vectors, shape (n,)."""
        return np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add `vectors`, shape (len(ids), dimension), under `ids` that are not in the index yet."""
        if len(ids):
            self._index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors of `ids`; ids that are not in the index are passed over."""
        if len(ids):
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def search(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Return up to `limit` ids with their cosine to `vector`, best first; only of `among` if given."""
        limit = min(limit, len(self) if among is None else len(among))
        if limit == 0:
            return []
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(among)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._index.search(vector[np.newaxis, :], limit, params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
