"""CSV and TSV: one article per row, its text column verbatim."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from index import fields
from index.errors import UnreadableFileError
from index.readers import records
from index.readers.draft import Found, SourceFile

SUFFIXES = frozenset({".csv", ".tsv"})
_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 10_000_000
_KNOWN = frozenset((*fields.TEXT, *fields.TITLE, *fields.PUBLISHED, *fields.URL, *fields.OUTLET))


def recognises(file: SourceFile) -> bool:
    """Tell by the name; any text could be a table of one column."""
    return file.suffix in SUFFIXES


def read(file: SourceFile) -> Found:
    """Return the articles of a table whose first row names the columns as JSON names fields.

    Raises UnreadableFileError if no column is known to hold the text, or no row gives an article.
    """
    text = file.decoded.text.lstrip("\ufeff\r\n ")
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda mark: len(_KNOWN.intersection(_names(header, mark))))
    if not set(_names(header, delimiter)).intersection(fields.TEXT):
        raise UnreadableFileError("a table without a column named text, body, content or article; name the columns so")
    found = records.from_values(_rows(text, delimiter))
    if not found.drafts:
        raise UnreadableFileError("; ".join(found.problems[:3]) or "a table without rows; remove it or fill it")
    problems = (file.decoded.problem,) if file.decoded.problem else ()
    return Found(found.drafts, (*problems, *found.problems))


def _names(header: str, delimiter: str) -> list[str]:
    return [fields.plain_name(name.strip().strip('"')) for name in header.split(delimiter)]


def _rows(text: str, delimiter: str) -> Iterator[tuple[str, object]]:
    """Yield each row as a record with the words for its place."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield f"line {reader.line_num}", ValueError(f"{error}; quote fields that hold quotes or line ends")
            continue
        if row is None:
            return
        yield f"line {reader.line_num}", row
