"""The doctor: what is wrong with an archive, and for each fault the command that mends it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index import database, encoder, generations, store, survey, unfinished, uploads, words
from index.columns import Admission
from index.database import Database
from index.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveMovedError,
    EncoderError,
    EngineError,
    NoArchiveError,
    OnRecordError,
    SourceError,
)
from index.manifest import Manifest
from index.settings import Settings
from index.shared import Shared
from index.spans import Span
from index.words import WordIndex

_NAMED = 3  # files named in a fault; the others are counted


class Fault(NamedTuple):
    """Something wrong with an archive."""

    what: str
    mend: str
    """The command to run; where there is another way, it is named too."""


def examine(at: Path, settings: Settings) -> list[Fault]:
    """Return what is wrong with the archive `at`; nothing is changed, and nothing is raised for a fault.

    Looked at are the pointer, the manifest, the checksum of every file, the database, the counts of
    vectors and words, every span, the source files, and what killed writers left.
    """
    return list(_Examination(at, settings).faults())


class _Examination:
    def __init__(self, at: Path, settings: Settings) -> None:
        self._at = at
        self._settings = settings
        self._refresh = f"onrecord index --archive {shlex.quote(str(at))}"
        sources = "" if generations.sources_left(at) else " FOLDER"  # no manifest left that names them
        self._rebuild = f"{self._refresh} --rebuild{sources}"

    def faults(self) -> Iterator[Fault]:
        try:
            if shared := Shared.of(self._settings):
                shared.follow(self._at)
            lease = generations.lease_current(self._at)
            manifest = Manifest.read(lease.folder)
        except NoArchiveError as error:
            sources = "" if generations.sources_left(self._at) else " FOLDER"
            mend = f"onrecord index{sources} --archive {shlex.quote(str(self._at))}"
            left = generations.leftovers(self._at)
            yield Fault(_what(error) + (", as its first build was broken off" if left else ""), mend)
            yield from (_left_over(path, mend) for path in left)
            return
        except EngineError as error:
            yield Fault(_what(error), str(error).rpartition("; ")[2])
            return
        except ArchiveError as error:
            yield Fault(_what(error), self._rebuild)
        else:
            yield from self._made_otherwise(manifest)
            changed = list(self._changed_files(lease.folder, manifest))
            yield from changed or self._contents(lease.folder, manifest)
        yield from (_left_over(path, self._refresh) for path in generations.leftovers(self._at))

    def _made_otherwise(self, manifest: Manifest) -> Iterator[Fault]:
        """Compare the settings and the encoder with those that made the archive."""
        try:
            manifest.check_settings(self._settings, self._at)
            manifest.check_encoder(encoder.load(self._settings.encoder), self._at)
        except ArchiveError as error:
            yield Fault(_what(error), self._rebuild)
        except EncoderError as error:
            yield Fault(_what(error), str(error).rpartition("; ")[2])

    def _changed_files(self, folder: Path, manifest: Manifest) -> Iterator[Fault]:
        for name in manifest.files:
            try:
                manifest.check(folder, name)
            except ArchiveDamagedError as error:
                yield Fault(_what(error), self._rebuild)

    def _contents(self, folder: Path, manifest: Manifest) -> Iterator[Fault]:
        """Examine what the files hold, once their checksums are found right."""
        db = Database(folder / database.FILE)
        broken = [*db.faults(), *_uncounted(folder, manifest, db, self._settings)]
        for fault in broken or _stray_spans(db):
            yield Fault(fault, self._rebuild)
        if not broken:
            yield from self._sources(manifest, db)

    def _sources(self, manifest: Manifest, db: Database) -> Iterator[Fault]:
        """Compare the source files with what was read from them."""
        for folder in uploads.waiting(self._at, manifest.sources):
            yield Fault(f"documents in {folder} were uploaded and never indexed", self._refresh)
        known = {state.path: state for state in db.files()}
        made_ns = int(manifest.created.timestamp() * 1e9)
        to_read: set[str] = set()
        gone: set[str] = set()
        for source in manifest.sources:
            try:
                found = survey.survey([source], known, made_ns)
            except SourceError as error:
                forget = f"{self._refresh} --forget {shlex.quote(source)}"
                yield Fault(_what(error), f"{forget} (its articles go; or put it back)")
                continue
            to_read.update(state.path for state in found.to_read)
            gone.update(found.gone)
        for what, paths in (
            ("new", to_read - known.keys()),
            ("changed since they were read", to_read & known.keys()),
            ("gone since they were read", gone),
        ):
            if paths:
                yield Fault(f"source files {what}: {_some(paths)}", self._refresh)


def _left_over(path: Path, mend: str) -> Fault:
    if path.name == unfinished.FILE:
        return Fault(f"{path} keeps what a refresh made before it was broken off; the next one takes it over", mend)
    return Fault(f"{path} is left over: nobody writes or reads it", mend)


def _uncounted(folder: Path, manifest: Manifest, db: Database, settings: Settings) -> Iterator[str]:
    """Compare the counts of the manifest, the vectors and the words with the database."""
    counts = db.counts()
    if manifest.counts != counts:
        yield f"the manifest counts {manifest.counts}, the database {counts}"
    try:
        ids = sorted(store.opened(folder, db, Admission(db).within, settings).ids().tolist())
        held = len(WordIndex.open(folder / words.FOLDER))
    except (ArchiveDamagedError, EngineError, ArchiveMovedError) as error:
        yield _what(error)
        return
    if ids != db.vector_ids().tolist():
        yield f"the {len(ids)} vectors are not those of the database's {counts['vectors']}"
    if held != counts["passages"]:
        yield f"the word index holds {held} passages, the database {counts['passages']}"


def _stray_spans(db: Database) -> Iterator[str]:
    """Name the articles that have a sentence, passage or statement outside their text."""
    for key in db.article_ids():
        article = db.article(key)
        if article and (stray := _outside(len(article.text), _spans(db, key))):
            yield f"article {key} ({article.path}): {stray[0]} lies outside its {len(article.text)} characters"


def _spans(db: Database, article: str) -> Iterator[Span]:
    yield from db.sentences(article)
    yield from (passage.span for passage in db.passages_of(article))
    for statement in db.statements(article):
        yield Span(statement.start, statement.end)
        yield from (span for span in (statement.mention, statement.cue) if span)


def _outside(length: int, spans: Iterator[Span]) -> Sequence[Span]:
    return [span for span in spans if not 0 <= span.start <= span.end <= length]


def _what(error: OnRecordError) -> str:
    """Return an error's message without its end, which says what to do."""
    return str(error).rpartition("; ")[0] or str(error)


def _some(paths: Collection[str]) -> str:
    named = ", ".join(sorted(paths)[:_NAMED])
    return named if len(paths) <= _NAMED else f"{named} and {len(paths) - _NAMED} more"
