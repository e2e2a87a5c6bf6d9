"""Cells: the vectors of a large archive, in cells of which a search looks into the nearest only.

An inverted file (Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", PAMI 2011) whose vectors
are stored with one bit for each dimension (RaBitQ: Gao and Long, SIGMOD 2024). That finds several times as many as are
asked for; which of them are nearest is told by the vectors themselves, which lie in a file of their own that is mapped
into memory: processes share it, and only the rows looked at are read.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from index.encoder import Vectors
from index.products import cosines

ROWS, IDS = "vectors.npy", "vectors.ids.npz"
_DEEPER = (4, 16, 64)  # times as many are found as are asked for, before the vectors themselves are compared
_AT_LEAST = 100
_SIFTED = 10_000  # so many are found at most to leave those among some; that none else are found takes time to prepare
_RECALL = 0.99  # of the ten nearest to what is made to lie where questions do
_NO_MORE = 0.001  # of the ten nearest: what twice as many cells must find to be worth it
_ASKED, _NEAREST = 256, 10
_FARTHER = 1.5  # how far from a passage questions lie, as a share of how far passages lie from each other
_SPREAD_OF = 2_048  # passages
_SAMPLE_PER_CELL = 64
_ROUNDS = 10
_BLOCK = 1 << 16  # rows compared or copied at once
_SEED = 20250115

UNREADABLE = (RuntimeError, OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
"""What FAISS and NumPy raise where a file is not what it was."""

Ids = NDArray[np.int64]


class Cells:
    """Vectors in cells. Searches may run at once; what is added or removed counts once it is saved."""

    def __init__(self, index: Any, ids: Ids, rows: Vectors, deeper: int = _DEEPER[0]) -> None:
        """Take an index and the vectors in it, `rows`, shape (n, dimension), in the order of their `ids`, ascending.

        The index finds `deeper` times as many vectors as are asked for.
        """
        self._index = index
        self._ids = ids
        self._rows = rows
        self._deeper = deeper
        self._added: list[tuple[Ids, Vectors]] = []
        self._removed: list[int] = []
        self.recall: float | None = None
        """The share of the ten nearest that a search finds, once measured."""

    @classmethod
    def train(cls, ids: Ids, rows: Vectors) -> Cells:
        """Part `rows`, shape (n, dimension), into cells and find out how many of these a search must look into."""
        order = np.argsort(ids)
        index: Any = faiss.index_factory(rows.shape[1], f"IVF{count_for(len(ids))},RaBitQ", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter, index.cp.max_points_per_centroid = _ROUNDS, _SAMPLE_PER_CELL
        index.cp.min_points_per_centroid = 1  # fewer than FAISS would like do
        sample = min(len(ids), index.nlist * _SAMPLE_PER_CELL)
        index.train(rows[np.sort(np.random.default_rng(_SEED).choice(len(ids), sample, replace=False))])
        for start in range(0, len(ids), _BLOCK):
            index.add_with_ids(np.ascontiguousarray(rows[start : start + _BLOCK]), ids[start : start + _BLOCK])
        return cls(index, ids[order], rows if (order[:-1] < order[1:]).all() else rows[order])

    @classmethod
    def load(cls, path: Path, *, writable: bool) -> Cells:
        """Read what `save` wrote; raises one of UNREADABLE where that is damaged."""
        index = faiss.read_index(str(path), 0 if writable else faiss.IO_FLAG_MMAP_IFC)
        rows = np.load(path.with_name(ROWS), mmap_mode="r")
        with np.load(path.with_name(IDS)) as told:
            ids, deeper = told["ids"], int(told["deeper"])
        if not len(ids) == len(rows) == index.ntotal:
            raise ValueError(f"{len(ids)} ids, {len(rows)} rows, {index.ntotal} vectors")
        return cls(index, ids, rows, deeper)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    @property
    def count(self) -> int:
        """How many cells there are."""
        return int(self._index.nlist)

    @property
    def probes(self) -> int:
        """How many of them a search looks into."""
        return int(self._index.nprobe)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> Ids:
        """Return the ids of all vectors, ascending."""
        return np.sort(self._merged()[0])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add `vectors`, shape (len(ids), dimension)."""
        self._index.add_with_ids(vectors, ids)
        self._added.append((ids, vectors))

    def remove(self, ids: Ids) -> None:
        """Remove the vectors of `ids`."""
        self._index.remove_ids(ids)
        self._removed += ids.tolist()

    def _merged(self) -> tuple[Ids, list[Vectors], NDArray[np.intp]]:
        """Return the ids that are left; the rows, old and new, that hold them; and where in these each id's row is."""
        ids = np.concatenate([self._ids, *(ids for ids, _ in self._added)])
        kept = np.flatnonzero(~np.isin(ids, np.asarray(self._removed, dtype=np.int64)))
        return ids[kept], [self._rows, *(vectors for _, vectors in self._added)], kept

    def rows(self) -> tuple[Ids, Vectors]:
        """Return the ids of all vectors and the vectors, shape (n, dimension), in memory."""
        ids, parts, places = self._merged()
        return ids, np.concatenate(parts)[places]

    def save(self, path: Path) -> None:
        """Write the index to `path`, and beside it the vectors and their ids; measure what a search finds."""
        ids, parts, places = self._merged()
        order = np.argsort(ids)
        ids, places = ids[order], places[order]
        starts = np.cumsum([0, *(len(part) for part in parts)])
        rows = open_memmap(path.with_name(ROWS), "w+", np.float32, (len(ids), self.dimension))
        for start in range(0, len(ids), _BLOCK):
            wanted = places[start : start + _BLOCK]
            for part, first, end in zip(parts, starts[:-1], starts[1:], strict=True):
                here = (wanted >= first) & (wanted < end)
                rows[start : start + _BLOCK][here] = part[wanted[here] - first]
        rows.flush()
        self._ids, self._rows, self._added, self._removed = ids, rows, [], []
        self._calibrate()
        np.savez(path.with_name(IDS), ids=ids, deeper=self._deeper)
        faiss.write_index(self._index, str(path))

    def _calibrate(self) -> None:
        """Look into more cells, and deeper, until the nearest are found, which exact search over all vectors tells."""
        asked = self._as_questions()
        nearest = [set(own) for own in self._ids[_nearest(asked, self._rows, _NEAREST)].tolist()]
        for self._deeper in _DEEPER:
            before = 0.0
            for step in range(self.count.bit_length()):
                self._index.nprobe = 1 << step
                found = ({key for key, _ in self.search(vector, _NEAREST, None)} for vector in asked)
                hits = [len(own & those) / len(own) for own, those in zip(nearest, found, strict=True)]
                self.recall = float(np.mean(hits))
                if self.recall >= _RECALL:
                    return
                if before and self.recall < before + _NO_MORE:
                    break
                before = self.recall

    def _as_questions(self) -> Vectors:
        """Return vectors that lie as far from those of passages as questions do, shape (n, dimension).

        To passages is added what is drawn from the covariance of all. Passages themselves would be found too easily:
        what is nearest to them lies in their own cell.
        """
        chance = np.random.default_rng(_SEED)
        places = chance.choice(len(self._ids), min(_ASKED + _SPREAD_OF, len(self._ids)), replace=False)
        rows = np.asarray(self._rows[np.sort(places)])
        among = rows - rows.mean(axis=0)
        asked = rows[np.sort(chance.choice(len(rows), min(_ASKED, len(rows)), replace=False))]
        drawn = chance.standard_normal((len(asked), len(among)), dtype=np.float32) @ among / math.sqrt(len(among))
        asked = asked + _FARTHER * drawn
        unit: Vectors = asked / np.linalg.norm(asked, axis=1, keepdims=True)
        return unit.astype(np.float32)

    def search(self, vector: Vectors, limit: int, among: Ids | None) -> list[tuple[int, float]]:
        """Return up to `limit` ids with their cosine to `vector`, best first; only of `among`, ascending, if given."""
        wanted = max(self._deeper * limit, _AT_LEAST)
        if among is None:
            return self.compare(vector, limit, self._found(vector, wanted, self.probes))
        share = len(among) / len(self)
        probes = min(self.count, math.ceil(self.probes / share))  # the nearest that are let through lie farther away
        if 2 * wanted <= share * _SIFTED:
            found = self._found(vector, math.ceil(2 * wanted / share), probes)
            found = found[_held(found, among)]
            if len(found) >= wanted:
                return self.compare(vector, limit, found)
        return self.compare(vector, limit, self._found(vector, wanted, probes, faiss.IDSelectorBatch(among)))

    def _found(self, vector: Vectors, count: int, probes: int, selector: Any = None) -> Ids:
        """Return the ids of the `count` vectors that seem nearest, fewer if the cells looked into hold fewer."""
        parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
        if selector is not None:
            parameters.sel = selector
        with alone():
            found: Ids = self._index.search(vector[np.newaxis, :], count, params=parameters)[1][0]
        return found[found >= 0]

    def compare(self, vector: Vectors, limit: int, among: Ids) -> list[tuple[int, float]]:
        """Return the best `limit` of the ids `among` with their cosine to `vector`; exact."""
        places = np.searchsorted(self._ids, among).clip(max=len(self._ids) - 1)
        places = np.sort(places[self._ids[places] == among])
        scores = cosines(np.asarray(self._rows[places]), vector)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(self._ids[places[i]]), float(scores[i])) for i in best]


