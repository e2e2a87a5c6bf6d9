"""Migration: an archive copied from one store into another as it is, and both asked the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xxhash

from index import database, generations, manifest, shared, store, words
from index.archive import Index
from index.article import Article
from index.database import Database, Filter, StoredPassage
from index.errors import ArchiveDamagedError, ArchiveError, NoArchiveError
from index.manifest import CellFacts
from index.settings import Settings
from index.shared import Shared
from index.snapshot import Snapshot
from index.store import VectorStore

_ASKED = 100  # articles whose headlines or first words are the questions
_NEAREST = 10
_TIED = 1e-5  # cosines closer than this are the same
_ALIKE = 0.99  # of the passages found: of many vectors, each store misses a few
_NAMED = 5  # differences
_WORDS = 200  # characters of an article without a headline

Found = list[tuple[StoredPassage, float]]


@dataclass(frozen=True)
class Compared:
    """What the copy finds of what the original finds."""

    copied: dict[str, int]
    """The counts of the manifest."""
    questions: int
    found: int
    same: int
    """Passages found by the original, and those of them that the copy found in the same place, up to ties."""
    differences: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether they differ no more than searches among many vectors do."""
        return self.same >= _ALIKE * self.found

    def summary(self) -> str:
        """Return it in one line."""
        counts = f"{self.copied['articles']:,} articles, {self.copied['passages']:,} passages"
        return (
            f"copied {counts}, {self.copied['vectors']:,} vectors, each the same; of {self.found:,} passages nearest "
            f"to {self.questions} questions {self.same:,} are the same in the copy"
        )


def migrate(old: Settings, new: Settings) -> Compared:
    """Copy the archive that `old` names to where `new` does, and compare them.

    Raises ArchiveError if there is an archive already, and errors as of `Index.open` and `Index.refresh`.
    """
    _refuse_if_there(new)
    source = Index.open(old.archive, old).snapshot()
    at = new.archive.absolute()
    with generations.writing(at), shared.publishing(at, new) as publish, generations.building(at) as folder:
        _fill(folder, source, new)
        publish(at, folder)
    return compare(source, Index.open(at, new).snapshot())


def compare(source: Snapshot, copy: Snapshot) -> Compared:
    """Compare two generations that should be the same; raises ArchiveDamagedError if their vectors are not."""
    if checksum(source.vectors) != checksum(copy.vectors):
        raise ArchiveDamagedError("the copy's vectors are not those of the original, which is as it was; try again")
    questions = found = same = 0
    differences: list[str] = []
    for text, restriction in _questions(source):
        vector = source.encoder.encode_query(text)
        before, after = (s.nearest(vector, _NEAREST, restriction) for s in (source, copy))
        agreed = sum(_agree(one, other) for one, other in zip(before, after, strict=False))
        questions, found, same = questions + 1, found + max(len(before), len(after)), same + agreed
        if agreed < max(len(before), len(after)):
            differences.append(f"{text!r}: {len(before)} and {len(after)} passages, {agreed} the same")
    return Compared(copy.manifest.counts, questions, found, same, tuple(differences[:_NAMED]))


def checksum(vectors: VectorStore) -> int:
    """Return 128 bits of all vectors with their ids, in whichever order they come."""
    told = 0
    for ids, rows in vectors.blocks():
        for key, row in zip(ids.tolist(), np.ascontiguousarray(rows, dtype=np.float32), strict=True):
            told ^= xxhash.xxh3_128_intdigest(key.to_bytes(8, "big", signed=True) + row.tobytes())
    return told


def _refuse_if_there(new: Settings) -> None:
    try:
        if target := Shared.of(new):
            there = target.current() is not None
        else:
            there = generations.current(new.archive.absolute()).exists()
    except NoArchiveError:
        return
    if there:
        name = f"{new.milvus} an archive {new.milvus_archive}" if target else f"{new.archive} an archive"
        raise ArchiveError(f"there is at {name} already; name another place, or ONRECORD_MILVUS_ARCHIVE")


def _fill(folder: Path, source: Snapshot, new: Settings) -> None:
    """Make the same generation in `folder`, for the store that `new` names."""
    for name in source.manifest.files:
        if name in (database.FILE, manifest.REMOVED) or name.startswith(f"{words.FOLDER}/"):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source.folder / name, folder / name)
    writer = store.writer(None, folder, source.manifest.encoder.dimension, new)
    for ids, rows in source.vectors.blocks():
        writer.add(ids, rows)
    with Database(folder / database.FILE) as db:
        saved = writer.save(folder, db)
        if sorted(saved.tolist()) != db.vector_ids().tolist():
            raise ArchiveDamagedError("vectors are missing; nothing was changed; run: onrecord doctor")
    told = source.manifest.model_copy(
        update={"cells": CellFacts.of(writer.cells), "files": manifest.files_in(folder), "checksum": ""}
    )
    (folder / manifest.FILE).write_text(told.sealed().model_dump_json(indent=2), "utf-8")


def _questions(source: Snapshot) -> Iterator[tuple[str, Filter]]:
    """Yield questions on articles from all over the archive, some of them restricted by the article's facts."""
    keys = source.db.article_ids()
    for number, key in enumerate(keys[:: max(1, len(keys) // _ASKED)][:_ASKED]):
        article = source.article(key)
        if text := (article.title or article.text[:_WORDS]).strip():
            yield text, _restrictions(article)[number % 4]


def _restrictions(article: Article) -> tuple[Filter, ...]:
    day, outlets = article.published, tuple(filter(None, [article.outlet]))
    languages = tuple(filter(None, [article.language]))
    return Filter(), Filter(since=day), Filter(outlets=outlets), Filter(until=day, languages=languages)


def _agree(one: tuple[StoredPassage, float], other: tuple[StoredPassage, float]) -> bool:
    return one[0] == other[0] or abs(one[1] - other[1]) < _TIED
