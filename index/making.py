"""Making: all that an archive keeps of one article: sentences, who said what, passages and their vectors.

Who makes it is a seam: the processes of this machine (`index.workers`), or a cluster of many (`index.machines`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from index import encoder, passages
from index.article import Article
from index.attribution import Statement, attribute
from index.encoder import Vectors
from index.passages import Passage
from index.settings import Settings
from index.spans import Span

LANGUAGE = "en"
"""Of a text too short to tell."""

Analysis = tuple[tuple[Statement, ...], str | None]
"""Statements, and what went wrong."""


class Parts(NamedTuple):
    """What an article is cut into, and as many of the passages' vectors as are made already, by their ids."""

    sentences: tuple[Span, ...]
    passages: list[Passage]
    vectors: Mapping[int, Vectors]


class Begun(NamedTuple):
    """An article that is in the making; each function waits until what it gives is made."""

    article: Article
    parts: Callable[[], Parts]
    statements: Callable[[], Analysis]


class Makers(Protocol):
    """Those who make it, for one refresh."""

    @property
    def wanted(self) -> int:
        """How many articles should be in the making while others are stored."""

    def begin(self, articles: Sequence[Article], settings: Settings) -> list[Begun]:
        """Begin with `articles`; raises ArchiveError if that is not possible, as do the functions given."""

    def rest(self) -> None:
        """Let go of what was needed, as nothing is in the making any more."""

    def stop(self) -> None:
        """End at once, whatever is in the making."""


def analyse(text: str, spans: tuple[Span, ...], language: str | None) -> Analysis:
    """Return who said what in a text of these sentences; raises MemoryError only."""
    try:
        return attribute(text, sentences=spans, language=language or LANGUAGE), None
    except MemoryError:  # nothing about the article: the next refresh can read it
        raise
    except Exception as error:  # an article that cannot be attributed is still worth finding
        problem = f"who said what could not be read ({type(error).__name__}: {error}); it is searchable all the same"
        return (), problem


def cut(article: Article, spans: tuple[Span, ...], settings: Settings) -> Parts:
    """Return an article of these sentences in parts, without vectors."""
    model = encoder.load(settings.encoder)
    windows = passages.windows(article, spans, model, tokens=settings.passage_tokens, overlap=settings.passage_overlap)
    return Parts(spans, windows, {})


def encode(texts: list[str], settings: Settings, threads: int) -> Vectors:
    """Return the vectors of passages, shape (len(texts), dimension)."""
    exact = settings.precision == "float32"
    return encoder.load(settings.encoder).encode(texts, settings.batch_size, threads, exact=exact)
