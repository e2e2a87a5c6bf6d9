"""Fields: the names under which files give an article's text, title, date, outlet and address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from index import dates

# In order of preference; compared without case, spaces, underscores and hyphens.
TEXT = [
    "text",
    "body",
    "content",
    "articlebody",
    "fulltext",
    "articletext",
    "maintext",
    "bodytext",
    "contenttext",
    "article",
    "story",
    "description",
]
TITLE = ["title", "headline", "name", "heading"]
PUBLISHED = [
    "date",
    "published",
    "publishedat",
    "pubdate",
    "datepublished",
    "publicationdate",
    "publisheddate",
    "publishdate",
    "firstpublished",
    "created",
    "createdat",
    "timestamp",
    "time",
]
URL = ["url", "link", "permalink", "canonicalurl", "href", "weburl", "sourceurl"]
OUTLET = ["outlet", "source", "publisher", "site", "sourcename", "publication", "newspaper", "sitename"]

_Plain = Mapping[str, object]


@dataclass(frozen=True)
class Facts:
    """What a file says about an article, beside the text."""

    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None


def plain_names(record: Mapping[str, object]) -> dict[str, object]:
    """Return `record` under names without case, spaces, underscores and hyphens; names that are no strings are none."""
    return {plain_name(name): value for name, value in record.items() if isinstance(name, str)}


def plain_name(name: str) -> str:
    """Return `name` without case, spaces, underscores and hyphens."""
    return "".join(char for char in name.casefold() if char not in " _-\t")


def facts(record: _Plain) -> Facts:
    """Return what the fields of `record`, under plain names, say."""
    urls = (_words(record.get(name)) for name in URL)
    url = next((u for u in urls if u and u.startswith(("http://", "https://"))), None)
    days = (dates.parse(record.get(name)) for name in PUBLISHED)
    outlet = _first(record, OUTLET)
    if outlet and outlet.startswith(("http://", "https://")):
        outlet = host(outlet)
    return Facts(
        title=_first(record, TITLE),
        outlet=outlet or (host(url) if url else None),
        published=next(filter(None, days), None),
        url=url,
    )


def host(url: str) -> str | None:
    """Return the host of `url` without "www.", None if it has none."""
    try:
        name = urlsplit(url).hostname
    except ValueError:  # "http://[" and the like
        return None
    return name.removeprefix("www.") if name else None


def _first(record: _Plain, names: list[str]) -> str | None:
    return next(filter(None, (_words(record.get(name)) for name in names)), None)


def _words(value: object) -> str | None:
    if isinstance(value, Mapping):  # {"source": {"id": 7, "name": "The Gazette"}}
        value = plain_names(value).get("name")
    return (" ".join(value.split()) or None) if isinstance(value, str) else None
