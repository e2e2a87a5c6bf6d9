"""The unfinished: what a refresh has made so far, kept beside the generations for the next one if it is broken off.

archive/
  unfinished.sqlite       sentences and statements by article, vectors by what was encoded; it goes once a generation
                          is published

Who asks the archive never reads it, and what is missing in it is made again. It counts only under the same fingerprint
(`index.fingerprint`), and each row has a checksum over that, its key and its content. A file that is damaged, foreign
or cannot be written is removed, and costs nothing but time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import xxhash

from index.article import Article
from index.attribution import Kind, Statement
from index.encoder import Vectors
from index.spans import Span

FILE = "unfinished.sqlite"
EVERY = 2.0
"""Seconds between writes: what is made in so many may be lost, and a refresh that takes no longer writes nothing."""
_BESIDE = ("", "-journal", "-wal", "-shm")  # the database first: without it the others count for nothing
_ROOM = 4  # times its size must be free: a generation takes less for the same articles
_NUMBER = "<f4"
_SCHEMA = """
CREATE TABLE made_by (fingerprint TEXT NOT NULL);
CREATE TABLE articles (
    article TEXT NOT NULL,
    language TEXT NOT NULL,         -- empty if it cannot be told
    content BLOB NOT NULL,          -- JSON
    checksum TEXT NOT NULL,
    PRIMARY KEY (article, language)
) WITHOUT ROWID;
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY,
    content BLOB NOT NULL,          -- float32, the lowest byte first
    checksum TEXT NOT NULL
);
"""


class Made(NamedTuple):
    """What was made of an article's text."""

    sentences: tuple[Span, ...]
    statements: tuple[Statement, ...]


