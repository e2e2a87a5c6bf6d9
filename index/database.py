"""The database: files, articles, sentences, passages and statements of one generation, in SQLite."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index import names
from index.article import Article
from index.attribution import Kind, Statement
from index.errors import ArchiveDamagedError
from index.passages import Passage
from index.spans import Span

FILE = "articles.sqlite"
_STATEMENT = 'start, "end", mention_start, mention_end, cue_start, cue_end, speaker, kind, confidence'
_BLOCK = 1 << 16  # rows fetched at once
_WRITER_CACHE = 512_000
"""Kilobytes of pages that a writer keeps, if it has as many: with ids from content, rows are written all over them."""
_AMONG = "IN (SELECT value FROM json_each(?))"


class FileState(NamedTuple):
    """What is known of a source file since it was last read."""

    path: str
    source: str
    size: int
    mtime_ns: int
    sha256: str
    problems: tuple[str, ...]


class StoredPassage(NamedTuple):
    """A passage as it is found again: which article, and where in it."""

    key: int
    article: str
    span: Span
    vector: int


class StoredStatement(NamedTuple):
    """A statement as it is found again: in which article, and of what day."""

    article: str
    published: date | None
    statement: Statement


class SpeakerCount(NamedTuple):
    """A speaker and how much of theirs the archive holds."""

    name: str
    statements: int
    articles: int


@dataclass(frozen=True)
class Filter:
    """Restricts what is searched; an empty field restricts nothing."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Folded words of names (`names.words`), or their sounds (`names.key`): passages in which one of them speaks."""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes."""

    def __post_init__(self) -> None:
        for day in (self.since, self.until):
            if day is not None and not isinstance(day, date):
                raise TypeError(f"a day is a datetime.date, not {day!r}; datetime.date.fromisoformat makes one")

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.outlets or self.speakers or self.languages)


_ALL = Filter()


class _Reader(sqlite3.Connection):
    """A connection that tells a damaged file from a mistake."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise ArchiveDamagedError(f"{FILE} cannot be read ({error}); run: onrecord doctor") from error


