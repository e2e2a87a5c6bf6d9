"""Exports: answers as text that can be pasted elsewhere, and a conversation as a file.

What is quoted is read from the archive by its place, so an export holds what the articles hold.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index import Article, Filter, Index, Span
from index.database import StoredPassage
from qa import copies
from qa.candidates import Evidence
from qa.retrieval import Hit
from ui.markup import escaped, web_address
from ui.sources import Role, Source, Told
from ui.text import flat
from ui.words import say

_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\s\\{}<>\"`^|]")
"""What stands in no web address, and would end or break one in BibTeX or Markdown."""
_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",  # BibTeX counts braces even after a backslash
        "}": r"{\textbraceright}",
        "^": r"{\textasciicircum}",
        "~": r"{\textasciitilde}",
        **{sign: f"\\{sign}" for sign in "$%&#_"},
    }
)

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
    lines = (line(source, article, _also_in(source, archive)) for source, article in quoted)
    parts = [f"## {_marked(question)}" if form is Format.MARKDOWN else question]
    if not told.found:
        parts.append(say("exports.not_found"))
    return "\n\n".join((*parts, *lines)) + "\n"


def markdown(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return a conversation as Markdown."""
    return "\n".join(("# On Record\n", *(answer(exchange, archive, Format.MARKDOWN) for exchange in exchanges)))


def as_json(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return a conversation as JSON: a list of questions, each with the quotes told and their places."""
    return json.dumps([_record(exchange, archive) for exchange in exchanges], indent=2, ensure_ascii=False)


def downloads(exchanges: Sequence[Exchange], archive: Index) -> str:
    """Return links that save a conversation; what they save lies in the links themselves."""
    if not exchanges:
        return f'<p class="hint">{say("exports.first")}</p>'
    kinds = (("Markdown", "md", "text/markdown", markdown), ("JSON", "json", "application/json", as_json))
    return " ".join(
        f'<a class="download" download="conversation.{suffix}" href="data:{media};charset=utf-8;base64,'
        f'{base64.b64encode(write(exchanges, archive).encode("utf-8", "replace")).decode()}">'
        f"{escaped(say('exports.save', form=name))}</a>"
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


def _also_in(source: Source, archive: Index) -> list[Article]:
    """Return the other articles that hold the words of a source, newest first."""
    found = []
    for key in _copies(archive, archive.snapshot().generation, source):
        try:
            found.append(archive.article(key))
        except KeyError:  # removed since
            continue
    return found


@lru_cache(1024)  # the whole conversation is written anew after each answer
def _copies(archive: Index, generation: str, source: Source) -> tuple[str, ...]:
    """Return the ids of those articles in this generation of the archive."""
    snapshot, span = archive.snapshot(), Span(source.start, source.end)
    statement = next(
        (
            said
            for said in snapshot.db.statements(source.article)
            if said.speaker == source.speaker and span.overlap((said.start, said.end))
        ),
        None,
    )
    hit = Hit(StoredPassage(0, source.article, span, 0))
    evidence = Evidence(snapshot.article(source.article), span, statement, hit)
    return tuple(place.article.id for place in copies.of(snapshot, evidence, Filter()))


def _words(source: Source, article: Article) -> str:
    return flat(article.text[source.start : source.end])


def _plain(source: Source, article: Article, also: Sequence[Article]) -> str:
    lines = [f"{_words(source, article)} [{source.number}]", f"    {_reference(source, article)}"]
    if also:
        lines.append("    " + say("exports.also_in", where="; ".join(map(_published, also))))
    return "\n".join(lines)


def _markdown(source: Source, article: Article, also: Sequence[Article]) -> str:
    quoted = f"> {_marked(_words(source, article))} [{source.number}]"
    lines = [quoted, ">", f"> — {_marked(_reference(source, article))}{_link(article)}"]
    if also:
        places = "; ".join(f"{_marked(_published(copy))}{_link(copy)}" for copy in also)
        lines += [">", f"> {say('exports.also_in', where=places)}"]
    return "\n".join(lines)


def _link(article: Article) -> str:
    return f" <{address}>" if (address := _address(article)) else ""


def _published(article: Article) -> str:
    """Return which outlet published an article and when, or, where neither is known, what it is called."""
    told = ", ".join(flat(str(part)) for part in (article.outlet, article.published) if part)
    return told or flat(article.title or Path(article.path).name)


def _reference(source: Source, article: Article) -> str:
    parts = [source.speaker or say("panel.unnamed"), article.outlet, article.title, article.published]
    told = ", ".join(flat(str(part)) for part in parts if part)
    return f"{told}, {say('panel.characters', start=source.start, end=source.end)}"


def _marked(text: str) -> str:
    """Return `text` so that Markdown shows just that."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|$~" else sign for sign in text)


def _address(article: Article) -> str | None:
    """Return the web address of an article as it is, but for signs that may not stand in one."""
    address = web_address(article.url)
    return address and _NO_ADDRESS.sub(lambda sign: quote(sign[0]), address)


def _bibtex(articles: Iterable[Article]) -> str:
    """Return articles as BibTeX entries: nobody is their author, and no sign in them is a command."""
    return "\n".join(map(_entry, _distinct(articles)))


def _entry(article: Article) -> str:
    day = article.published
    fields = {
        "title": article.title and f"{{{_latex(article.title)}}}",  # twice in braces: no style changes its capitals
        "journal": article.outlet and _latex(article.outlet),
        "year": day and f"{day.year:04}",
        "date": day and day.isoformat(),
        "url": _address(article),
        "langid": article.language and _latex(article.language),
    }
    lines = [f"    {name} = {{{value}}}" for name, value in fields.items() if value]
    return ",\n".join((f"@article{{onrecord-{article.id}", *lines)) + "\n}\n"


def _latex(text: str) -> str:
    """Return `text` so that LaTeX prints just that."""
    return flat(text).translate(_LATEX)


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
            "URL": _address(article),
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
