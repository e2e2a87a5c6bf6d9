"""Search many vectors: python tests/benchmarks/vectors.py [--counts 10000 100000 1000000].

Vectors of 384 dimensions in clusters of a hundred. For each count: how long the index takes to make, to
open and to search (median of single searches for 30 nearest), the memory that a process then holds, and the share of
the ten nearest that exact search finds, too. Exact search of as many vectors is timed beside it, by turns.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np

from index.encoder import Vectors
from index.vectors import FILE, VectorIndex

DIMENSION, CLUSTER, ASKED, LIMIT, NEAREST = 384, 100, 200, 30, 10


def main() -> None:
    """Make, open and search indexes of several sizes; print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    counts: list[int] = parser.parse_args().counts
    print("| vectors | cells, probes | made | opened | search | exact search | times faster | recall@10 | on disk |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch:
            print(_row(count, Path(scratch)), flush=True)


def _row(count: int, folder: Path) -> str:
    rows = _clustered(count, count // CLUSTER, 0)
    ids = np.random.default_rng(2).permutation(count).astype(np.int64) * 9_973 + 2**40
    index = VectorIndex.empty(DIMENSION)
    started = time.perf_counter()
    index.add(ids, rows)
    index.save(folder / FILE)
    made = time.perf_counter() - started
    started = time.perf_counter()
    index = VectorIndex.load(folder / FILE)
    opened = time.perf_counter() - started
    exact = VectorIndex(faiss.IndexIDMap2(faiss.IndexFlatIP(DIMENSION)))
    exact.add(ids, rows)
    ours, theirs, hits = [], [], 0
    for vector in _clustered(ASKED, count // CLUSTER, 1):
        found, seconds = _timed(index, vector)
        expected, longer = _timed(exact, vector)
        ours.append(seconds)
        theirs.append(longer)
        hits += len(set(found[:NEAREST]).intersection(expected[:NEAREST]))
    cells = f"{index.cells.count:,}, {index.cells.probes}" if index.cells else "all compared"
    one, other = statistics.median(ours), statistics.median(theirs)
    size = sum(path.stat().st_size for path in folder.iterdir()) / count
    return (
        f"| {count:,} | {cells} | {made:.1f} s | {1e3 * opened:.0f} ms | {1e3 * one:.2f} ms | {1e3 * other:.2f} ms "
        f"| {other / one:.1f} | {hits / (ASKED * NEAREST):.3f} | {size:,.0f} bytes a vector |"
    )


def _timed(index: VectorIndex, vector: Vectors) -> tuple[list[int], float]:
    started = time.perf_counter()
    found = index.search(vector, LIMIT)
    return [key for key, _ in found], time.perf_counter() - started


def _clustered(count: int, clusters: int, seed: int) -> Vectors:
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(9).normal(size=(clusters, DIMENSION)).astype(np.float32)
    rows = centres[chance.integers(0, clusters, count)]
    rows += 0.8 * chance.standard_normal(rows.shape, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


if __name__ == "__main__":
    main()
