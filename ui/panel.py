"""The panel beside the chat: the articles that the conversation cites, each quote marked in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from index import Article, Index, Span
from ui import marking, sources
from ui.marking import Mark
from ui.markup import escaped, published, speaker, tongue, web_address
from ui.sources import Role, Source
from ui.text import flat
from ui.words import say

_WHOLE = 60_000  # longer articles are shown around their quotes; code points
_AROUND = 2_000
_MAX_ARTICLES = 40  # shown so; the others are
_BRIEF = 1_000
_NEXT_TO = 200


def render(turns: Sequence[Sequence[Source]], archive: Index, prefix: str = "s", name: str = "sources") -> str:
    """Return the articles that the answers of a conversation (oldest first) cite, newest answer first.

    The ids of the marks start with `prefix`; `name` is that of the panel's words.
    """
    return _section(_Panel(turns, archive, prefix).body(), name, len(turns)) if turns else empty()


def empty() -> str:
    """Return the panel before anything is asked."""
    return _section(f'<p class="hint">{say("panel.empty")}</p>')


def _section(body: str, name: str = "sources", answers: int = 0) -> str:
    said = say(f"panel.{name}")
    return f'<section aria-label="{said}" data-answers="{answers}"><h2>{said}</h2>{body}</section>'


class _Panel:
    def __init__(self, turns: Sequence[Sequence[Source]], archive: Index, prefix: str) -> None:
        self._archive = archive
        self._prefix = prefix
        self._colours = sources.colours(turns)
        self._newest = turns[-1]
        self._cited: dict[str, dict[str, Source]] = {}
        """The sources of each article by their anchors; an anchor cited again counts as of the later answer."""
        for source in itertools.chain.from_iterable(reversed(turns)):
            self._cited.setdefault(source.article, {}).setdefault(source.place, source)
        ordered = [self._ranked(by_anchor.values()) for by_anchor in self._cited.values()]
        self._order = [self._id(source) for source in itertools.chain.from_iterable(ordered)]
        """The ids of all marks, in the order in which one goes from each to the next."""

    def _id(self, source: Source) -> str:
        return f"{self._prefix}-{source.place}"

    def _ranked(self, cited: Iterable[Source]) -> list[Source]:
        return sorted(cited, key=lambda s: (s not in self._newest, s.role is Role.NEAREST, s.number))

    def body(self) -> str:
        """Return the cards of the articles."""
        newest = len({source.article for source in self._newest})
        cards = [
            self._card(article, list(by_anchor.values()), brief=place >= max(newest, _MAX_ARTICLES))
            for place, (article, by_anchor) in enumerate(self._cited.items())
        ]
        if len(cards) > newest:
            cards.insert(newest, f'<h2 class="earlier">{say("panel.earlier_answers")}</h2>')
        return "".join(cards)

    def _card(self, article_id: str, cited: Sequence[Source], *, brief: bool) -> str:
        try:
            article = self._archive.article(article_id)
        except KeyError:
            gone = "".join(f'<span id="{self._id(source)}"></span>' for source in cited)
            return f'<article class="source gone">{gone}<p>{say("panel.gone")}</p></article>'
        fitting = [source for source in cited if source.start < source.end <= len(article.text)]
        windows = _shown(article, fitting, brief=brief)
        return (
            f'<article class="source">{_head(article)}{self._links(fitting)}'
            f"{_note(article, windows)}{self._text(article, fitting, windows)}"
            f'<p class="file">{_file(article)}</p></article>'
        )

    def _links(self, cited: Iterable[Source]) -> str:
        """Return links to the places cited, with who speaks there and where it is."""
        links = [f'<li><a href="#{self._id(s)}">{self._label(s)}</a> {self._who(s)}</li>' for s in self._ranked(cited)]
        return f'<ul class="speakers">{"".join(links)}</ul>'

    def _label(self, source: Source) -> str:
        if source not in self._newest:  # its number belongs to an earlier answer
            return say("panel.earlier")
        return say("panel.passage", number=source.number) if source.role is Role.NEAREST else f"[{source.number}]"

    def _who(self, source: Source) -> str:
        if source.role is Role.NEAREST:
            who = say("panel.no_answer")
        else:
            who = speaker(flat(source.speaker), self._colours) if source.speaker else say("panel.unnamed")
        return f"{who} <small>{say('panel.characters', start=source.start, end=source.end)}</small>"

    def _text(self, article: Article, cited: Sequence[Source], windows: Sequence[Span]) -> str:
        marks = [mark for source in cited for mark in self._marks(source)]
        marks += [Mark(*span, '<span class="furniture">', "</span>") for span in article.furniture]
        parts = [f"<div>{marking.render(article.text, window, marks)}</div>" for window in windows]
        language = f' lang="{escaped(article.language)}"' if article.language else ""
        return (
            f'<div class="text" role="region" aria-label="{say("panel.text")}" tabindex="0" dir="auto"'
            f"{language}>{'<hr>'.join(parts)}</div>"
        )

    def _marks(self, source: Source) -> Iterable[Mark]:
        colour = self._colours.get(source.speaker or "", 0)
        number = f' data-number="{source.number}"' if source in self._newest else ""
        opening = f'<mark id="{self._id(source)}" class="{source.role} colour-{colour}"{number}>'
        yield Mark(source.start, source.end, opening, f"</mark>{self._steps(source)}")
        if source.answer:
            yield Mark(*source.answer, "<strong>", "</strong>")

    def _steps(self, source: Source) -> str:
        """Return links to the citations before and after this one; they show at the one that was gone to."""
        at = self._order.index(self._id(source))
        steps = (("‹", say("panel.previous"), at - 1), ("›", say("panel.next"), at + 1))
        links = [
            f'<a href="#{self._order[to]}" title="{name}" aria-label="{name}">{sign}</a>'
            for sign, name, to in steps
            if 0 <= to < len(self._order)
        ]
        return f'<span class="steps">{"".join(links)}</span>' if links else ""


def _head(article: Article) -> str:
    title = escaped(flat(article.title or Path(article.path).name))
    byline = published(article)
    if article.agency:
        byline += f", {escaped(say('panel.citing', agency=flat(article.agency)))}"
    if address := web_address(article.url):
        byline += (
            f' <a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">'
            f'{say("panel.original")}<span class="unseen"> {say("panel.new_tab")}</span></a>'
        )
    return f'<h3 dir="auto"{tongue(article)}>{title}</h3><p class="byline">{byline}</p>'


def _file(article: Article) -> str:
    """Return the file's name; where it lies on this machine is not for the page."""
    record = "" if article.record is None else f", {say('panel.record', number=article.record)}"
    return f"{escaped(flat(Path(article.path).name))}{record}"


def _shown(article: Article, cited: Iterable[Source], *, brief: bool) -> tuple[Span, ...]:
    whole, around = (_BRIEF, _NEXT_TO) if brief else (_WHOLE, _AROUND)
    return marking.excerpts(article.text, [(source.start, source.end) for source in cited], whole, around)


def _note(article: Article, shown: Sequence[Span]) -> str:
    width = sum(span.end - span.start for span in shown)
    if width == len(article.text):
        return ""
    return f'<p class="hint">{say("panel.shown", shown=width, all=len(article.text))}</p>'
