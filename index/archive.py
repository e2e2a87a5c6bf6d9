"""The archive as others see it: `Index`, opened on a directory, always at its newest generation."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from index import database, files, generations, refresh, survey
from index.article import Article
from index.attribution import Statement
from index.database import FileState, SpeakerCount
from index.errors import NoArchiveError, SourceError
from index.manifest import Manifest
from index.report import Progress, Report, silent
from index.settings import Settings
from index.snapshot import Snapshot
from index.survey import Survey

Source = str | os.PathLike[str]


class Index:
    """An archive on disk. Readers follow each new generation by themselves."""

    def __init__(self, at: Path, settings: Settings) -> None:
        self.at = at
        self._settings = settings
        self._lock = threading.Lock()
        self._snapshot = Snapshot.open(at, settings)

    @classmethod
    def open(cls, at: Source, settings: Settings | None = None) -> Self:
        """Open the archive `at`.

        Raises NoArchiveError if there is none, ArchiveMismatchError if another encoder, schema or
        passage setting made it, ArchiveDamagedError if a part is missing or changed.
        """
        return cls(Path(at).absolute(), settings or Settings.load())

    @classmethod
    def refresh(
        cls,
        *sources: Source,
        at: Source,
        rebuild: bool = False,
        forget: Sequence[Source] = (),
        settings: Settings | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Make the archive `at`, or bring it up to date: add, update and remove what changed.

        Each of `sources` is a file, a folder (with all below it) or a pattern; the archive remembers
        them, and without any it refreshes those it knows. Articles of other sources stay; those of
        the sources in `forget` go. `rebuild` makes everything anew from all sources known. A file
        that cannot be read is listed in the report; what was read from it earlier is kept.

        Raises SourceError, ArchiveBusyError, ArchiveMismatchError or ArchiveDamagedError; the archive
        is then as it was.
        """
        place, settings = Path(at).absolute(), settings or Settings.load()
        given, dropped = [files.resolve(s) for s in sources], [files.resolve(s) for s in forget]
        with generations.writing(place):
            manifest = None if rebuild else _manifest(place)
            known = manifest.sources if manifest else generations.sources_left(place)
            if unknown := [source for source in dropped if source not in known]:
                raise SourceError(f"{unknown[0]} is no source of this archive; its sources are {', '.join(known)}")
            all_sources = [s for s in dict.fromkeys((*known, *given)) if s not in dropped]
            if not (all_sources or dropped):
                raise SourceError("no source given and none known; name a file, a folder or a pattern")
            if manifest is None:
                fresh = survey.survey(all_sources, {}, 0)
                return refresh.build(place, None, fresh, all_sources, settings, progress)
            manifest.check_settings(settings, place)
            current = generations.current(place)
            changes = _changes(current, manifest, given if given or dropped else all_sources, dropped)
            if changes.clean and set(all_sources) == set(known):
                report = refresh.report_of(manifest, changes, [], {})
                return report.model_copy(update={"generation": current.name})
            return refresh.build(place, current, changes, all_sources, settings, progress)

    def snapshot(self) -> Snapshot:
        """Return the newest generation, opened; what is asked of it belongs together."""
        with self._lock:
            if generations.current(self.at).name != self._snapshot.generation:
                self._snapshot = Snapshot.open(self.at, self._settings)
            return self._snapshot

    def __len__(self) -> int:
        return self.snapshot().manifest.counts["articles"]

    def articles(self) -> Iterator[Article]:
        """Yield every article, newest first, those without a date last."""
        snapshot = self.snapshot()
        return (snapshot.article(article) for article in snapshot.db.article_ids())

    def article(self, article: str) -> Article:
        """Return the article with this id; raises KeyError if there is none."""
        return self.snapshot().article(article)

    def statements(self, article: str) -> tuple[Statement, ...]:
        """Return who said what in the article with this id, in text order."""
        return self.snapshot().db.statements(article)

    def speakers(self) -> list[SpeakerCount]:
        """Return every speaker with the number of statements and articles, most statements first."""
        return self.snapshot().db.speakers()

    def files(self) -> Iterator[FileState]:
        """Yield every source file known, in the order of their paths."""
        return self.snapshot().db.files()

    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with its number of articles, most articles first."""
        return self.snapshot().db.outlets()


def _manifest(at: Path) -> Manifest | None:
    try:
        return Manifest.read(generations.current(at))
    except NoArchiveError:
        return None


def _changes(folder: Path, manifest: Manifest, sources: Sequence[str], forget: Sequence[str]) -> Survey:
    with database.Database(folder / database.FILE) as db:
        known = {state.path: state for state in db.files()}
    made = manifest.created - datetime.fromtimestamp(0, UTC)
    return survey.survey(sources, known, int(made.total_seconds() * 1e9), forget)
