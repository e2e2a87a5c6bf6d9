"""The panel beside the chat: the articles that the conversation cites, each quote marked in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index import Article, Index, Span
from ui import marking, sources
from ui.marking import Mark
from ui.markup import escaped, published, speaker, web_address
from ui.sources import Role, Source
from ui.text import flat

_WHOLE = 60_000  # longer articles are shown around their quotes; code points
_AROUND = 2_000
_MAX_ARTICLES = 40
EMPTY = '<p class="hint">Each quote appears here, marked inside its article, when you ask.</p>'


def render(turns: Sequence[Sequence[Source]], archive: Index) -> str:
    """Return the articles that the answers of a conversation (oldest first) cite, newest answer first."""
    colours = sources.colours(turns)
    cited: dict[str, dict[str, Source]] = {}
    newest = {source.article for source in turns[-1]} if turns else set()
    for source in itertools.chain.from_iterable(reversed(turns)):
        cited.setdefault(source.article, {}).setdefault(source.anchor, source)
    parts = []
    for place, (article, by_anchor) in enumerate(itertools.islice(cited.items(), _MAX_ARTICLES)):
        if place == len(newest):
            parts.append('<h2 class="earlier">Earlier in this conversation</h2>')
        parts.append(_card(archive, article, list(by_anchor.values()), colours))
    return "".join(parts) or EMPTY


def _card(archive: Index, article_id: str, cited: Sequence[Source], colours: Mapping[str, int]) -> str:
    try:
        article = archive.article(article_id)
    except KeyError:
        gone = "".join(f'<span id="{source.anchor}"></span>' for source in cited)
        return f'<article class="source gone">{gone}<p>This article is no longer in the archive.</p></article>'
    fitting = [source for source in cited if source.start < source.end <= len(article.text)]
    return (
        f'<article class="source">{_head(article)}{_speakers(fitting, colours)}'
        f"{_text(article, fitting, colours)}"
        f'<p class="file">{escaped(flat(article.path))}</p></article>'
    )


def _head(article: Article) -> str:
    title = escaped(flat(article.title or Path(article.path).name))
    byline = published(article)
    if article.agency:
        byline += f", citing {escaped(flat(article.agency))}"
    if address := web_address(article.url):
        byline += (
            f' <a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">'
            'Open the original<span class="unseen"> in a new tab</span></a>'
        )
    return f'<h3 dir="auto">{title}</h3><p class="byline">{byline}</p>'


def _speakers(cited: Iterable[Source], colours: Mapping[str, int]) -> str:
    """Return links to the quotes, with who said each."""
    links = []
    for source in sorted(cited, key=lambda source: (source.role, source.number)):
        if source.role is Role.NEAREST:
            who = "nearest passage, no answer"
        else:
            who = speaker(flat(source.speaker), colours) if source.speaker else "speaker not named"
        links.append(f'<li><a href="#{source.anchor}">[{source.number}]</a> {who}</li>')
    return f'<ul class="speakers">{"".join(links)}</ul>'


def _text(article: Article, cited: Sequence[Source], colours: Mapping[str, int]) -> str:
    marks = [mark for source in cited for mark in _marks(source, colours)]
    marks += [Mark(*span, '<span class="furniture">', "</span>") for span in article.furniture]
    shown = marking.excerpts(article.text, [(s.start, s.end) for s in cited], _WHOLE, _AROUND)
    parts = [f"<div>{marking.render(article.text, window, marks)}</div>" for window in shown]
    language = f' lang="{escaped(article.language)}"' if article.language else ""
    return (
        f"{_note(article, shown)}"
        f'<div class="text" role="region" aria-label="Text of the article" tabindex="0" dir="auto"{language}>'
        f"{'<hr>'.join(parts)}</div>"
    )


def _note(article: Article, shown: Sequence[Span]) -> str:
    width = sum(span.end - span.start for span in shown)
    if width == len(article.text):
        return ""
    return (
        f'<p class="hint">A long article: {width:,} of its {len(article.text):,} characters are shown, '
        "those around what is cited.</p>"
    )


def _marks(source: Source, colours: Mapping[str, int]) -> Iterable[Mark]:
    colour = colours.get(source.speaker or "", 0)
    opening = f'<mark id="{source.anchor}" class="{source.role} colour-{colour}" data-number="{source.number}">'
    yield Mark(source.start, source.end, opening, "</mark>")
    if source.answer:
        yield Mark(*source.answer, "<strong>", "</strong>")
