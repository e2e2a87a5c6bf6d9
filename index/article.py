"""An article: its text as decoded, never rewritten, and what is known about it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from index.spans import Span


class Article(BaseModel):
    """One news article.

    `id` is derived from the content (text, title, outlet, date, url), so the same article keeps its
    id wherever its file lies and however often the archive is rebuilt.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="20 hexadecimal digits, from the content")
    text: str = Field(repr=False, description="the text as decoded; every span counts code points of it")
    title: str | None = None
    outlet: str | None = Field(default=None, description="who published it")
    published: date | None = Field(default=None, description="the article's own date, not the file's")
    url: str | None = None
    agency: str | None = Field(default=None, description="the news agency it cites as its source")
    language: str | None = Field(default=None, description="ISO 639-1 code")
    path: str = Field(description="the source file, absolute")
    record: int | None = Field(default=None, description="its place in a file of several records, from 0")
    furniture: tuple[Span, ...] = Field(
        default=(),
        repr=False,
        description="what is no prose (menus, widgets, credit lines): masked, not deleted",
    )

    @classmethod
    def make(
        cls,
        text: str,
        *,
        path: str,
        title: str | None = None,
        outlet: str | None = None,
        published: date | None = None,
        url: str | None = None,
        agency: str | None = None,
        language: str | None = None,
        record: int | None = None,
        furniture: tuple[Span, ...] = (),
    ) -> Self:
        """Return the article with the id that its content gives."""
        return cls(
            id=_id(text, title, outlet, published, url),
            text=text,
            title=title,
            outlet=outlet,
            published=published,
            url=url,
            agency=agency,
            language=language,
            path=path,
            record=record,
            furniture=furniture,
        )

    def is_whole(self) -> bool:
        """Tell whether the content is the one that the id was made from."""
        return self.id == _id(self.text, self.title, self.outlet, self.published, self.url)

    def is_furniture(self, span: tuple[int, int]) -> bool:
        """Tell whether more than half of `span` is furniture."""
        width = span[1] - span[0]
        return 2 * sum(masked.overlap(span) for masked in self.furniture) > width


def _id(text: str, title: str | None, outlet: str | None, published: date | None, url: str | None) -> str:
    day = published.isoformat() if published else None
    digest = hashlib.sha256(repr((text, title, outlet, day, url)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]
