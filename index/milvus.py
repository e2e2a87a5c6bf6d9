"""The Milvus store: the vectors of each generation in a collection of their own, searched in the server.

A row is a passage: its key, its vector, and what restrictions look at: the day, the outlet, the language and who speaks
in it. Names are told by their 64-bit hashes, which need no quoting and have no length. A collection is filled from the
database of its generation, verified, and never changed again; so all that is read of it may be a little stale.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index import database, names
from index.database import Database, Filter, StoredPassage
from index.encoder import Vectors
from index.engine import Engine, batches
from index.errors import ArchiveDamagedError, EngineError
from index.settings import Settings

FILE = "vectors.json"
"""Where the vectors of a generation are; in place of the vectors themselves."""
_LINKS, _BUILD_BREADTH = 32, 200  # of each vector in the graph (HNSW), and how widely these are looked for
_BREADTH, _WIDER = 512, 4  # of a search: at least, and times as many as are asked for
_BATCH = 1_000  # rows written at once: a few megabytes
_SPEAKERS = 4_096  # words of names in one passage at most
_UNDATED = 0

Ids = NDArray[np.int64]


class Place(BaseModel):
    """Where the vectors of a generation are."""

    model_config = ConfigDict(frozen=True)

    collection: str
    passages: int
    vectors: int

    @classmethod
    def read(cls, folder: Path) -> Place:
        """Read where those of the generation in `folder` are; raises ArchiveDamagedError if it does not say."""
        try:
            return cls.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError) as error:
            raise ArchiveDamagedError(f"{folder / FILE} cannot be read; run: onrecord doctor") from error


class MilvusStore:
    """A generation's vectors, as `index.store.VectorStore` says."""

    def __init__(self, engine: Engine, place: Place, db: Database) -> None:
        self._engine = engine
        self._place = place
        self._db = db

    @classmethod
    def open(cls, folder: Path, db: Database, settings: Settings) -> MilvusStore:
        """Return the vectors of the generation in `folder`; errors as of `Place.read`."""
        return cls(Engine.of(settings), Place.read(folder), db)

    def __len__(self) -> int:
        return self._place.vectors

    def ids(self) -> Ids:
        """Return the ids of all vectors."""
        keys = (key for block in self._db.passage_blocks() for key, _, _ in block)
        told = self._engine.rows_of(self._place.collection, keys, "vector_id")
        return np.unique(np.array([row["vector_id"] for rows in told for row in rows], dtype=np.int64))

    def blocks(self) -> Iterator[tuple[Ids, Vectors]]:
        """Yield all vectors in blocks."""
        one_each = {vector: key for block in self._db.passage_blocks() for key, vector, _ in block}
        for rows in self._engine.rows_of(self._place.collection, one_each.values(), "vector_id", "vector"):
            ids = np.array([row["vector_id"] for row in rows], dtype=np.int64)
            yield ids, np.array([row["vector"] for row in rows], dtype=np.float32)

    def nearest(self, vector: Vectors, limit: int, restriction: Filter) -> list[tuple[StoredPassage, float]]:
        """Return the nearest passages."""
        limit = min(limit, self._place.passages)
        if limit == 0:
            return []
        [hits] = self._engine.call(
            "search",
            self._place.collection,
            data=[vector],
            limit=limit,
            filter=expression(restriction),
            search_params={"metric_type": "IP", "params": {"ef": max(_BREADTH, _WIDER * limit)}},
            consistency_level="Bounded",
        )
        if not restriction and len(hits) < limit:
            self.ready()
        scores = {hit["id"] if "id" in hit else hit["key"]: float(hit["distance"]) for hit in hits}
        passages = self._db.passages(scores)
        if lost := scores.keys() - passages.keys():
            raise ArchiveDamagedError(
                f"the archive has no passage {min(lost)}, which has a vector; run: onrecord doctor"
            )
        found = [(passages[key], score) for key, score in scores.items()]
        return sorted(found, key=lambda hit: (-hit[1], hit[0].key))

    def ready(self) -> None:
        """Raise EngineError unless all can be searched now: a server that lost a part for a while finds less."""
        held = self._engine.count(self._place.collection, "Bounded")
        if held != self._place.passages:
            raise EngineError(
                f"{self._engine.address} has {held:,} of {self._place.passages:,} passages now; see that all its nodes "
                "run, then try again"
            )


