"""Answers on a terminal. What comes from articles is never read as markup or as terminal codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from qa import Answer, Citation, Passage, Status
from qa.models import DIFFERING, NO_MORE, Copy, Grouping, silence
from ui.text import also_in, flat, reckoned, shortened, understood

if TYPE_CHECKING:
    from ui.service import Articles, Speakers

_NEAREST_WIDTH = 200
_INDENT = "    "
_COPIES = 5  # listed; the JSON has them all


def show(answer: Answer, console: Console, by: Grouping | None = None, ids: bool = False) -> None:
    """Print an answer: its quotes with who said them and where, grouped `by` something, or what came nearest.

    `ids` adds the ids of the articles.
    """
    if read_as := understood(answer):
        _print(console, [Text(read_as, style="dim"), Text()])
    if leads := [*([NO_MORE] if answer.no_more else []), *([DIFFERING] if answer.differing and not by else [])]:
        _print(console, [*(Text(lead, style="yellow") for lead in leads), Text()])
    if answer.status is Status.ANSWERED and by:
        for name, citations in answer.grouped(by).items():
            _print(console, [Text(flat(name), style="bold"), *_citations(citations, ids), Text()])
        return
    if answer.status is Status.ANSWERED:
        _print(console, _citations(answer.citations, ids))
        _print(console, [Text(f"\n{flat(line)}", style="yellow") for line in silence(answer.silent)])
        return
    _print(console, [Text(flat(answer.text), style="yellow")])
    if answer.others:
        _print(console, [Text("\nWho did speak on it:", style="bold"), *_citations(answer.others, ids)])
    if answer.nearest:
        _print(console, [Text("\nThe nearest passages, which do not answer it:", style="bold")])
        _print(console, [line for passage in answer.nearest for line in _nearest(passage, ids)])


def _print(console: Console, lines: Sequence[Text]) -> None:
    for line in lines:  # in a pipe, a quote stays one line
        console.print(line, soft_wrap=not console.is_terminal)


def _citations(citations: Sequence[Citation], ids: bool) -> list[Text]:
    lines: list[Text] = []
    for citation in citations:
        lines += [Text(), *_citation(citation, ids)] if lines else _citation(citation, ids)
    return lines


def _citation(citation: Citation, ids: bool) -> list[Text]:
    return [
        _quote(citation),
        Text(_INDENT).append(_speaker(citation), style="cyan").append(_published(citation)),
        *_place(citation, ids),
        *([Text(_INDENT + told, style="dim")] if (told := reckoned(citation)) else []),
        *_copies(citation),
    ]


def _copies(citation: Citation) -> list[Text]:
    """Return where else the same words stand."""
    if (told := also_in(citation)) is None:
        return []
    where = [_published(copy).removeprefix(", ") for copy in citation.copies[:_COPIES]]
    more = [] if len(where) == len(citation.copies) else ["…"]
    return [Text(f"{_INDENT}{told}: {'; '.join(where + more)}", style="dim")]


def _quote(citation: Citation) -> Text:
    """Return the quote with its number; the short answer in it is bold."""
    start, end = citation.answer_start, citation.answer_end
    if start is None or end is None:
        start = end = citation.end
    text, line = citation.article.text, Text()
    line.append(flat(text[citation.start : start]))
    line.append(flat(text[start:end]), style="bold green")
    line.append(flat(text[end : citation.end]))
    return line.append(f" [{citation.number}]", style="bold")


def _speaker(citation: Citation) -> str:
    if citation.speaker is None:
        return "speaker not named"
    speaker, mention = flat(citation.speaker), flat(citation.mention or "")
    return speaker if mention in ("", speaker) else f"{speaker} (“{mention}”)"


def _published(found: Citation | Copy | Passage) -> str:
    article = found.article
    parts = (article.outlet, article.published.isoformat() if article.published else "undated")
    return "".join(f", {flat(part)}" for part in parts if part)


def _place(found: Citation | Passage, ids: bool) -> list[Text]:
    """Return the title, and the file with the range of characters; the article's id if `ids`."""
    article = found.article
    record = "" if article.record is None else f", record {article.record}"
    title = [Text(_INDENT + flat(article.title), style="italic")] if article.title else []
    place = Text(f"{_INDENT}{flat(article.path)}{record} [{found.start}:{found.end}]", style="dim")
    return [*title, place, *([Text(f"{_INDENT}article {article.id}", style="dim")] if ids else [])]


def _nearest(passage: Passage, ids: bool) -> list[Text]:
    return [Text("- " + shortened(passage.text, _NEAREST_WIDTH) + _published(passage)), *_place(passage, ids)]


def list_speakers(found: Speakers, console: Console) -> None:
    """Print who speaks, one on a line, with how many statements and articles."""
    for s in found.speakers:
        statements = f"{s.statements:,} statement{'s' * (s.statements != 1)}"
        _print(console, [Text(f"{flat(s.name)}: {statements} in {s.articles:,} article{'s' * (s.articles != 1)}")])


def list_articles(found: Articles, console: Console) -> None:
    """Print articles, one on a line: id, day, outlet, and title or else the file."""
    for a in found.articles:
        day = a.published.isoformat() if a.published else "undated"
        _print(console, [Text("  ".join((a.id, day, flat(a.outlet or "-"), flat(a.title or a.path))))])
