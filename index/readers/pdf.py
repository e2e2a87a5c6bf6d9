"""PDF: the text of all pages, a blank line between two unless a sentence goes on from one to the next."""

from __future__ import annotations

import io
import itertools
import logging
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers.draft import Draft, Found, Limits, SourceFile

if TYPE_CHECKING:
    from pypdf import PdfReader

_MARK = b"%PDF-"
_LOOKED_AT = 1024
# What software puts where the title belongs.
_NO_TITLE = re.compile(
    r"untitled.*|microsoft (?:word|powerpoint) - .*|.*\.(?:docx?|pdf|indd|qxd|tex|pages|odt)|(?:about|file|https?):\S*",
    re.IGNORECASE,
)
_LAST = '.!?…:"”»'
"""What a page ends with that does not end inside a sentence."""
_PROTECTED = "protected by a password; save a copy without one (print it to PDF)"


def recognises(file: SourceFile) -> bool:
    """Tell by the mark at its start; software puts a little before it at times."""
    return file.data.lstrip().startswith(_MARK) or (file.suffix == ".pdf" and _MARK in file.data[:_LOOKED_AT])


def read(file: SourceFile) -> Found:
    """Return the whole document as one article, with the pages that cannot be read as problems.

    Raises UnreadableFileError if the document is damaged, protected or without text (scanned).
    """
    # The library warns of each small fault in a file; those that cost text are told below.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = _open(file.data, file.limits.pages)
        pages, problems = _pages(reader, file.limits)
    except (UnreadableFileError, MemoryError):
        raise
    except Exception as error:  # damage makes the library raise nearly anything
        raise UnreadableFileError(f"a damaged PDF ({error}); open it and save it anew") from error
    text = _characters(_joined(pages))
    if not text.strip():
        what = "; ".join(problems[:3]) or "a PDF without text, perhaps scanned"
        raise UnreadableFileError(f"{what}; recognise its text (OCR) and save that")
    facts, created = _facts(reader)
    return Found((Draft(text, facts, created=created),), tuple(problems))


def _open(data: bytes, limit: int) -> PdfReader:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load
    from pypdf.errors import DependencyError  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(data))
    try:
        opened = not reader.is_encrypted or bool(reader.decrypt(""))
    except DependencyError:  # AES needs one more library
        opened = False
    if not opened:
        raise UnreadableFileError("protected by a password or encrypted; save a copy without (print it to PDF)")
    if len(reader.pages) > limit:
        raise UnreadableFileError(
            f"{len(reader.pages):,} pages, over the limit of {limit:,}; split it, or raise ONRECORD_MAX_PAGES"
        )
    return reader


class _EndlessError(Exception):
    """Pages that draw more than is read."""


class _Work:
    """Counts what pages draw with, so that a few kilobytes of pages that share one drawing do not take hours."""

    def __init__(self, limits: Limits) -> None:
        self._operators, self._characters = limits.operators, limits.characters

    def draw(self, *_: Any) -> None:
        """Count one operator; raise _EndlessError if that is one too many."""
        self._operators -= 1
        if self._operators < 0:
            raise _EndlessError

    def add(self, text: str) -> None:
        """Count the text of a page; raise _EndlessError if it is too long."""
        self._characters -= len(text)
        if self._characters < 0:
            raise _EndlessError


def _pages(reader: PdfReader, limits: Limits) -> tuple[list[str], list[str]]:
    """Return the text of each page that has any, and what is wrong with pages that cannot be read."""
    pages, problems = [], []
    work = _Work(limits)
    for number, page in enumerate(reader.pages, start=1):
        try:
            text = page.extract_text(visitor_operand_before=work.draw)
            work.add(text)
        except _EndlessError:
            problems.append(f"page {number} and all after it are not read: they draw too much; split it")
            break
        except MemoryError:
            raise
        except Exception as error:  # one damaged page does not cost the others
            problems.append(f"page {number} cannot be read ({error})")
        else:
            pages += [text] if text.strip() else []
    return pages, problems


def _joined(pages: Sequence[str]) -> str:
    """Return the text of all pages, without a blank line where one ends inside a sentence, as a small letter tells."""
    parts = list(pages[:1])
    for before, page in itertools.pairwise(pages):
        inside = before.rstrip()[-1] not in _LAST and page.lstrip()[0].islower()
        parts += ["\n" if inside else "\n\n", page]
    return "".join(parts)


def _facts(reader: PdfReader) -> tuple[Facts, date | None]:
    try:
        about = reader.metadata
        title = str(about.title or "") if about else ""
        created = about.creation_date if about else None
    except MemoryError:
        raise
    except Exception:  # the text is there; that its metadata are damaged is no reason to refuse it
        return Facts(), None
    title = " ".join(_characters(title).split())
    return Facts(title=None if _NO_TITLE.fullmatch(title) else title or None), created.date() if created else None


def _characters(text: str) -> str:
    """Return `text` with � for what fonts map to no character; surrogate pairs become what they mean."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
