"""HTML of texts that come from articles: everything is escaped, and only web addresses become links."""

from __future__ import annotations

import html
from collections.abc import Mapping
from urllib.parse import urlsplit

from index import Article
from ui.text import visible
from ui.words import long_date, say, spoken


def escaped(text: str) -> str:
    """Return `text` as HTML that shows just that; it is safe in an attribute, too."""
    return html.escape(visible(text))


def web_address(url: str | None) -> str | None:
    """Return `url` if it is one of the web (http or https, with a host), else None."""
    try:
        parts = urlsplit(url or "")
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def tongue(article: Article) -> str:
    """Return the HTML attribute of words of an article that are not in the language of the page; empty if they are."""
    language = article.language
    return f' lang="{escaped(language)}"' if language and language != spoken() else ""


def speaker(name: str, colours: Mapping[str, int]) -> str:
    """Return a speaker's name in their colour."""
    return f'<b class="speaker colour-{colours.get(name, 0)}" dir="auto">{escaped(name)}</b>'


def published(article: Article) -> str:
    """Return who published an article and when."""
    parts = [f"<bdi>{escaped(article.outlet)}</bdi>"] if article.outlet else []
    if article.published:
        parts.append(f'<time datetime="{article.published}">{long_date(article.published)}</time>')
    return ", ".join(parts) or say("panel.unknown")
