"""HTML: the main text of a page, without its menus."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from index import fields
from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers.draft import Draft, Found, SourceFile

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
# The day a page gives for itself; the wider search takes years from copyright lines.
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
    extracted = _extracted(page)
    text, facts = extracted if extracted else (_all_text(page), Facts())
    if not text.strip():
        raise UnreadableFileError("a page without text; save it again once it has loaded whole")
    return Found((Draft(text, facts),), (file.decoded.problem,) if file.decoded.problem else ())


def _extracted(page: str) -> tuple[str, Facts] | None:
    import trafilatura  # noqa: PLC0415 - slow to load

    try:
        document = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=_DATE_SEARCH
        )
    except Exception:  # whatever a broken page makes the library raise, its plain text can still be had
        return None
    if not isinstance(document, trafilatura.settings.Document) or not document.text:
        return None
    return document.text, fields.facts(
        {"title": document.title, "date": document.date, "url": document.url, "outlet": document.sitename}
    )


def _all_text(page: str) -> str:
    collector = _TextCollector()
    collector.feed(page)
    collector.close()
    paragraphs = (" ".join(paragraph.split()) for paragraph in "".join(collector.parts).split("\n\n"))
    return "\n\n".join(filter(None, paragraphs))


class _TextCollector(HTMLParser):
    """Collects all text of a page, with a blank line around each block, however deep the page is nested.

    (lxml drops what is nested more than 256 deep, or 2,048 if told so.)
    """

    _UNSEEN = frozenset({"script", "style", "template", "noscript", "title"})
    _INLINE = frozenset("a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a block begins, and where unseen text does."""
        if tag in self._UNSEEN:
            self._unseen = self._unseen or tag
        if tag not in self._INLINE:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where a block ends, and where unseen text does."""
        if tag == self._unseen:
            self._unseen = None
        if tag not in self._INLINE:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keep the text that can be seen; its own blank lines are no paragraphs."""
        if self._unseen is None:
            self.parts.append(re.sub(r"\s+", " ", data))
