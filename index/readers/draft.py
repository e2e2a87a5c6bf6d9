"""What passes between the readers of formats and `readers.read`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

from index.fields import Facts
from index.readers.encoding import Decoded, decode
from index.settings import Settings
from index.spans import Span

MAX_PROBLEMS = 50
"""Problems of one file that are told; the others are counted."""


_MEGABYTE = 1_000_000


def _default(setting: str) -> int:
    return int(Settings.model_fields[setting].default)


@dataclass(frozen=True)
class Limits:
    """How much is read from one file, so that no file fills the memory or takes hours; each has its own message."""

    characters: int = _default("max_article_chars")
    """Of an article."""
    lines: int = 500_000
    """Of an article."""
    records: int = _default("max_records")
    """Records, rows or lines of a file of many articles."""
    pages: int = _default("max_pages")
    """Of a PDF."""
    operators: int = 5_000_000
    """What a PDF's pages draw with, all together."""
    unpacked: int = _default("max_unpacked_mb") * _MEGABYTE
    """Bytes of a DOCX, unpacked."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the limits that `settings` set."""
        return cls(
            characters=settings.max_article_chars,
            records=settings.max_records,
            pages=settings.max_pages,
            unpacked=settings.max_unpacked_mb * _MEGABYTE,
        )


@dataclass(frozen=True)
class SourceFile:
    """A file to be read: its absolute path and its bytes, and how much of it may be read."""

    path: Path
    data: bytes
    limits: Limits = Limits()

    @property
    def suffix(self) -> str:
        """The end of its name, in lower case (".txt")."""
        return self.path.suffix.lower()

    @cached_property
    def decoded(self) -> Decoded:
        """Its text; raises UnreadableFileError if it is none."""
        return decode(self.data)


@dataclass(frozen=True)
class Draft:
    """An article as its format gives it; what is missing is looked for in the text."""

    text: str
    facts: Facts = field(default_factory=Facts)
    furniture: tuple[Span, ...] = ()
    record: int | None = None
    created: date | None = None
    """When the document was made: the article's date only if the text names none."""


@dataclass(frozen=True)
class Found:
    """What a file holds: at least one draft or one problem."""

    drafts: tuple[Draft, ...]
    problems: tuple[str, ...] = ()
    more: int = 0
    """How many problems there are beyond these."""


class Reader(Protocol):
    """A format: modules of this package are readers."""

    def recognises(self, file: SourceFile) -> bool:
        """Tell by its content, and by its name where that does not tell, whether `file` is of this format."""
        ...

    def read(self, file: SourceFile) -> Found:
        """Return what `file` holds; raises UnreadableFileError, saying why and what to do."""
        ...
