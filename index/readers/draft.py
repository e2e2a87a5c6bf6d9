"""What passes between the readers of formats and `readers.read`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from index.fields import Facts
from index.readers.encoding import Decoded, decode
from index.spans import Span


@dataclass(frozen=True)
class SourceFile:
    """A file to be read: its absolute path and its bytes."""

    path: Path
    data: bytes

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


class Reader(Protocol):
    """A format: modules of this package are readers."""

    def recognises(self, file: SourceFile) -> bool:
        """Tell by its content, and by its name where that does not tell, whether `file` is of this format."""
        ...

    def read(self, file: SourceFile) -> Found:
        """Return what `file` holds; raises UnreadableFileError, saying why and what to do."""
        ...
