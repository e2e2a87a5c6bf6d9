"""Both stores side by side: python tests/benchmarks/stores.py [--counts 20000 1000000] [--kind random clustered].

Vectors of 384 dimensions, each of a passage of its own, in FAISS in this process and in a Milvus server of the same
machine. For each: how long it takes until they can be searched (Milvus's server writes, builds its index and loads),
the median and 95th percentile of single searches for 30 nearest, without a restriction and with one that admits a
fiftieth; the share of the ten nearest that comparing all finds, too; and the memory: of this process for FAISS, of the
server for Milvus, each less what it was before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

import engine as servers

from index import Article, Filter, Settings, Span, store
from index.columns import Admission
from index.database import Database, FileState
from index.encoder import Vectors
from index.engine import Engine
from index.milvus import Place, verify
from index.passages import Passage
from index.store import VectorStore

DIMENSION, CLUSTER, ASKED, LIMIT, NEAREST = 384, 100, 200, 30, 10
DAYS = 50
FIRST = date(2024, 1, 1)
ONE_DAY = Filter(since=FIRST, until=FIRST)


def main() -> None:
    """Fill and search both stores; print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[20_000])
    parser.add_argument("--kind", nargs="+", choices=["random", "clustered"], default=["random", "clustered"])
    args = parser.parse_args()
    print("| vectors | store | made | p50, p95 | recall@10 | one day: p50, p95 | recall@10 | memory |")
    print("|---|---|---|---|---|---|---|---|")
    with servers.running() as server:
        for count in args.counts:
            for kind in args.kind:
                with tempfile.TemporaryDirectory() as scratch:
                    _compare(count, kind, Path(scratch), server)


def _compare(count: int, kind: str, folder: Path, server: servers.Engine) -> None:
    rows, asked = (_vectors(n, kind, count, seed) for n, seed in ((count, 0), (ASKED, 1)))
    db = _database(folder, count)
    for name in ("faiss", "milvus"):
        settings = Settings(store=name, milvus=server.address, milvus_archive=f"bench_{kind}", milvus_seconds=600)
        place = folder / name
        place.mkdir()
        before, started = _memory(name, server), time.perf_counter()
        writer = store.writer(None, place, DIMENSION, settings)
        writer.add(np.arange(count), rows)
        writer.save(place, db)
        if name == "milvus":
            engine, collection = Engine.of(settings), Place.read(place).collection
            engine.finish(collection)
            verify(engine, collection, db)
        del writer
        made = time.perf_counter() - started
        vectors = store.opened(place, db, Admission(db).within, settings)
        searched = [_searched(vectors, asked, rows, restriction) for restriction in (Filter(), ONE_DAY)]
        memory = _memory(name, server) - before
        told = " | ".join(searched)
        print(f"| {count:,} {kind} | {name} | {made:.1f} s | {told} | {memory:.0f} MB |", flush=True)
        if name == "milvus":
            engine.call("drop_collection", collection)
        del vectors


def _vectors(count: int, kind: str, among: int, seed: int) -> Vectors:
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((count, DIMENSION), dtype=np.float32)
    if kind == "clustered":
        clusters = max(1, among // CLUSTER)
        centres = np.random.default_rng(99).standard_normal((clusters, DIMENSION), dtype=np.float32)
        rows = centres[chance.integers(0, clusters, count)] + 0.7 * rows
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _database(folder: Path, count: int) -> Database:
    """Make a database of articles of one passage; passage and vector number n are of the day n modulo 50."""
    db = Database.create(folder / "articles.sqlite")
    db.set_file(FileState("all", "all", 0, 0, "", ()))
    ids = []
    for number in range(count):
        article = Article.make(str(number), path="all", published=FIRST + timedelta(days=number % DAYS))
        db.add_article(article, (), (), [Passage(number, number, Span(0, 1), "")])
        ids.append((number, article.id))
    db.set_holdings("all", ids)
    db.commit()
    return Database(folder / "articles.sqlite")


def _searched(vectors: VectorStore, asked: Vectors, rows: Vectors, restriction: Filter) -> str:
    """Return how long searches take and what they find of what comparing all does."""
    step = DAYS if restriction else 1
    vectors.nearest(asked[0], LIMIT, restriction)
    spent, hits = [], 0
    for vector in asked:
        started = time.perf_counter()
        found = vectors.nearest(vector, LIMIT, restriction)
        spent.append(1e3 * (time.perf_counter() - started))
        best = set((np.argsort(-(rows[::step] @ vector))[:NEAREST] * step).tolist())
        hits += len(best.intersection(passage.vector for passage, _ in found[:NEAREST]))
    half, most = np.quantile(spent, [0.5, 0.95])
    return f"{half:.1f}, {most:.1f} ms | {hits / (NEAREST * len(asked)):.3f}"


def _memory(name: str, server: servers.Engine) -> float:
    """Return the megabytes in memory of this process, or of the server."""
    process = "self" if name == "faiss" else server.process
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1e3


if __name__ == "__main__":
    main()
