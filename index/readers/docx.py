"""DOCX: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers.draft import Draft, Found, Limits, SourceFile
from index.spans import Span

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

MAX_UNPACKED = Limits().unpacked
MAX_PARTS = 20_000
_MAX_TAGS = 2_000_000
"""In all parts, about: each takes some hundred bytes of memory, and microseconds."""
_HEAD = 4
"""In how many of the first paragraphs the author may be named."""
_CHUNK = 1_000_000
_ENTRY = b"PK\x01\x02"
_MARK = b"PK\x03\x04"
_MAIN_PART = "word/document.xml"
_TEMPLATE_MADE = date(2013, 12, 23)  # documents made with python-docx carry this unless told otherwise
_SAVE_ANEW = "open it and save it anew as DOCX or PDF"


def recognises(file: SourceFile) -> bool:
    """Tell whether it is a zip archive with a Word document, or, being damaged, named as one."""
    if not file.data.startswith(_MARK):
        return False
    if file.data.count(_ENTRY) > MAX_PARTS:
        return file.suffix == ".docx"
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            return _MAIN_PART in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return file.suffix == ".docx"


def read(file: SourceFile) -> Found:
    """Return the document as one article, a blank line between paragraphs, cells divided by tabs.

    Raises UnreadableFileError if it is damaged, without text, or larger than it should be unpacked.
    """
    import docx  # noqa: PLC0415 - slow to load

    try:
        _require_size(file.data, file.limits.unpacked)
        document = docx.Document(io.BytesIO(file.data))
        text = "\n\n".join(block for block in _blocks(document) if block.strip())
        facts, created = _facts(document)
        author = " ".join(document.core_properties.author.split())
    except (UnreadableFileError, MemoryError):
        raise
    except Exception as error:  # damage makes the library raise nearly anything
        raise UnreadableFileError(f"a damaged DOCX ({error}); {_SAVE_ANEW}") from error
    if not text:
        raise UnreadableFileError("a DOCX without text; if it holds pictures of text, recognise them (OCR) first")
    return Found((Draft(text, facts, furniture=_byline(text, author), created=created),))


def _require_size(data: bytes, limit: int) -> None:
    """Raise UnreadableFileError before a small file is unpacked to fill the memory."""
    if (count := data.count(_ENTRY)) > MAX_PARTS:
        raise UnreadableFileError(f"a DOCX of {count:,} parts, over the limit of {MAX_PARTS:,}; {_SAVE_ANEW}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableFileError("a DOCX with a password; open it and save it without one")
        size = sum(part.file_size for part in parts)
        if size > limit:
            raise UnreadableFileError(
                f"a DOCX that unpacks to {size / 1e6:,.0f} MB, over the limit of {limit / 1e6:,.0f} MB; "
                "take out its pictures, or raise ONRECORD_MAX_UNPACKED_MB"
            )
        tags = sum(_tags(archive, part) for part in parts)
    if tags > _MAX_TAGS:
        raise UnreadableFileError(f"a DOCX of more than {_MAX_TAGS:,} tags; split it, or save it as text")


def _tags(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Return how many tags a part has, if it is XML, which its name need not tell."""
    with archive.open(part) as unpacked:
        return sum(chunk.count(b"<") for chunk in iter(lambda: unpacked.read(_CHUNK), b""))


def _blocks(container: Document | _Cell) -> Iterator[str]:
    from docx.text.paragraph import Paragraph  # noqa: PLC0415 - see read

    for block in container.iter_inner_content():
        yield block.text if isinstance(block, Paragraph) else _table(block)


def _table(table: Table) -> str:
    """Return a table, one line per row; a cell over several columns is there once, one over several rows in each.

    The library has all this too, but makes a list as long as a cell claims to be wide, and looks up
    through all the rows above for each cell that goes on from there.
    """
    from docx.table import _Cell  # noqa: PLC0415 - see read

    rows, above = [], dict[int, str]()
    for row in table._tbl.tr_lst:
        place, here = row.grid_before, dict[int, str]()
        for cell in row.tc_lst:
            goes_on = cell.vMerge == "continue" and place in above
            here[place] = above[place] if goes_on else " ".join(" ".join(_blocks(_Cell(cell, table))).split())
            place += max(1, cell.grid_span)
        rows.append("\t".join(here.values()))
        above = here
    return "\n".join(row for row in rows if row.strip())


def _byline(text: str, author: str) -> tuple[Span, ...]:
    """Return the paragraph near the start that only names the author whom the document tells of, if there is one."""
    at = 0
    for paragraph in text.split("\n\n", _HEAD)[:_HEAD]:
        if author and " ".join(paragraph.split()).casefold() == author.casefold():
            return (Span(at, at + len(paragraph)),)
        at += len(paragraph) + len("\n\n")
    return ()


def _facts(document: Document) -> tuple[Facts, date | None]:
    about = document.core_properties
    created = about.created.date() if about.created else None
    return Facts(title=" ".join(about.title.split()) or None), None if created == _TEMPLATE_MADE else created
