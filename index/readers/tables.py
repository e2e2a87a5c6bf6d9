"""CSV and TSV: one article per row, its text column verbatim."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from index import fields
from index.errors import UnreadableFileError
from index.readers import records
from index.readers.draft import Found, SourceFile

SUFFIXES = frozenset({".csv", ".tsv"})
_DELIMITERS = ",;\t|"
_LONGEST_HEADER = 100_000
_LONGEST_FIELD = 10_000_000
_LONGEST_ROW = 20_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_KNOWN = frozenset((*fields.TEXT, *fields.TITLE, *fields.PUBLISHED, *fields.URL, *fields.OUTLET))


def recognises(file: SourceFile) -> bool:
    """Tell by the name; any text could be a table of one column."""
    return file.suffix in SUFFIXES


def read(file: SourceFile) -> Found:
    """Return the articles of a table whose first row names the columns as JSON names fields.

    Raises UnreadableFileError if no column is known to hold the text, or no row gives an article.
    """
    text = file.decoded.text.lstrip("\ufeff\r\n ")
    header = text[: _LONGEST_HEADER + 1].split("\n", 1)[0]
    if len(header) > _LONGEST_HEADER:
        raise UnreadableFileError(
            f"a table whose first row has more than {_LONGEST_HEADER:,} characters; name the columns in the first row"
        )
    delimiter = max(_DELIMITERS, key=lambda mark: len(_KNOWN.intersection(_names(header, mark))))
    if not set(_names(header, delimiter)).intersection(fields.TEXT):
        raise UnreadableFileError("a table without a column named text, body, content or article; name the columns so")
    found = records.from_values(_rows(text, delimiter), file.limits.records)
    if not found.drafts:
        problems = "; ".join(found.problems[:3])
        raise UnreadableFileError(f"{problems or 'a table without rows'}; remove it or fill it")
    damaged = (file.decoded.problem,) if file.decoded.problem else ()
    return Found(found.drafts, (*damaged, *found.problems), found.more)


class _TooLongError(ValueError):
    """A row that goes on for too long."""


class _Lines:
    """The lines of a text, of which one row may take only so much: an open quote would swallow all of them."""

    def __init__(self, text: str) -> None:
        self._found = _LINE.finditer(text)
        self._left = _LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._found).group()
        self._left -= len(line.strip())
        if self._left < 0:
            self.begin_row()
            raise _TooLongError(f"a row of more than {_LONGEST_ROW:,} characters")
        return line

    def begin_row(self) -> None:
        """Let the next row take as much as any."""
        self._left = _LONGEST_ROW


def _names(header: str, delimiter: str) -> list[str]:
    return [fields.plain_name(name.strip().strip('"')) for name in header.split(delimiter)]


def _rows(text: str, delimiter: str) -> Iterator[tuple[str, object]]:
    """Yield each row as a record with the words for its place."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(text)
    reader = csv.DictReader(lines, delimiter=delimiter, restkey="", restval="")
    while True:
        lines.begin_row()
        try:
            row = next(reader, None)
        except (csv.Error, _TooLongError) as error:
            yield f"line {reader.line_num}", ValueError(f"{error}; quote fields that hold quotes or line ends")
            continue
        if row is None:
            return
        yield f"line {reader.line_num}", row