class MilvusWriter:
    """The vectors of a generation in the making, as `index.store.VectorWriter` says.

    New vectors wait in a file; the server is asked for nothing until `save`.
    """

    cells = None

    def __init__(self, old: Path | None, folder: Path, dimension: int, settings: Settings) -> None:
        """Take over the vectors of the generation in `old`, if any."""
        self._engine = Engine.of(settings)
        self._old = old
        self._dimension = dimension
        self._collection = f"{settings.milvus_archive}_{secrets.token_hex(4)}"
        self._waiting = folder / "vectors.new"
        self._ids: list[Ids] = []

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Add vectors."""
        self._ids.append(np.asarray(ids, dtype=np.int64))
        with self._waiting.open("ab") as file:
            file.write(np.ascontiguousarray(vectors, dtype=np.float32).data)

    def remove(self, ids: Sequence[int]) -> None:
        """Do nothing: what no passage uses is not written."""

    def save(self, folder: Path, db: Database) -> Ids:
        """Write the vectors of all passages in `db` into a new collection; `folder` tells which.

        Return the ids of those written; `verify` looks at what the server holds once it can be searched.
        """
        self._create()
        written: list[int] = []
        for ids, rows in self._blocks():
            by_id = dict(zip(ids.tolist(), rows, strict=True))
            for batch in batches(db.placed(list(by_id)), _BATCH):
                self._engine.insert(self._collection, [_row(by_id[placed[1]], *placed) for placed in batch])
                written += (placed[1] for placed in batch)
        self._waiting.unlink(missing_ok=True)
        saved = np.unique(np.array(written, dtype=np.int64))
        place = Place(collection=self._collection, passages=len(written), vectors=len(saved))
        (folder / FILE).write_text(place.model_dump_json(indent=2), "utf-8")
        return saved

    def _create(self) -> None:
        self._engine.create(
            self._collection,
            [
                ("key", "INT64", {"is_primary": True}),
                ("vector_id", "INT64", {}),
                ("day", "INT32", {}),
                ("outlet", "INT64", {}),
                ("language", "INT64", {}),
                ("speakers", "ARRAY", {"element_type": "INT64", "max_capacity": _SPEAKERS}),
                ("vector", "FLOAT_VECTOR", {"dim": self._dimension}),
            ],
            {"index_type": "HNSW", "params": {"M": _LINKS, "efConstruction": _BUILD_BREADTH}},
        )

    def _blocks(self) -> Iterator[tuple[Ids, Vectors]]:
        """Yield the new vectors, then those of the old generation that are not among them."""
        new = np.concatenate(self._ids or [np.empty(0, dtype=np.int64)])
        if len(new):
            rows: Vectors = np.memmap(self._waiting, np.float32, "r", shape=(len(new), self._dimension))
            for start in range(0, len(new), _BATCH):
                yield new[start : start + _BATCH], np.asarray(rows[start : start + _BATCH])
        if self._old:
            with Database(self._old / database.FILE) as old:
                for ids, rows in MilvusStore(self._engine, Place.read(self._old), old).blocks():
                    kept = ~np.isin(ids, new)
                    yield ids[kept], rows[kept]


def verify(engine: Engine, collection: str, db: Database) -> None:
    """Raise ArchiveDamagedError unless a collection holds the passages of `db`, each once, with their vectors' ids."""
    wanted = {key: vector for block in db.passage_blocks() for key, vector, _ in block}
    held = {row["key"]: row["vector_id"] for rows in engine.rows_of(collection, wanted, "vector_id") for row in rows}
    if held != wanted or engine.count(collection, "Strong") != len(wanted):
        raise ArchiveDamagedError(
            f"{engine.address} does not hold the passages that were written; nothing was changed. "
            "Run: onrecord index --rebuild"
        )


def expression(restriction: Filter) -> str:
    """Return `restriction` as Milvus's filters are written."""
    parts = []
    if restriction.since or restriction.until:
        first = restriction.since.toordinal() if restriction.since else _UNDATED + 1
        parts.append(f"day >= {first}")
    if restriction.until:
        parts.append(f"day <= {restriction.until.toordinal()}")
    if restriction.outlets:
        parts.append(f"outlet in {[_hash(names.fold(outlet)) for outlet in restriction.outlets]}")
    if restriction.languages:
        parts.append(f"language in {[_hash(language) for language in restriction.languages]}")
    if restriction.speakers:
        parts.append(f"array_contains_any(speakers, {[_hash(word) for word in restriction.speakers]})")
    return " and ".join(parts)


def _row(
    vector: Vectors, key: int, vector_id: int, published: str | None, outlet: str, language: str, words: str | None
) -> dict[str, Any]:
    return {
        "key": key,
        "vector_id": vector_id,
        "day": date.fromisoformat(published).toordinal() if published else _UNDATED,
        "outlet": _hash(outlet),
        "language": _hash(language),
        "speakers": [_hash(word) for word in words.split("\n")] if words else [],
        "vector": vector,
    }


def _hash(name: str) -> int:
    """Return 64 bits of a name, as a signed integer."""
    return int.from_bytes(xxhash.xxh3_64_digest(name.encode()), "big", signed=True)
