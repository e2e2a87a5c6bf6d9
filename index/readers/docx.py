"""DOCX: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers.draft import Draft, Found, SourceFile

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

MAX_UNPACKED = 500_000_000
MAX_PARTS = 20_000
_MARK = b"PK\x03\x04"
_MAIN_PART = "word/document.xml"
_TEMPLATE_MADE = date(2013, 12, 23)  # documents made with python-docx carry this unless told otherwise
_SAVE_ANEW = "open it and save it anew as DOCX or PDF"


def recognises(file: SourceFile) -> bool:
    """Tell whether it is a zip archive with a Word document, or, being damaged, named as one."""
    if not file.data.startswith(_MARK):
        return False
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
        _require_size(file.data)
        document = docx.Document(io.BytesIO(file.data))
        text = "\n\n".join(block for block in _blocks(document) if block.strip())
        facts, created = _facts(document)
    except UnreadableFileError:
        raise
    except Exception as error:  # damage makes the library raise nearly anything
        raise UnreadableFileError(f"a damaged DOCX ({error}); {_SAVE_ANEW}") from error
    if not text:
        raise UnreadableFileError("a DOCX without text; if it holds pictures of text, recognise them (OCR) first")
    return Found((Draft(text, facts, created=created),))


def _require_size(data: bytes) -> None:
    """Raise UnreadableFileError before a small file is unpacked to fill the memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise UnreadableFileError(
            f"a DOCX that unpacks to {size / 1e6:,.0f} MB in {len(parts):,} parts, over the limit of "
            f"{MAX_UNPACKED / 1e6:,.0f} MB or {MAX_PARTS:,}; take out its pictures"
        )


def _blocks(container: Document | _Cell) -> Iterator[str]:
    from docx.text.paragraph import Paragraph  # noqa: PLC0415 - see read

    for block in container.iter_inner_content():
        yield block.text if isinstance(block, Paragraph) else _table(block)


def _table(table: Table) -> str:
    """Return a table, one line per row; a cell that spans several columns is there once."""
    rows = []
    for row in table.rows:
        cells = dict.fromkeys(row.cells)
        rows.append("\t".join(" ".join(" ".join(_blocks(cell)).split()) for cell in cells))
    return "\n".join(row for row in rows if row.strip())


def _facts(document: Document) -> tuple[Facts, date | None]:
    about = document.core_properties
    created = about.created.date() if about.created else None
    return Facts(title=" ".join(about.title.split()) or None), None if created == _TEMPLATE_MADE else created
