"""The archive as others see it: `Index`, opened on a directory, always at its newest generation."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple, Self, TypeVar

from index import database, files, generations, refresh, shared, store, survey, unfinished, uploads
from index.article import Article
from index.attribution import Statement
from index.database import Database, FileState, Filter, SpeakerCount
from index.errors import ArchiveDamagedError, ArchiveMovedError, EngineError, NoArchiveError, SourceError
from index.manifest import Manifest, Removed
from index.refresh import Removal
from index.report import Progress, Report, silent
from index.settings import Settings
from index.shared import Shared
from index.snapshot import Snapshot
from index.survey import Survey

Source = str | os.PathLike[str]
T = TypeVar("T")
_ALL = Filter()
_LOOK_AGAIN, _LOOK_LATER = 2.0, 15.0  # seconds between looks at what other machines published; while none succeeds
_MOVES = 3


class Said(NamedTuple):
    """A statement with the article in which it stands."""

    article: Article
    statement: Statement


class Index:
    """An archive on disk. Readers follow each new generation by themselves."""

    def __init__(self, at: Path, settings: Settings) -> None:
        self.at = at
        self._settings = settings
        self._lock = threading.Lock()
        self._shared = Shared.of(settings)
        if self._shared:
            self._shared.follow(at)
        self._look_at = time.monotonic() + _LOOK_AGAIN
        self._snapshot = self._opened()

    @classmethod
    def open(cls, at: Source, settings: Settings | None = None) -> Self:
        """Open the archive `at`.

        Raises NoArchiveError if there is none, ArchiveMismatchError if another encoder, schema, store or
        passage setting made it, ArchiveDamagedError if a part is missing or changed, EngineError if it
        lies in a server that does not answer.
        """
        return cls(Path(at).absolute(), settings or Settings.load())

    @classmethod
    def refresh(
        cls,
        *sources: Source,
        at: Source,
        rebuild: bool = False,
        forget: Sequence[Source] = (),
        remove: Sequence[str] = (),
        restore: Sequence[str] = (),
        settings: Settings | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Make the archive `at`, or bring it up to date: add, update and remove what changed.

        Each of `sources` is a file, a folder (with all below it) or a pattern; the archive remembers
        them, and without any it refreshes those it knows and takes up what was uploaded. Articles of
        other sources stay; those of the sources in `forget` go. `rebuild` makes everything anew from all
        sources known. A file that cannot be read is listed in the report; what was read from it earlier
        is kept. What a refresh that was broken off has made of articles is taken over by the next one.

        The articles whose ids are in `remove` go and stay away, in whichever files they lie, until
        `restore` names them; the files are not touched. An id is made from the content, so a file that
        is edited holds another article. With `forget`, `remove` or `restore` only the sources given are
        looked at, unless all is made anew.

        Raises SourceError (an unknown source or id), NoArchiveError (nothing to remove from), ArchiveBusyError,
        ArchiveMismatchError, ArchiveDamagedError, EngineError or MachinesError; the archive is then as it was.
        """
        place, settings = Path(at).absolute(), settings or Settings.load()
        given, dropped = [files.resolve(s) for s in sources], [files.resolve(s) for s in forget]
        with generations.writing(place), shared.publishing(place, settings) as publish:
            manifest = None if rebuild else _manifest(place)
            known = manifest.sources if manifest else generations.sources_left(place)
            if unknown := [source for source in dropped if source not in known]:
                raise SourceError(f"{unknown[0]} is no source of this archive; its sources are {', '.join(known)}")
            partial = bool(given or dropped or remove or restore)
            kept = [] if partial and not rebuild else uploads.waiting(place, known)
            if files.resolve(uploads.folder_of(place)) in dropped:
                uploads.forget(place)
            out = manifest.removed if manifest else generations.removed_left(place)
            removal = _removal(place, out, remove, restore)
            all_sources = [s for s in dict.fromkeys((*known, *given, *kept)) if s not in dropped]
            if not (all_sources or dropped):
                raise SourceError("no source given and none known; name a file, a folder or a pattern")
            if manifest is None:
                fresh = survey.survey(all_sources, {}, 0)
                return refresh.build(place, None, fresh, all_sources, removal, settings, progress, publish)
            manifest.check_settings(settings, place)
            current = generations.current(place)
            store.check(current, settings)
            manifest.check(current)
            changes = _changes(current, manifest, given if partial else all_sources, dropped)
            changes.read_again(removal.to_read)
            if changes.clean and not removal and set(all_sources) == set(known):
                unfinished.drop(place)
                report = refresh.report_of(manifest, changes, [], {})
                return report.model_copy(update={"generation": current.name})
            return refresh.build(place, current, changes, all_sources, removal, settings, progress, publish)

    def snapshot(self) -> Snapshot:
        """Return the newest generation, opened; what is asked of it belongs together.

        One that other machines published is seen within two seconds; while its server does not answer, the last one
        stays.
        """
        with self._lock:
            if self._shared and time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + _LOOK_LATER
                with contextlib.suppress(EngineError):
                    self._shared.follow(self.at, once=True)
                    self._look_at = time.monotonic() + _LOOK_AGAIN
            if generations.current(self.at).name != self._snapshot.generation:
                self._snapshot = self._opened()
            return self._snapshot

    def ask(self, question: Callable[[Snapshot], T]) -> T:
        """Return what `question` gives for the newest generation, asked again if that makes room for a newer one."""
        for _ in range(_MOVES):
            try:
                return question(self.snapshot())
            except ArchiveMovedError:
                self._look_at = 0.0
        return question(self.snapshot())

    def _opened(self) -> Snapshot:
        try:
            return Snapshot.open(self.at, self._settings)
        except ArchiveDamagedError:
            if self._shared is None:
                raise
            self._shared.renew(self.at)  # only the copy on this machine is damaged
            return Snapshot.open(self.at, self._settings)

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

    def speakers(self, like: str = "", limit: int | None = None) -> list[SpeakerCount]:
        """Return up to `limit` speakers with the number of statements and articles, most statements first.

        `like` leaves only those whose names have, for each word typed, a word that starts with it,
        whatever case and accents: "lin" finds "Bo Lindt".
        """
        return list(islice(self.snapshot().speakers_like(like), limit))

    def speaker_named(self, typed: str) -> str:
        """Return the canonical name that is `typed`, or of those like it the one with most statements.

        Raises NotInArchiveError if there is none.
        """
        return self.snapshot().speaker_named(typed)

    def said(
        self,
        speaker: str | None = None,
        topic: str = "",
        restriction: Filter = _ALL,
        limit: int | None = None,
    ) -> list[Said]:
        """Return up to `limit` statements of `speaker`, newest article first, undated last, then in text order.

        The name is the canonical one, as `speakers` gives it; None: of everyone with a name. Of a
        `topic` are the statements for which each of its words, whatever its ending and less "the", "of"
        and the like, stands in a sentence of the statement or in the article's headline. The words of
        names in `restriction` are looked for in the speaker's.
        """
        snapshot = self.snapshot()
        found = islice(snapshot.said(speaker, topic, restriction), limit)
        return [
            Said(article, row.statement)
            for key, rows in groupby(found, attrgetter("article"))
            for article in [snapshot.article(key)]
            for row in rows
        ]

    def timeline(
        self,
        speaker: str | None = None,
        topic: str = "",
        restriction: Filter = _ALL,
        by: Literal["day", "month"] = "month",
    ) -> list[tuple[date, int]]:
        """Return how many of the statements that `said` gives are of each day or month, ascending.

        A month is given by its first day; what has no date and days without statements are left out.
        """
        days = (row.published for row in self.snapshot().said(speaker, topic, restriction))
        counts = Counter(day if by == "day" else day.replace(day=1) for day in days if day)
        return sorted(counts.items())

    def files(self) -> Iterator[FileState]:
        """Yield every source file known, in the order of their paths."""
        return self.snapshot().db.files()

    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with its number of articles, most articles first."""
        return self.snapshot().db.outlets()

    def languages(self) -> list[tuple[str, int]]:
        """Return every language (ISO 639-1) with its number of articles, most articles first."""
        return self.snapshot().db.languages()

    def removed(self) -> dict[str, Removed]:
        """Return the articles that were removed and can be restored, by their ids."""
        return dict(self.snapshot().manifest.removed)


def _manifest(at: Path) -> Manifest | None:
    try:
        return Manifest.read(generations.current(at))
    except NoArchiveError:
        return None


def _removal(at: Path, out: dict[str, Removed], remove: Sequence[str], restore: Sequence[str]) -> Removal:
    """Return what `remove` and `restore` ask for where the articles in `out` are kept out already."""
    if both := set(remove).intersection(restore):
        raise SourceError(f"article {min(both)} cannot be removed and restored at once; name it in one place")
    if strange := [article for article in restore if article not in out]:
        raise SourceError(f"{strange[0]} is no removed article of this archive; take its id from Index.removed()")
    new = _held(at, [article for article in remove if article not in out])
    back = {article: out[article] for article in restore}
    return Removal({k: v for k, v in (out | new).items() if k not in back}, tuple(new), back)


def _held(at: Path, articles: Sequence[str]) -> dict[str, Removed]:
    """Return the articles and where they lie; raises SourceError if the archive does not hold one."""
    if not articles:
        return {}
    held = {}
    with Database(generations.current(at) / database.FILE) as db:
        for key in articles:
            if (article := db.article(key)) is None:
                raise SourceError(f"{key} is no article of this archive; take its id from Index.articles()")
            held[key] = Removed(title=article.title, paths=tuple(db.paths_of(key)))
    return held


def _changes(folder: Path, manifest: Manifest, sources: Sequence[str], forget: Sequence[str]) -> Survey:
    with Database(folder / database.FILE) as db:
        known = {state.path: state for state in db.files()}
    made = manifest.created - datetime.fromtimestamp(0, UTC)
    return survey.survey(sources, known, int(made.total_seconds() * 1e9), forget)