class Database:
    """One generation's database. Reading is safe from several threads."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        self._writable = writable
        self._local = threading.local()

    @classmethod
    def create(cls, path: Path) -> Database:
        """Make an empty database at `path`."""
        database = cls(path, writable=True)
        database._connection.executescript(resources.files("index").joinpath("schema.sql").read_text("utf-8"))
        return database

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            mode = "rwc" if self._writable else "ro&immutable=1"
            factory = sqlite3.Connection if self._writable else _Reader
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode={mode}", uri=True, factory=factory)
            connection.execute("PRAGMA foreign_keys = ON")
            if self._writable:
                connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE}")
            self._local.connection = connection
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection; a later call opens a new one."""
        self._connection.close()
        self._local.connection = None

    def commit(self) -> None:
        """Make all changes durable and close this thread's connection."""
        self._connection.commit()
        self.close()

    # Files ------------------------------------------------------------------------------------

    def files(self) -> Iterator[FileState]:
        """Yield every file known, in the order of their paths."""
        for row in self._connection.execute("SELECT * FROM files ORDER BY path"):
            path, source, size, mtime_ns, sha256, problems = row
            yield FileState(path, source, size, mtime_ns, sha256, tuple(json.loads(problems)))

    def set_file(self, state: FileState) -> None:
        """Remember a file's state, in place of what was known of it; its holdings stay."""
        self._connection.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "source = excluded.source, size = excluded.size, mtime_ns = excluded.mtime_ns, "
            "sha256 = excluded.sha256, problems = excluded.problems",
            (*state[:5], json.dumps(state.problems)),
        )

    def drop_file(self, path: str) -> None:
        """Forget a file and what it holds; its articles stay until `drop_orphans`."""
        self._connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def set_holdings(self, path: str, holdings: Iterable[tuple[int | None, str]]) -> None:
        """Set which articles a file holds: (record, article id) each."""
        self._connection.execute("DELETE FROM holdings WHERE path = ?", (path,))
        self._connection.executemany(
            "INSERT INTO holdings VALUES (?, ?, ?)", [(path, record, article) for record, article in holdings]
        )

    def drop_holdings(self, articles: Iterable[str]) -> None:
        """Forget that files hold these articles, which stay until `drop_orphans`."""
        self._connection.executemany("DELETE FROM holdings WHERE article = ?", [(article,) for article in articles])

    def paths_of(self, article: str) -> list[str]:
        """Return the files that hold an article, in the order of their paths."""
        query = "SELECT DISTINCT path FROM holdings WHERE article = ? ORDER BY path"
        return [row[0] for row in self._connection.execute(query, (article,))]

    # Articles ---------------------------------------------------------------------------------

    def has_article(self, article: str) -> bool:
        """Tell whether the article with this id is stored."""
        return self._one("SELECT 1 FROM articles WHERE id = ?", article) is not None

    def article(self, article: str) -> Article | None:
        """Return the article with this id, with the first file that holds it; None if there is none."""
        row = self._connection.execute(
            "SELECT text, title, outlet, published, url, agency, language, furniture, path, record "
            "FROM articles LEFT JOIN holdings ON article = id WHERE id = ? ORDER BY path, record LIMIT 1",
            (article,),
        ).fetchone()
        if row is None:
            return None
        text, title, outlet, published, url, agency, language, furniture, path, record = row
        return Article(
            id=article,
            text=text,
            title=title,
            outlet=outlet,
            published=date.fromisoformat(published) if published else None,
            url=url,
            agency=agency,
            language=language,
            path=path or "",
            record=record,
            furniture=tuple(Span(*span) for span in json.loads(furniture)),
        )

    def article_ids(self, restriction: Filter = _ALL) -> list[str]:
        """Return the ids of the articles that `restriction` admits, newest first, those without a date last.

        The words of names in `restriction` are not looked at.
        """
        where, values = _admitted(restriction)
        order = "ORDER BY published DESC NULLS LAST, id"
        rows = self._connection.execute(f"SELECT id FROM articles WHERE {' AND '.join(where)} {order}", values)  # noqa: S608
        return [row[0] for row in rows]

    def add_article(
        self,
        article: Article,
        sentences: Sequence[Span],
        statements: Sequence[Statement],
        passages: Sequence[Passage],
    ) -> None:
        """Store an article and all that was made of it."""
        run, key = self._connection, article.id
        run.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                article.title,
                article.outlet,
                names.fold(article.outlet or ""),
                article.published.isoformat() if article.published else None,
                article.url,
                article.agency,
                article.language,
                json.dumps(article.furniture),
                article.text,
            ),
        )
        run.executemany("INSERT INTO sentences VALUES (?, ?, ?)", [(key, *span) for span in sentences])
        run.executemany(
            "INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    key,
                    s.start,
                    s.end,
                    *(s.mention or (None, None)),
                    *(s.cue or (None, None)),
                    s.speaker,
                    s.kind,
                    s.confidence,
                )
                for s in statements
            ],
        )
        run.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)", [(p.key, key, *p.span, p.vector) for p in passages]
        )
        run.executemany(
            "INSERT INTO spoken VALUES (?, ?)",
            [(word, p.key) for p in passages for word in speaker_words(p.span, statements)],
        )

    def drop_orphans(self) -> tuple[list[int], list[int]]:
        """Drop the articles that no file holds; return the keys of their passages and the vectors no one uses now."""
        gone = [
            row[0]
            for row in self._connection.execute(
                "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM holdings)"
            )
        ]
        passages = [passage for article in gone for passage in self.passages_of(article)]
        self._connection.executemany("DELETE FROM articles WHERE id = ?", [(article,) for article in gone])
        unused = {p.vector for p in passages if self._one("SELECT 1 FROM passages WHERE vector = ?", p.vector) is None}
        return [p.key for p in passages], sorted(unused)

    # Sentences, passages, statements ----------------------------------------------------------

    def sentences(self, article: str) -> tuple[Span, ...]:
        """Return the sentences of an article in text order."""
        query = 'SELECT start, "end" FROM sentences WHERE article = ? ORDER BY start'
        return tuple(Span(*row) for row in self._connection.execute(query, (article,)))

    def statements(self, article: str) -> tuple[Statement, ...]:
        """Return the statements of an article in text order."""
        query = f"SELECT {_STATEMENT} FROM statements WHERE article = ? ORDER BY start, rowid"  # noqa: S608
        return tuple(_statement(*row) for row in self._connection.execute(query, (article,)))

    def said(
        self, speakers: Collection[str] | None, articles: Collection[str] | None, restriction: Filter
    ) -> Iterator[StoredStatement]:
        """Yield the statements of named speakers by their articles' dates, newest first, undated last.

        Those of one article come together, in text order. None: of all speakers, in all articles. The
        words of names in `restriction` are not looked at.
        """
        where, values = _admitted(restriction)
        where.append("speaker IS NOT NULL")
        # Of all speakers, the newest statements come first, off the index by date: no need to sort them all.
        tables = "articles CROSS JOIN statements" if speakers is None else "articles JOIN statements"
        for column, among in (("speaker", speakers), ("article", articles)):
            if among is not None:
                where.append(f"{column} {_AMONG}")
                values.append(json.dumps(list(among)))
        query = (
            f"SELECT article, published, {_STATEMENT} FROM {tables} ON id = article "  # noqa: S608
            f"WHERE {' AND '.join(where)} ORDER BY published DESC, article, start, statements.rowid"
        )
        for article, published, *row in self._connection.execute(query, values):
            yield StoredStatement(article, date.fromisoformat(published) if published else None, _statement(*row))

    def speakers(self) -> list[SpeakerCount]:
        """Return every speaker with the number of statements and articles, most statements first."""
        query = (
            "SELECT speaker, count(*), count(DISTINCT article) FROM statements WHERE speaker IS NOT NULL "
            "GROUP BY speaker ORDER BY count(*) DESC, speaker"
        )
        return [SpeakerCount(*row) for row in self._connection.execute(query)]

    def speaks(self, word: str) -> bool:
        """Tell whether this folded word, or key, is part of the name of somebody who speaks."""
        return self._one("SELECT 1 FROM spoken WHERE word = ? LIMIT 1", word) is not None

    def passages(self, keys: Collection[int]) -> dict[int, StoredPassage]:
        """Return the passages with these keys by their keys, in no order; those that are not there are left out."""
        query = f"SELECT * FROM passages WHERE key {_AMONG}"  # noqa: S608
        found = map(_passage, self._connection.execute(query, (json.dumps(list(keys)),)))
        return {passage.key: passage for passage in found}

    def passages_of(self, article: str) -> list[StoredPassage]:
        """Return the passages of an article in text order."""
        query = "SELECT * FROM passages WHERE article = ? ORDER BY start"
        return [_passage(row) for row in self._connection.execute(query, (article,))]

    def passages_with(self, vectors: Collection[int]) -> dict[int, list[StoredPassage]]:
        """Return the passages that have these vectors by their vectors; those that share one in the order of keys."""
        query = f"SELECT * FROM passages WHERE vector {_AMONG} ORDER BY key"  # noqa: S608
        found: dict[int, list[StoredPassage]] = {}
        for passage in map(_passage, self._connection.execute(query, (json.dumps(list(vectors)),))):
            found.setdefault(passage.vector, []).append(passage)
        return found

    def placed(self, vectors: Collection[int]) -> Iterator[tuple[int, int, str | None, str, str, str | None]]:
        """Yield (key, vector, ISO 8601 date, folded outlet, language, lines of folded names that speak) of passages."""
        query = (
            "SELECT key, vector, published, outlet_key, coalesce(language, ''), "  # noqa: S608
            "(SELECT group_concat(word, char(10)) FROM spoken WHERE passage = key) "
            f"FROM passages JOIN articles ON id = article WHERE vector {_AMONG}"
        )
        yield from self._connection.execute(query, (json.dumps(list(vectors)),))

    def has_vector(self, vector: int) -> bool:
        """Tell whether a stored passage uses this vector."""
        return self._one("SELECT 1 FROM passages WHERE vector = ?", vector) is not None

    def spoken_by(self, words: Collection[str]) -> NDArray[np.int64]:
        """Return the keys of the passages in which somebody speaks who has one of these words, folded or keys.

        They are ascending, each once.
        """
        query = "SELECT passage FROM spoken WHERE word = ?"
        found = [
            np.fromiter((row[0] for row in self._connection.execute(query, (word,))), dtype=np.int64) for word in words
        ]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)

    def vectors_among(self, keys: Collection[int], restriction: Filter) -> dict[int, int]:
        """Return {passage key: vector} of those of the passages `keys` whose articles `restriction` admits.

        The words of names in `restriction` are not looked at.
        """
        where, values = _admitted(restriction)
        tables = "passages JOIN articles ON id = article" if values else "passages"
        # The marks are "?" only; every value is bound.
        query = f"SELECT key, vector FROM {tables} WHERE key {_AMONG} AND {' AND '.join(where)}"  # noqa: S608
        return dict(self._connection.execute(query, (json.dumps(list(keys)), *values)))

    def passage_blocks(self) -> Iterator[list[tuple[int, int, str]]]:
        """Yield (key, vector, article id) of all passages in the order of their keys, in blocks."""
        rows = self._connection.execute("SELECT key, vector, article FROM passages ORDER BY key")
        while block := rows.fetchmany(_BLOCK):
            yield block

    def article_facts(self) -> Iterator[tuple[str, str | None, str | None, str | None]]:
        """Yield (id, ISO 8601 date, folded outlet, language) of all articles."""
        yield from self._connection.execute("SELECT id, published, outlet_key, language FROM articles")

    # Counts -----------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Return how many files, articles, sentences, passages, vectors and statements there are."""
        tables = ("files", "articles", "sentences", "passages", "statements")
        counts = {table: self._count(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608
        return counts | {"vectors": self._count("SELECT count(DISTINCT vector) FROM passages")}

    def vector_ids(self) -> NDArray[np.int64]:
        """Return the ids of the vectors that passages use, ascending, shape (n,)."""
        rows = self._connection.execute("SELECT DISTINCT vector FROM passages ORDER BY vector")
        return np.array([row[0] for row in rows], dtype=np.int64)

    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with its number of articles, most articles first."""
        query = "SELECT outlet, count(*) FROM articles WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY 2 DESC, 1"
        return list(self._connection.execute(query))

    def languages(self) -> list[tuple[str, int]]:
        """Return every language (ISO 639-1) with its number of articles, most articles first."""
        query = (
            "SELECT language, count(*) FROM articles WHERE language IS NOT NULL GROUP BY language ORDER BY 2 DESC, 1"
        )
        return list(self._connection.execute(query))

    def articles_with(self, passages: Collection[int]) -> list[str]:
        """Return the ids of the articles that have one of these passages."""
        query = f"SELECT DISTINCT article FROM passages WHERE key {_AMONG}"  # noqa: S608
        return [row[0] for row in self._connection.execute(query, (json.dumps(list(passages)),))]

    def period(self) -> tuple[date, date] | None:
        """Return the first and the last date of the articles; None if none has a date."""
        first = self._one("SELECT min(published) FROM articles")  # one by one, each is read off the index
        last = self._one("SELECT max(published) FROM articles")
        return (date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first else None

    def faults(self) -> list[str]:
        """Return what SQLite's own check and the references between tables find wrong."""
        try:
            found = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        except (sqlite3.DatabaseError, ArchiveDamagedError) as error:
            return [str(error)]
        return found + [f"a row of {row[0]} refers to a missing row of {row[2]}" for row in broken]

    def _count(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])

    def _one(self, query: str, *values: object) -> object:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else row[0]


def speaker_words(span: Span, statements: Iterable[Statement]) -> set[str]:
    """Return the folded words of the names of those who speak within `span`, and the words' keys (`names.keys`)."""
    speaking = {s.speaker for s in statements if s.speaker and span.overlap((s.start, s.end))}
    return {word for speaker in speaking for word in names.searched(speaker)}


def _admitted(restriction: Filter) -> tuple[list[str], list[str]]:
    """Return the conditions that `restriction` sets for articles, and the values they are bound to."""
    where, values = ["1"], []
    if restriction.since:
        where.append("published >= ?")
        values.append(restriction.since.isoformat())
    if restriction.until:
        where.append("published <= ?")
        values.append(restriction.until.isoformat())
    outlets = [names.fold(outlet) for outlet in restriction.outlets]
    for column, among in (("outlet_key", outlets), ("language", restriction.languages)):
        if among:
            where.append(f"{column} IN ({_marks(among)})")
            values += among
    return where, values


def _statement(
    start: int,
    end: int,
    mention_start: int | None,
    mention_end: int | None,
    cue_start: int | None,
    cue_end: int | None,
    speaker: str | None,
    kind: str,
    confidence: float,
) -> Statement:
    return Statement(
        start, end, _span(mention_start, mention_end), _span(cue_start, cue_end), speaker, Kind(kind), confidence
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _passage(row: tuple[int, str, int, int, int]) -> StoredPassage:
    key, article, start, end, vector = row
    return StoredPassage(key, article, Span(start, end), vector)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
