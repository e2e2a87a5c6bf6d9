"""Words: a tantivy index of the passages, scored by BM25; words of several languages are found in all their forms."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tantivy

from index import inflection, names
from index.errors import ArchiveDamagedError
from index.spans import Span

FOLDER = "words"
_ANALYZER = "folded"
_TITLE_BOOST = 0.5
_HEAP = 64_000_000
_LOCK = ".tantivy-meta.lock"  # tantivy locks even to read; who may only read gets a copy
UNDATED = 0
_LETTERS = str.maketrans({"İ": "I", "ё": "е", "Ё": "Е"})


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # A raw string key: deleting by an unsigned integer term silently does nothing in tantivy-py.
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_ANALYZER)
    builder.add_text_field("title", tokenizer_name=_ANALYZER)
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("speaker", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    return builder.build()


def _analyzer(*, content: bool = False) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
    )
    if content:
        builder = builder.filter(tantivy.Filter.stopword("english"))
    builder = builder.filter(tantivy.Filter.ascii_fold()).filter(tantivy.Filter.stemmer("english"))
    return builder.filter(tantivy.Filter.stemmer("russian")).build()  # each leaves the other's letters alone


def _plain(text: str) -> str:
    """Return `text` without letters whose small form is two code points, or which are mostly written as another."""
    return text.translate(_LETTERS)


@dataclass(frozen=True)
class Among:
    """Which passages are searched; an empty field restricts nothing."""

    days: Span | None = None
    """Ordinals, the end included."""
    outlets: Sequence[str] = ()
    """Folded."""
    speakers: Sequence[str] = ()
    """Folded words of names, or keys."""
    languages: Sequence[str] = ()


_ALL = Among()


class WordIndex:
    """The words of an archive's passages."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._analyzer = _analyzer()
        self._content = _analyzer(content=True)
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None  # goes with the index

    @classmethod
    def create(cls, folder: Path) -> WordIndex:
        """Make an empty index in `folder`, which is made too."""
        folder.mkdir(parents=True)
        return cls(tantivy.Index(_schema(), path=str(folder)))

    @classmethod
    def open(cls, folder: Path) -> WordIndex:
        """Open the index in `folder`; raises ArchiveDamagedError if there is none that can be read."""
        try:
            if os.access(folder / _LOCK, os.W_OK):
                return cls(tantivy.Index.open(str(folder)))
            copy = tempfile.TemporaryDirectory(prefix="onrecord-words-")
            shutil.copytree(folder, copy.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
            index = cls(tantivy.Index.open(copy.name))
        except (ValueError, OSError) as error:
            raise ArchiveDamagedError(f"{folder} is no word index; run: onrecord doctor") from error
        index._copy = copy
        return index

    def __len__(self) -> int:
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def add(
        self,
        key: int,
        text: str,
        *,
        title: str | None,
        outlet: str | None,
        language: str | None,
        published: date | None,
        speakers: Iterable[str],
    ) -> None:
        """Add a passage; it is found after `commit`. `speakers` are folded names, or keys, that speak in it."""
        document = tantivy.Document()
        document.add_text("key", str(key))
        document.add_text("text", _plain(text))
        if language and (stems := inflection.stems(text, language)):
            document.add_text("text", _plain(" ".join(stems)))
        document.add_text("title", _plain(title or ""))
        document.add_text("outlet", names.fold(outlet or ""))
        document.add_text("language", language or "")
        for speaker in speakers:
            document.add_text("speaker", speaker)
        document.add_unsigned("day", published.toordinal() if published else UNDATED)
        self._open_writer().add_document(document)

    def remove(self, keys: Iterable[int]) -> None:
        """Remove the passages of `keys`, after `commit`."""
        for key in keys:
            self._open_writer().delete_documents_by_term("key", str(key))

    def commit(self) -> None:
        """Make what was added and removed visible and durable."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def terms(self, text: str) -> list[str]:
        """Return the index's terms of `text`, in order, repeats kept."""
        return list(self._analyzer.analyze(_plain(text)))

    def content_terms(self, text: str) -> list[str]:
        """Return the terms of `text` less words such as "the" and "of", each once; all if it has only those."""
        return list(dict.fromkeys(self._content.analyze(_plain(text)) or self.terms(text)))

    def holding_rarest(self, terms: Iterable[str]) -> list[int]:
        """Return the keys of the passages that have, in text or headline, the rarest of the index's `terms`."""
        searcher = self._index.searcher()
        rarest = min(terms, key=lambda term: sum(searcher.doc_freq(field, term) for field in ("text", "title")))
        return [key for key, _ in self._found(self._anywhere([rarest]), max(1, searcher.num_docs))]

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each of the index's terms, BM25's, never negative."""
        searcher = self._index.searcher()
        total = searcher.num_docs
        counts = {term: searcher.doc_freq("text", term) for term in terms}
        return {term: math.log1p((total - n + 0.5) / (n + 0.5)) for term, n in counts.items()}

    def search(self, text: str, limit: int, among: Among = _ALL) -> list[tuple[int, float]]:
        """Return up to `limit` passage keys with their BM25 scores for any word of `text`, best first."""
        terms = dict.fromkeys(self.terms(text))
        return self._found(_all_of([self._anywhere(terms), *self._filters(among)]), limit) if terms else []

    def holding(self, terms: Sequence[str], least: int, limit: int, among: Among = _ALL) -> list[int]:
        """Return up to `limit` keys of passages with at least `least` of the index's `terms`, best by BM25 first.

        What headlines hold does not count.
        """
        if not terms:
            return []
        held = [tantivy.Query.term_query(self._schema, "text", term) for term in terms]
        some = [(tantivy.Occur.Should, query) for query in held]
        told = held if least >= len(held) else [tantivy.Query.boolean_query(some, max(1, least))]
        return [key for key, _ in self._found(_all_of([*told, *self._filters(among)]), limit)]

    def _found(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        searcher = self._index.searcher()
        found = searcher.search(query, limit).hits
        return [(int(searcher.doc(address)["key"][0]), float(score)) for score, address in found]

    def _anywhere(self, terms: Iterable[str]) -> tantivy.Query:
        """Return the query for any of `terms`, in text or headline."""
        anywhere = []
        for term in terms:
            title = tantivy.Query.term_query(self._schema, "title", term)
            anywhere.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term)))
            anywhere.append((tantivy.Occur.Should, tantivy.Query.boost_query(title, _TITLE_BOOST)))
        return tantivy.Query.boolean_query(anywhere)

    def _filters(self, among: Among) -> list[tantivy.Query]:
        filters = []
        if among.days is not None:
            first, last = among.days
            filters.append(tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Unsigned, first, last))
        for field, values in (("outlet", among.outlets), ("speaker", among.speakers), ("language", among.languages)):
            if values:
                any_of = [
                    (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, value)) for value in values
                ]
                filters.append(tantivy.Query.boolean_query(any_of))
        return [tantivy.Query.const_score_query(query, 0.0) for query in filters]


def _all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
