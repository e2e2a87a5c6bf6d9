"""HTML: the main text of a page, without its menus."""

from __future__ import annotations

import logging
import re
from html import unescape

from index import fields, furniture
from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers.draft import Draft, Found, SourceFile

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<]*</title\s*>", re.IGNORECASE)
_INLINE = "a|abbr|b|bdi|bdo|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr"
_BLOCK = re.compile(rf"</?(?!(?:{_INLINE})\b)[a-z]", re.IGNORECASE)
# The day a page gives for itself; the wider search takes years from copyright lines.
_LONGEST = 5_000_000
"""Characters of a page at most whose main text is looked for; that takes a second for each million."""
_TOO_LONG = f"a page of more than {_LONGEST:,} characters; all its text is read, menus too; split it for the main text"
_HUGE_NUMBER = re.compile(r"&#[0-9]{20,};?")
_DATE_SEARCH = {"extensive_search": False, "original_date": True}


def recognises(file: SourceFile) -> bool:
    """Tell whether the text starts as a page does, or is named as one and has tags."""
    text = file.decoded.text.removeprefix("\ufeff")
    return bool(_START.match(text)) or (file.suffix in SUFFIXES and bool(_TAG.search(text)))


def read(file: SourceFile) -> Found:
    """Return the main text of the page as one article; if none stands out, all its text.

    Raises UnreadableFileError if the page holds no text.
    """
    page = file.decoded.text.removeprefix("\ufeff")
    extracted = _extracted(page) if len(page) <= _LONGEST else None
    text, facts = extracted if extracted else (_all_text(page), Facts())
    if not text.strip():
        raise UnreadableFileError("a page without text; save it again once it has loaded whole")
    problems = (file.decoded.problem, _TOO_LONG if len(page) > _LONGEST else None)
    return Found((Draft(text, facts),), tuple(filter(None, problems)))


def _extracted(page: str) -> tuple[str, Facts] | None:
    import trafilatura  # noqa: PLC0415 - slow to load

    # It warns of pages from which it takes nothing; their text is had otherwise.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=_DATE_SEARCH
        )
    except MemoryError:
        raise
    except Exception:  # whatever a broken page makes the library raise, its plain text can still be had
        return None
    if not isinstance(document, trafilatura.settings.Document) or not document.text:
        return None
    return document.text, fields.facts(
        {"title": document.title, "date": document.date, "url": document.url, "outlet": document.sitename}
    )


def _all_text(page: str) -> str:
    """Return all text of `page`, a blank line between blocks.

    It is cut out between the tags, for no parser here takes every page: lxml drops what is nested more
    than 2,048 deep, and html.parser takes hours over a few MB of unclosed tags.
    """
    page = _TITLE.sub("", page, count=1)
    parts, at = [], 0
    for start, end in furniture.tags(page):
        parts += [_words(page[at:start]), "\n\n" if _BLOCK.search(page, start, end) else ""]
        at = end
    parts.append(_words(page[at:]))
    paragraphs = (" ".join(paragraph.split()) for paragraph in "".join(parts).split("\n\n"))
    return "\n\n".join(filter(None, paragraphs))


def _words(source: str) -> str:
    # Of more than 4,300 digits Python makes no number; none beyond 1,114,111 is a character.
    return re.sub(r"\s+", " ", unescape(_HUGE_NUMBER.sub("\ufffd", source)))
