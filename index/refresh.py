"""Refresh: bring an archive up to date with its sources, beside the current generation, then swap."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from loky import cpu_count

from index import database, encoder, files, generations, making, manifest, readers, store, words
from index.article import Article
from index.attribution import Statement, lacks
from index.database import Database, FileState
from index.encoder import Encoder, Vectors
from index.errors import ArchiveDamagedError, UnreadableFileError
from index.fingerprint import fingerprint
from index.machines import Machines
from index.making import Begun, Makers
from index.manifest import FILE, SCHEMA, CellFacts, EncoderFacts, Manifest, Removed
from index.passages import Passage
from index.readers.draft import Limits
from index.report import Problem, Progress, Report
from index.settings import Settings
from index.shared import Publish
from index.spans import Span
from index.survey import Survey
from index.unfinished import Made, Unfinished
from index.words import WordIndex
from index.workers import Workers

_GROUP = 128  # articles begun together; bounds memory, as does
_GROUP_CHARS = 1_000_000  # how long they may be in all, the last one apart
_LACKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO, errno.ENOMEM)


@dataclass(frozen=True)
class Removal:
    """The articles that are kept out of the archive, by their ids, and what changes about them."""

    out: Mapping[str, Removed]
    """All of them, those of `new` too and without those of `back`."""
    new: tuple[str, ...]
    back: Mapping[str, Removed]

    def __bool__(self) -> bool:
        return bool(self.new or self.back)

    @property
    def to_read(self) -> set[str]:
        """The files that hold what comes back."""
        return {path for removed in self.back.values() for path in removed.paths}


def build(
    at: Path,
    old: Path | None,
    survey: Survey,
    sources: Sequence[str],
    removal: Removal,
    settings: Settings,
    progress: Progress,
    publish: Publish,
) -> Report:
    """Make the generation that `survey` and `removal` ask for from the one in `old` (None: from nothing); `publish` it.

    The caller holds the writer's place. What a refresh has left that was broken off is taken over. With the
    old generation still current, raises ArchiveDamagedError if the new one does not come out whole,
    ArchiveError if a process that reads articles is killed or a cluster cannot do it, OSError, MemoryError or
    sqlite3.OperationalError if disk or memory give out.
    """
    started = datetime.now(UTC)
    made_by = functools.partial(fingerprint, settings, anew=old is None)
    with (
        generations.building(at) as folder,
        _lacks_as_os_errors(),
        Unfinished(at, folder, made_by) as unfinished,
    ):
        builder = Builder(folder, old, removal, settings, unfinished)
        builder.remove(survey.gone)
        builder.read(survey.to_read, progress)
        report = builder.finish(survey, sources, started)
        published = publish(at, folder)
    return report.model_copy(update={"generation": published.name, "changed": True})


@contextlib.contextmanager
def _lacks_as_os_errors() -> Iterator[None]:
    """Raise as OSError what FAISS, tantivy and torch raise otherwise where disk or memory give out."""
    try:
        yield
    except (RuntimeError, ValueError, ArchiveDamagedError) as error:
        said = f"{error} {error.__cause__}".lower()
        for number in _LACKS:
            if os.strerror(number).lower() in said:
                raise OSError(number, os.strerror(number)) from error
        if "can't start new thread" in said or os.strerror(errno.EAGAIN).lower() in said:  # a thread needs a stack
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)) from error
        if "index writer was killed" in said:  # tantivy does not say by what
            raise OSError("the words could not be stored, for want of room, or out of memory") from error
        raise


class Builder:
    """A generation in the making; nothing of it counts until `finish` has checked it."""

    def __init__(
        self, folder: Path, old: Path | None, removal: Removal, settings: Settings, unfinished: Unfinished
    ) -> None:
        self._folder = folder
        self._unfinished = unfinished
        self._makers: Makers = Machines(settings.workers) if isinstance(settings.workers, str) else Workers()
        self._settings = settings
        self._encoder: Encoder = encoder.load(settings.encoder)
        self._counts = dict.fromkeys(("added", "updated", "removed", "unreadable", "embedded"), 0)
        self._counts |= {"articles_removed": len(removal.new), "articles_restored": 0}
        self._out = dict(removal.out)
        self._back = removal.back
        self._problems: list[Problem] = []
        self._lacking: set[str] = set()
        self._begun: deque[list[Begun]] = deque()
        self._coming: set[str] = set()
        if old is None:
            self._db = Database.create(folder / database.FILE)
            self._words = WordIndex.create(folder / words.FOLDER)
        else:
            shutil.copyfile(old / database.FILE, folder / database.FILE)
            shutil.copytree(old / words.FOLDER, folder / words.FOLDER)
            self._db = Database(folder / database.FILE, writable=True)
            self._words = WordIndex.open(folder / words.FOLDER)
        self._vectors = store.writer(old, folder, self._encoder.dimension, settings)
        self._known = {state.path: state for state in self._db.files()}
        self._db.drop_holdings(removal.new)

    def remove(self, paths: Sequence[str]) -> None:
        """Forget the files at `paths`."""
        for path in paths:
            self._db.drop_file(path)
        self._counts["removed"] += len(paths)

    def read(self, states: Sequence[FileState], progress: Progress) -> None:
        """Read the files and store what is new in them."""
        try:
            self._read(states, progress)
        except BaseException:  # Ctrl+C, too
            self._makers.stop()
            raise
        self._makers.rest()
        progress("done", len(states), len(states))

    def _read(self, states: Sequence[FileState], progress: Progress) -> None:
        waiting: dict[str, Article] = {}
        for done, state in enumerate(states):
            self._unfinished.share = done / len(states)
            progress(self._doing(), done, len(states))
            for article in self._read_file(state):
                if article.id not in waiting and not self._holds(article.id):
                    waiting[article.id] = article
                if len(waiting) >= _GROUP or sum(len(a.text) for a in waiting.values()) >= _GROUP_CHARS:
                    self._advance(list(waiting.values()))
                    waiting.clear()
        self._advance(list(waiting.values()))
        while self._begun:
            self._store(self._begun.popleft())

    def _doing(self) -> str:
        resumed = self._unfinished.resumed
        return f"indexing, {resumed:,} articles taken over" if resumed else "indexing"

    def _holds(self, article: str) -> bool:
        return article in self._coming or self._db.has_article(article)

    def _advance(self, articles: Sequence[Article]) -> None:
        """Have `articles` made by other processes while this one stores those begun before."""
        self._begun.append(self._begin(articles))
        while len(self._begun) > -(-self._makers.wanted // _GROUP):
            self._store(self._begun.popleft())

    def _begin(self, articles: Sequence[Article]) -> list[Begun]:
        """Begin with `articles`, but for those of which a refresh that was broken off has left what it made."""
        self._coming |= {article.id for article in articles}
        left = {article.id: made for article in articles if (made := self._unfinished.analysis(article))}
        new = iter(self._makers.begin([a for a in articles if a.id not in left], self._settings))
        return [self._taken_over(a, left[a.id]) if a.id in left else next(new) for a in articles]

    def _taken_over(self, article: Article, made: Made) -> Begun:
        parts = functools.partial(making.cut, article, made.sentences, self._settings)
        return Begun(article, parts, lambda: (made.statements, None))

    def _read_file(self, state: FileState) -> tuple[Article, ...]:
        """Read one file and remember its state; if it cannot be read, what was read earlier is kept."""
        path = Path(state.path)
        try:
            articles, problems = self._articles_in(path)
        except (UnreadableFileError, OSError) as error:
            message = str(error)
            if isinstance(error, OSError):
                message = f"cannot be read: {error.strerror}"
                unread = FileState(state.path, state.source, -1, 0, "", ())
                state = self._known.get(state.path, unread)  # so that the next refresh tries again
            if state.path in self._known:
                message += "; what was read from it earlier is kept"
            self._counts["unreadable"] += 1
            self._problems.append(Problem(path=state.path, message=message))
            self._db.set_file(state._replace(problems=(message,)))
            return ()
        self._counts["updated" if state.path in self._known else "added"] += 1
        self._problems += [Problem(path=state.path, message=message) for message in problems]
        admitted = tuple(article for article in articles if not self._keeps_out(article))
        self.hold(state._replace(problems=problems), admitted)
        return admitted

    def _keeps_out(self, article: Article) -> bool:
        """Tell whether the article was removed; where it was found is remembered for when it comes back."""
        if removed := self._out.get(article.id):
            self._out[article.id] = removed.found_in(article.path)
        return removed is not None

    def _articles_in(self, path: Path) -> tuple[tuple[Article, ...], tuple[str, ...]]:
        limit = self._settings.max_file_mb
        with files.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if size <= limit * 1_000_000 else b""
        if max(size, len(data)) > limit * 1_000_000:
            raise UnreadableFileError(f"larger than {limit} MB; split it, or raise ONRECORD_MAX_FILE_MB")
        reading = readers.read(path, data, Limits.of(self._settings))
        return reading.articles, reading.problems

    def hold(self, state: FileState, articles: Sequence[Article]) -> None:
        """Remember a file's state and which articles it holds."""
        self._db.set_file(state)
        self._db.set_holdings(state.path, [(article.record, article.id) for article in articles])

    def _store(self, group: Sequence[Begun]) -> None:
        """Store articles; their passages are encoded first, while other processes may still read who said what."""
        cut = [begun.parts() for begun in group]
        new = {p.vector: p.encoded for parts in cut for p in parts.passages if not self._db.has_vector(p.vector)}
        self._encode(new, {key: row for parts in cut for key, row in parts.vectors.items() if key in new})
        for (article, _, made), (spans, windows, _) in zip(group, cut, strict=True):
            statements, problem = made()
            if problem:
                self._problems.append(Problem(path=article.path, message=problem))
            else:
                self._unfinished.keep_analysis(article, Made(spans, statements))
            self._tell_lack(article)
            prose = tuple(s for s in statements if not article.is_furniture((s.start, s.end)))
            self.add(article, spans, prose, windows)
            self._coming.remove(article.id)

    def _tell_lack(self, article: Article) -> None:
        """Tell once what must be installed to read who said what in the article's language."""
        lack = lacks(article.language or making.LANGUAGE)
        if lack and lack not in self._lacking:
            self._lacking.add(lack)
            self._problems.append(Problem(path=article.path, message=lack))

    def _encode(self, new: Mapping[int, str], made: Mapping[int, Vectors]) -> None:
        """Add the vectors of texts that have none yet, under their ids; those in `made` came with their articles."""
        if not new:
            return
        rows = self._unfinished.vectors(new, self._encoder.dimension)
        fresh = {key: row for key, row in made.items() if key not in rows}
        if texts := {key: text for key, text in new.items() if key not in rows and key not in fresh}:
            threads = self._settings.threads or cpu_count()
            fresh |= zip(texts, making.encode(list(texts.values()), self._settings, threads), strict=True)
        self._unfinished.keep_vectors(fresh)
        self._counts["embedded"] += len(fresh)
        rows |= fresh
        self.add_vectors(list(new), np.stack([rows[key] for key in new]))

    def add_vectors(self, ids: Sequence[int], rows: Vectors) -> None:
        """Store the vectors of passages, shape (len(ids), dimension), under ids that are not stored yet."""
        self._vectors.add(ids, rows)

    def add(
        self,
        article: Article,
        spans: Sequence[Span],
        statements: Sequence[Statement],
        windows: Sequence[Passage],
    ) -> None:
        """Store an article and what was made of it; the vectors of its passages are stored by `add_vectors`."""
        self._db.add_article(article, spans, statements, windows)
        for passage in windows:
            self._words.add(
                passage.key,
                passage.span.of(article.text),
                title=article.title,
                outlet=article.outlet,
                language=article.language,
                published=article.published,
                speakers=database.speaker_words(passage.span, statements),
            )

    def finish(self, survey: Survey, sources: Sequence[str], started: datetime) -> Report:
        """Drop what no file holds any more, write everything, check it, and write the manifest."""
        self._settle_restored()
        keys, unused = self._db.drop_orphans()
        self._words.remove(keys)
        self._words.commit()
        self._vectors.remove(unused)
        saved = self._vectors.save(self._folder, self._db)
        self._db.commit()
        counts = self._check(saved)
        self._db.commit()
        manifest.write_removed(self._folder, self._out)
        facts = Manifest(
            schema_version=SCHEMA,
            version=version("onrecord"),
            created=started,
            encoder=EncoderFacts.of(self._encoder),
            passage_tokens=self._settings.passage_tokens,
            passage_overlap=self._settings.passage_overlap,
            sources=tuple(sources),
            removed=self._out,
            counts=counts,
            cells=CellFacts.of(self._vectors.cells),
            files=manifest.files_in(self._folder),
        )
        (self._folder / FILE).write_text(facts.sealed().model_dump_json(indent=2), "utf-8")
        return report_of(facts, survey, self._problems, self._counts | {"resumed": self._unfinished.resumed})

    def _settle_restored(self) -> None:
        """Keep out, and tell, what was to come back and was found in no file."""
        for article, removed in self._back.items():
            if self._db.has_article(article):
                self._counts["articles_restored"] += 1
            else:
                self._out[article] = removed
                message = f"article {article} was found in no file that could be read; it stays removed"
                self._problems.append(Problem(path=next(iter(removed.paths), ""), message=message))

    def _check(self, saved: store.Ids) -> dict[str, int]:
        counts = self._db.counts()
        found = {"vectors": len(saved), "words": len(self._words)}
        expected = {"vectors": counts["vectors"], "words": counts["passages"]}
        if found != expected or sorted(saved.tolist()) != self._db.vector_ids().tolist():
            raise ArchiveDamagedError(
                f"the new generation does not add up (expected {expected}, found {found}); nothing was changed. "
                "Run: onrecord index --rebuild"
            )
        return counts


def report_of(manifest: Manifest, survey: Survey, problems: Sequence[Problem], counts: dict[str, int]) -> Report:
    """Return the report of a refresh: what was done now, and the problems known from earlier."""
    earlier = [Problem(path=state.path, message=text) for state in survey.unchanged for text in state.problems]
    return Report.model_validate(
        counts
        | {
            "unchanged": len(survey.unchanged),
            "articles": manifest.counts["articles"],
            "passages": manifest.counts["passages"],
            "statements": manifest.counts["statements"],
            "problems": (*survey.problems, *problems, *earlier),
        }
    )
