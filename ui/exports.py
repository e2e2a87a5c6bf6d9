"""Exports: answers as text that can be pasted elsewhere, and a conversation as a file.

What is quoted is read from the archive by its place, so an export holds what the articles hold.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from pybtex.database import BibliographyData, Entry, Person

from index import Article, Index
from ui.markup import escaped, web_address
from ui.sources import Role, Source, Told
from ui.text import flat

Exchange = tuple[str, Told]
"""A question and what was told."""


class Format(StrEnum):
    """How an answer can be copied."""

    TEXT = "Text"
    MARKDOWN = "Markdown"
    BIBTEX = "BibTeX"
    CSL = "CSL-JSON"


def answer(exchange: Exchange, archive: Index, form: Format) -> str:
    """Return the answer of an exchange with its citations."""
    question, told = exchange
    quoted = list(_quoted(told, archive))
    if form is Format.BIBTEX:
        return _bibtex(article for _, article in quoted)
    if form is Format.CSL:
        return json.dumps(_csl(article for _, article in quoted), indent=2, ensure_ascii=False)
    line = _markdown if form is Format.MARKDOWN else _plain
    parts = [f"## {_marked(question)}" if form is Format.MARKDOWN else question]
    if not told.found:
        parts.append("Nothing was found in the archive that answers this.")
    return "\n\n".join((*parts, *(line(source, article) for source, article in quoted))) + "\n"


def markdown(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return a conversation as Markdown."""
    return "\n".join(("# On Record\n", *(answer(exchange, archive, Format.MARKDOWN) for exchange in exchanges)))


def as_json(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return a conversation as JSON: a list of questions, each with the quotes told and their places."""
    return json.dumps([_record(exchange, archive) for exchange in exchanges], indent=2, ensure_ascii=False)


def downloads(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return links that save a conversation; what they save lies in the links themselves."""
    if not exchanges:
        return '<p class="hint">Ask something first.</p>'
    kinds = (("Markdown", "md", "text/markdown", markdown), ("JSON", "json", "application/json", as_json))
    return " ".join(
        f'<a class="download" download="conversation.{suffix}" href="data:{media};charset=utf-8;base64,'
        f'{base64.b64encode(write(exchanges, archive).encode("utf-8", "replace")).decode()}">'
        f"Save the conversation as {escaped(name)}</a>"
        for name, suffix, media, write in kinds
    )


def _quoted(told: Told, archive: Index) -> Iterable[tuple[Source, Article]]:
    for source in told.sources:
        if source.role is Role.NEAREST:
            continue
        try:
            article = archive.article(source.article)
        except KeyError:  # removed since
            continue
        if source.end <= len(article.text):
            yield source, article


def _words(source: Source, article: Article) -> str:
    return flat(article.text[source.start : source.end])


def _plain(source: Source, article: Article) -> str:
    return f"{_words(source, article)} [{source.number}]\n    {_reference(source, article)}"


def _markdown(source: Source, article: Article) -> str:
    link = f" <{address}>" if (address := web_address(article.url)) else ""
    return (
        f"> {_marked(_words(source, article))} [{source.number}]\n>\n> — {_marked(_reference(source, article))}{link}"
    )


def _reference(source: Source, article: Article) -> str:
    parts = [source.speaker or "speaker not named", article.outlet, article.title, article.published]
    told = ", ".join(flat(str(part)) for part in parts if part)
    return f"{told}, characters {source.start}–{source.end}"


def _marked(text: str) -> str:
    """Return `text` so that Markdown shows just that."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|$~" else sign for sign in text)


def _bibtex(articles: Iterable[Article]) -> str:
    entries = {}
    for article in _distinct(articles):
        fields = {
            "title": article.title,
            "journal": article.outlet,
            "date": article.published and article.published.isoformat(),
            "url": web_address(article.url),
            "langid": article.language,
        }
        kept = [(name, flat(value)) for name, value in fields.items() if value]
        entries[f"onrecord-{article.id}"] = Entry("article", kept, persons={"author": _authors(article)})
    return str(BibliographyData(entries).to_string("bibtex"))


def _authors(article: Article) -> list[Person]:
    return [Person(last=flat(article.outlet))] if article.outlet else []


def _csl(articles: Iterable[Article]) -> list[dict[str, Any]]:
    """Return articles as CSL-JSON items (Citation Style Language 1.0.2)."""
    items = []
    for article in _distinct(articles):
        day = article.published
        fields = {
            "id": f"onrecord-{article.id}",
            "type": "article-newspaper",
            "title": article.title,
            "container-title": article.outlet,
            "issued": day and {"date-parts": [[day.year, day.month, day.day]]},
            "URL": web_address(article.url),
            "language": article.language,
        }
        items.append({name: value for name, value in fields.items() if value})
    return items


def _distinct(articles: Iterable[Article]) -> list[Article]:
    return list({article.id: article for article in articles}.values())


def _record(exchange: Exchange, archive: Index) -> dict[str, Any]:
    question, told = exchange
    return {
        "question": question,
        "status": "answered" if told.found else "not_found",
        "generation": told.generation,
        "quotes": [
            {
                "quote": article.text[source.start : source.end],
                "answers": source.role is Role.QUOTE,
                "speaker": source.speaker,
                "start": source.start,
                "end": source.end,
                "article": article.model_dump(mode="json", include={"id", "title", "outlet", "published", "url"}),
            }
            for source, article in _quoted(told, archive)
        ],
    }
