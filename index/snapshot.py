"""A snapshot: one generation of an archive, opened for reading; it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from index import database, generations, names, store, words
from index import encoder as encoders
from index.article import Article
from index.columns import Admission, Admitted
from index.database import Database, Filter, SpeakerCount, StoredPassage, StoredStatement
from index.encoder import Encoder
from index.errors import ArchiveDamagedError, NotInArchiveError
from index.manifest import Manifest
from index.settings import Settings
from index.spans import Span, covering
from index.store import VectorStore
from index.words import WordIndex

_MAX_ORDINAL = 3_652_059  # 9999-12-31
_NAMED = 10  # outlets in a message
_FILTERS = 8  # whose passages are kept in memory: one question looks at the same ones several times
_KEPT = 512  # articles in memory: a question looks at the same ones several times


class Snapshot:
    """One generation: its articles, passages and statements, and the two searches over its passages."""

    def __init__(self, lease: generations.Lease, manifest: Manifest, settings: Settings) -> None:
        self._lease = lease
        self.manifest = manifest
        self.settings = settings
        self.db = Database(lease.folder / database.FILE)
        self._article = lru_cache(_KEPT)(lambda key, db=self.db: _read(db, key))
        self._within = lru_cache(_FILTERS)(Admission(self.db).within)

    @classmethod
    def open(cls, at: Path, settings: Settings) -> Snapshot:
        """Open the current generation of the archive `at`.

        Raises NoArchiveError, ArchiveMismatchError or ArchiveDamagedError.
        """
        lease = generations.lease_current(at)
        manifest = Manifest.read(lease.folder)
        manifest.check_settings(settings, at)
        store.check(lease.folder, settings)
        manifest.check(lease.folder)
        return cls(lease, manifest, settings)

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self._lease.folder.name

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self._lease.folder

    @cached_property
    def vectors(self) -> VectorStore:
        """The vectors of the passages."""
        return store.opened(self._lease.folder, self.db, self._within, self.settings)

    @cached_property
    def words(self) -> WordIndex:
        """The words of the passages."""
        return WordIndex.open(self._lease.folder / words.FOLDER)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors; raises ArchiveMismatchError if it is another one now."""
        encoder = encoders.load(self.settings.encoder)
        self.manifest.check_encoder(encoder, self._lease.folder.parent.parent)
        return encoder

    def article(self, article: str) -> Article:
        """Return the article with this id.

        Raises KeyError if there is none, ArchiveDamagedError if it was changed since it was stored.
        """
        if (found := self._article(article)) is None:
            raise KeyError(article)
        return found

    def speaks(self, name: str) -> bool:
        """Tell whether somebody with this word in the name speaks in the archive."""
        return any(self.db.speaks(word) for word in names.words(name))

    def speaks_alike(self, name: str) -> bool:
        """Tell whether somebody speaks with a word in the name that sounds like one of these, in whatever script."""
        return any(self.db.speaks(key) for word in name.split() for key in names.keys(word))

    def nearest(self, vector: encoders.Vectors, limit: int, restriction: Filter) -> list[tuple[StoredPassage, float]]:
        """Return up to `limit` passages with their cosine to `vector`, shape (dimension,), best first."""
        return self.vectors.nearest(vector, limit, restriction)

    def within(self, restriction: Filter) -> Admitted:
        """Return the passages that `restriction` admits."""
        return self._within(restriction)

    def matching(self, text: str, limit: int, restriction: Filter) -> list[tuple[StoredPassage, float]]:
        """Return up to `limit` passages with their BM25 score for the words of `text`, best first."""
        found = self.words.search(text, limit, _among(restriction))
        passages = self.db.passages([key for key, _ in found])
        return [(passages[key], score) for key, score in found if key in passages]

    def holding(self, terms: Sequence[str], least: int, limit: int, restriction: Filter) -> list[StoredPassage]:
        """Return up to `limit` passages that have at least `least` of the word index's `terms`, best by BM25 first."""
        keys = self.words.holding(terms, least, limit, _among(restriction))
        passages = self.db.passages(keys)
        return [passages[key] for key in keys if key in passages]

    @cached_property
    def speakers(self) -> list[tuple[SpeakerCount, frozenset[str]]]:
        """Every speaker, most statements first, with the folded words of the name and their keys."""
        return [(speaker, names.searched(speaker.name)) for speaker in self.db.speakers()]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages (ISO 639-1) of its articles, that of most first."""
        return tuple(code for code, _ in self.db.languages())

    def speakers_like(self, typed: str) -> Iterator[SpeakerCount]:
        """Yield the speakers whose name has, for each word `typed`, one that starts with it; "sisi" finds "al-Sisi".

        Where nobody's has, those whose name has for each word one that sounds alike: «Алиев» finds "Aliyev".
        """
        starts = tuple(f" {word}" for word in names.words(typed))
        found = False
        for speaker, words_of in self.speakers:
            name = "".join(f" {word} {word.replace('-', ' ')}" for word in words_of)
            if all(start in name for start in starts):
                found = True
                yield speaker
        if not found:
            sounds = [names.keys(word) for word in typed.split()]
            yield from (speaker for speaker, words_of in self.speakers if all(words_of & keys for keys in sounds))

    def speaker_named(self, typed: str) -> str:
        """Return the canonical name that is `typed`, or of those like it the one with most statements.

        Raises NotInArchiveError if there is none.
        """
        alike = [speaker.name for speaker in self.speakers_like(typed)] if names.words(typed) else []
        if not alike:
            raise NotInArchiveError(f"Nobody of the name {typed} speaks in the archive.")
        return typed if typed in alike else alike[0]

    def check(self, restriction: Filter) -> None:
        """Raise NotInArchiveError if `restriction` names outlets or languages, and the archive has none of them."""
        outlets = {names.fold(name): name for name, _ in self.db.outlets()} if restriction.outlets else {}
        if restriction.outlets and outlets.keys().isdisjoint(map(names.fold, restriction.outlets)):
            raise NotInArchiveError(_none("outlet", restriction.outlets, list(outlets.values())))
        if restriction.languages and set(self.languages).isdisjoint(restriction.languages):
            raise NotInArchiveError(_none("language", restriction.languages, self.languages))

    def said(self, speaker: str | None, topic: str, restriction: Filter) -> Iterator[StoredStatement]:
        """Yield statements as `Index.said` describes them."""
        terms = self.words.content_terms(topic)
        articles = self.db.articles_with(self.words.holding_rarest(terms)) if terms else None
        found = self.db.said(self._admitted(speaker, restriction), articles, restriction)
        return self._about(set(terms), found) if terms else found

    def _admitted(self, speaker: str | None, restriction: Filter) -> list[str] | None:
        """Return the names of the speakers asked for; None for all."""
        if not restriction.speakers:
            return None if speaker is None else [speaker]
        among = [found.name for found, words_of in self.speakers if words_of.intersection(restriction.speakers)]
        return among if speaker is None else [name for name in among if name == speaker]

    def _about(self, terms: set[str], found: Iterable[StoredStatement]) -> Iterator[StoredStatement]:
        for key, rows in groupby(found, attrgetter("article")):
            article = self.article(key)
            wanted = terms.difference(self.words.terms(article.title or ""))
            sentences = self.db.sentences(key) if wanted else ()
            for row in rows:
                own = [sentences[i] for i in covering(sentences, row.statement.start, row.statement.end)]
                text = " ".join(sentence.of(article.text) for sentence in own)
                if wanted.issubset(self.words.terms(text)):
                    yield row


def _among(restriction: Filter) -> words.Among:
    days = None
    if restriction.since or restriction.until:
        first = restriction.since.toordinal() if restriction.since else words.UNDATED + 1
        days = Span(first, restriction.until.toordinal() if restriction.until else _MAX_ORDINAL)
    outlets = [names.fold(outlet) for outlet in restriction.outlets]
    return words.Among(days, outlets, restriction.speakers, restriction.languages)


def _none(kind: str, asked: Iterable[str], known: Sequence[str]) -> str:
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    told = f"its {kind}s are {', '.join(known[:_NAMED])}{more}" if known else "none was read from any"
    return f"The archive has no article of the {kind} {' or '.join(asked)}; {told}."


def _read(db: Database, article: str) -> Article | None:
    found = db.article(article)
    if found and not found.is_whole():
        raise ArchiveDamagedError(f"article {article} was changed since it was stored; run: onrecord doctor")
    return found
