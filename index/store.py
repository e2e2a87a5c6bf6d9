"""The store: where the vectors of a generation's passages are kept and searched, in one of two ways.

`index.embedded` keeps them in files of the generation and searches them in this process; `index.milvus` in a server.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import milvus, vectors
from index.cells import Cells
from index.columns import Admitted
from index.database import Database, Filter, StoredPassage
from index.embedded import EmbeddedStore, EmbeddedWriter
from index.encoder import Vectors
from index.errors import ArchiveMismatchError
from index.settings import Settings

Ids = NDArray[np.int64]


class VectorStore(Protocol):
    """The vectors of one generation's passages, which never change. Safe to use from several threads."""

    def __len__(self) -> int:
        """Return how many vectors there are; passages of the same text share one."""

    def ids(self) -> Ids:
        """Return the ids of all vectors, each once, shape (n,)."""

    def blocks(self) -> Iterator[tuple[Ids, Vectors]]:
        """Yield all vectors, each once, in blocks: ids, shape (n,), and vectors, shape (n, dimension)."""

    def nearest(self, vector: Vectors, limit: int, restriction: Filter) -> list[tuple[StoredPassage, float]]:
        """Return up to `limit` passages that `restriction` admits, with their cosine to `vector`, best first.

        Of many a few may be missed. Raises ArchiveMovedError or EngineError where a server keeps them.
        """

    def ready(self) -> None:
        """Raise EngineError if they cannot be searched now, ArchiveMovedError if they are no more."""


class VectorWriter(Protocol):
    """The vectors of a generation in the making."""

    @property
    def cells(self) -> Cells | None:
        """In which cells they are searched, once saved; None: all are compared, or that is the server's matter."""

    def add(self, ids: Sequence[int] | Ids, vectors: Vectors) -> None:
        """Add `vectors`, shape (len(ids), dimension), under `ids` that are not there yet."""

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors of `ids`, which no passage uses any more."""

    def save(self, folder: Path, db: Database) -> Ids:
        """Write the vectors of all passages in `db`; return the ids of those that are written."""


def check(folder: Path, settings: Settings) -> None:
    """Raise ArchiveMismatchError if the generation in `folder` is of another store than `settings` name."""
    refuse(folder, "milvus" if (folder / milvus.FILE).exists() else "faiss", settings.store)


def refuse(folder: Path, made: str, wanted: str) -> None:
    """Raise ArchiveMismatchError if the generation in `folder` was `made` in another store than is `wanted`."""
    at = folder.parent.parent
    if made == "milvus" and wanted == "faiss":
        raise ArchiveMismatchError(f"the vectors of the archive at {at} are in Milvus; set ONRECORD_STORE=milvus")
    if made == "faiss" and wanted == "milvus":
        raise ArchiveMismatchError(
            f"{at} holds an archive of its own, none of Milvus's; name another folder with --archive, or move it: "
            f"onrecord migrate {shlex.quote(str(at))} milvus"
        )


def opened(folder: Path, db: Database, within: Callable[[Filter], Admitted], settings: Settings) -> VectorStore:
    """Return the vectors of the generation in `folder`, whose checksums were found right.

    Raises ArchiveDamagedError if they cannot be read.
    """
    if settings.store == "milvus":
        return milvus.MilvusStore.open(folder, db, settings)
    return EmbeddedStore(vectors.VectorIndex.load(folder / vectors.FILE), db, within)


def writer(old: Path | None, folder: Path, dimension: int, settings: Settings) -> VectorWriter:
    """Return what takes the vectors of a generation that is made in `folder` from the one in `old`, if any."""
    if settings.store == "milvus":
        return milvus.MilvusWriter(old, folder, dimension, settings)
    return EmbeddedWriter(
        vectors.VectorIndex.load(old / vectors.FILE, writable=True) if old else vectors.VectorIndex.empty(dimension)
    )