class Unfinished:
    """What the refresh that runs makes, and what the one that was broken off before it has left.

    As a context it keeps what it has if the block raises, and removes all if it does not. No method raises because of
    the file. The caller holds the writer's place, and is one thread.
    """

    def __init__(self, at: Path, building: Path, made_by: Callable[[], str]) -> None:
        """Take over what lies in the archive `at` if `made_by` gives its fingerprint; it is called only if needed.

        `building` is the folder of the generation in the making.
        """
        self.share = 0.0
        """How much of the work is done, from 0 to 1, as far as is known."""
        self.resumed = 0
        """Articles taken over."""
        self._at = at
        self._building = building
        self._made_by = made_by
        self._fingerprint = ""
        self._file: sqlite3.Connection | None = None
        self._keeps = True
        self._taken: set[str] = set()
        self._articles: dict[tuple[str, str], bytes] = {}
        self._vectors: dict[int, bytes] = {}
        self._written = time.monotonic()
        if left(at):
            self._take_over()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and self._file:
            self._write()
        self._close()
        if kind is None:
            drop(self._at)

    def analysis(self, article: Article) -> Made | None:
        """Return what was made of `article`; None if that is not known."""
        key = (article.id, article.language or "")
        content = self._held("articles WHERE article = ? AND language = ?", *key)
        if content is None:
            return None
        self.resumed += 1
        self._taken.add(article.id)
        return _read(content)

    def vectors(self, ids: Iterable[int], dimension: int) -> dict[int, Vectors]:
        """Return those of the vectors of `ids` that are known, shape (dimension,) each."""
        size = dimension * np.dtype(_NUMBER).itemsize
        held = ((key, self._held("vectors WHERE id = ?", key)) for key in ids)
        return {key: np.frombuffer(row, _NUMBER) for key, row in held if row and len(row) == size}

    def keep_analysis(self, article: Article, made: Made) -> None:
        """Keep what was made of `article`, unless it was taken over."""
        if article.id in self._taken:
            self._taken.remove(article.id)
        elif self._keeps:
            self._articles[article.id, article.language or ""] = _told(made)
            self._write_if_due()

    def keep_vectors(self, rows: Mapping[int, Vectors]) -> None:
        """Keep vectors, shape (dimension,) each, by their ids."""
        if self._keeps:
            self._vectors |= {key: row.astype(_NUMBER).tobytes() for key, row in rows.items()}
            self._write_if_due()

    def _write_if_due(self) -> None:
        if time.monotonic() - self._written >= EVERY:
            self._write()
            self._written = time.monotonic()

    def _write(self) -> None:
        """Write what was kept since the last time, all or nothing of it; where that fails nothing more is kept."""
        try:
            if not self._has_room():
                self._give_up()
            else:
                self._insert(self._file or self._created())
        except (sqlite3.Error, OSError, MemoryError):
            self._give_up()
        self._articles.clear()
        self._vectors.clear()

    def _give_up(self) -> None:
        """Keep no more, and make room, unless the refresh will end for want of it all the same."""
        self._keeps = False
        self._close()
        with contextlib.suppress(OSError):
            if self._hopeless():
                return
        drop(self._at)

    def _insert(self, file: sqlite3.Connection) -> None:
        self._file = file
        articles = [(*key, content, self._checksum(content, *key)) for key, content in self._articles.items()]
        vectors = [(key, content, self._checksum(content, key)) for key, content in self._vectors.items()]
        with file:
            file.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", articles)
            file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", vectors)

    def _held(self, place: str, *key: object) -> bytes | None:
        """Return what a row holds; None if there is none, or it is damaged."""
        if self._file is None:
            return None
        try:
            row = self._file.execute(f"SELECT content, checksum FROM {place}", key).fetchone()  # noqa: S608
        except sqlite3.Error:
            self._close()
            drop(self._at)
            return None
        content, checksum = row or (None, "")
        return content if isinstance(content, bytes) and checksum == self._checksum(content, *key) else None

    def _checksum(self, content: bytes, *key: object) -> str:
        digest = xxhash.xxh3_128(repr((self._fingerprint, key)).encode())
        digest.update(content)
        return digest.hexdigest()

    # The file ---------------------------------------------------------------------------------

    def _take_over(self) -> None:
        """Open the file that was left, or remove it."""
        try:
            self._file = self._opened()
            (made_by,) = self._file.execute("SELECT fingerprint FROM made_by").fetchone() or (None,)
        except (sqlite3.Error, OSError):
            made_by = None
        if made_by != self._fingerprint:
            self._close()
            drop(self._at)

    def _created(self) -> sqlite3.Connection:
        drop(self._at)
        file = self._file = self._opened()
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(_SCHEMA)
        with file:
            file.execute("INSERT INTO made_by VALUES (?)", (self._fingerprint,))
        return file

    def _opened(self) -> sqlite3.Connection:
        self._fingerprint = self._fingerprint or self._made_by()
        file = sqlite3.connect(self._at / FILE, timeout=0)
        file.execute("PRAGMA locking_mode = EXCLUSIVE")  # no one else has it, so that it needs no shared memory
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("PRAGMA cell_size_check = ON")
        file.execute("PRAGMA trusted_schema = OFF")
        return file

    def _close(self) -> None:
        if self._file:
            with contextlib.suppress(sqlite3.Error):
                self._file.close()
            self._file = None

    def _has_room(self) -> bool:
        coming = sum(map(len, self._articles.values())) + sum(map(len, self._vectors.values()))
        return shutil.disk_usage(self._at).free >= _ROOM * (_size(_files(self._at)) + coming)

    def _hopeless(self) -> bool:
        """Tell whether the generation cannot fit even without the file, if what is to come is like what is done."""
        if not 0 < self.share < 1:
            return False
        to_come = _size(self._building.rglob("*")) / self.share * (1 - self.share)
        return to_come > shutil.disk_usage(self._at).free + _size(_files(self._at))


def left(at: Path) -> list[Path]:
    """Return the file in the archive `at`, or what is left of it; nothing if there is none."""
    return list(_files(at))[:1]


def drop(at: Path) -> None:
    """Remove the file from the archive `at`, as far as it lets itself be removed."""
    for path in list(_files(at)):
        with contextlib.suppress(OSError):
            path.unlink()


def _files(at: Path) -> Iterator[Path]:
    return (path for end in _BESIDE if os.path.lexists(path := at / f"{FILE}{end}"))


def _size(paths: Iterable[Path]) -> int:
    return sum(path.lstat().st_size for path in paths)


def _told(made: Made) -> bytes:
    said = [(s.start, s.end, s.mention, s.cue, s.speaker, s.kind, s.confidence) for s in made.statements]
    return json.dumps({"sentences": made.sentences, "statements": said}).encode("ascii")


def _read(content: bytes) -> Made:
    held = json.loads(content)
    statements = (
        Statement(start, end, _span(mention), _span(cue), speaker, Kind(kind), confidence)
        for start, end, mention, cue, speaker, kind, confidence in held["statements"]
    )
    return Made(tuple(Span(*span) for span in held["sentences"]), tuple(statements))


def _span(place: list[int] | None) -> Span | None:
    return Span(*place) if place else None
