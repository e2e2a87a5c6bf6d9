"""Formats that are not read, recognised so that the message can say what to do."""

from __future__ import annotations

import re
from typing import NoReturn

from index.errors import UnreadableFileError
from index.readers.draft import SourceFile

_OFFICE = "an old Word document or one with a password; open it and save it as DOCX without password, or as PDF"
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"{\\rtf", "an RTF document; open it and save it as DOCX or text"),
    (b"PK\x03\x04", "a zip archive or a document in one that is not DOCX; unpack it, or save the document as DOCX"),
    (b"PK\x05\x06", "an empty zip archive; remove it"),
    (b"\x1f\x8b", "compressed with gzip; unpack it with gunzip"),
    (b"BZh", "compressed with bzip2; unpack it with bunzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz; unpack it with unxz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it with unzstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and index the folder"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it and index the folder"),
    (b"\x89PNG\r\n", "an image; recognise its text (OCR) and save that"),
    (b"\xff\xd8\xff", "an image; recognise its text (OCR) and save that"),
    (b"GIF8", "an image; recognise its text (OCR) and save that"),
    (b"SQLite format 3\x00", "a database; export its articles as JSON lines"),
    (b"\x7fELF", "a program; remove it from the source"),
)
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml\b|\s*<(?:rss|feed|nitf|newsitem)\b", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_LOOKED_AT = 2048


def recognises(file: SourceFile) -> bool:
    """Tell whether `file` is of one of these formats."""
    return _advice(file) is not None


def read(file: SourceFile) -> NoReturn:
    """Raise UnreadableFileError, saying what the file is and what to do."""
    raise UnreadableFileError(_advice(file) or "of no known format")


def _advice(file: SourceFile) -> str | None:
    start = file.data[:_LOOKED_AT]
    if file.data.startswith(b"BZh") and file.data[4:10] != b"1AY&SY":
        return None  # a text may begin with these letters
    found = next((advice for magic, advice in _MAGIC if start.startswith(magic)), None)
    if found is None and _XML.match(start) and not _HTML.search(start):
        found = "XML; convert it to JSON lines, HTML or text"
    return found