def _held(ids: Ids, among: Ids) -> NDArray[np.bool_]:
    """Return which of `ids` are `among`, which are ascending."""
    places = np.searchsorted(among, ids).clip(max=len(among) - 1)
    held: NDArray[np.bool_] = among[places] == ids
    return held


@contextmanager
def alone() -> Iterator[None]:
    """Let FAISS search with this thread only: for one vector, waking others takes longer than the search itself."""
    threads = faiss.omp_get_max_threads()  # of this thread: OpenMP keeps one number for each
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def count_for(vectors: int) -> int:
    """Return how many cells so many vectors are parted into: some four times the square root, a power of two."""
    return 1 << round(math.log2(4 * math.sqrt(vectors)))


def _nearest(asked: Vectors, rows: Vectors, count: int) -> NDArray[np.intp]:
    """Return the places of the `count` rows nearest to each of `asked`, shape (len(asked), count)."""
    best = faiss.ResultHeap(len(asked), count, keep_max=True)
    for start in range(0, len(rows), _BLOCK):
        scores, places = faiss.knn(
            asked,
            np.ascontiguousarray(rows[start : start + _BLOCK]),
            min(count, len(rows) - start),
            faiss.METRIC_INNER_PRODUCT,
        )
        best.add_result(scores, places + start)
    best.finalize()
    return np.asarray(best.I)
