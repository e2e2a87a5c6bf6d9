"""Attribution: who said what in an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from index import sentences as sentence_splitter
from index.attribution import direct, indirect, quotes
from index.attribution.assembly import Draft, assemble
from index.attribution.cues import Lexicon, lexicon
from index.attribution.labels import labels
from index.attribution.people import People, people
from index.attribution.speakers import Resolver
from index.attribution.statement import Kind, Statement
from index.parsing import Words, parse
from index.spans import Span

_DATELINE = re.compile(r"[^\W\d_a-z]{3,}[^—–\n]{0,50}?(?:\s[—–-]|--)\s+(?=\S)")

__all__ = ["Kind", "Statement", "attribute"]


def attribute(
    text: str, *, sentences: Sequence[Span] | None = None, language: str = "en"
) -> tuple[Statement, ...]:
    """Return the statements of an article in text order.

    `sentences` are the places to read, in order and disjoint (by default all sentences of `text`): what
    lies outside them, such as menus and credit lines, is not read. A language whose file has no
    `[attribution]` part gives no statements.
    """
    cues = lexicon(language)
    if cues is None:
        return ()
    places = sentence_splitter.split(text) if sentences is None else sentences
    words = parse(text, [_without_dateline(text, place) for place in places])
    return _statements(words, cues, people(language))


def _without_dateline(text: str, sentence: Span) -> Span:
    """Return the sentence less "KYIV, May 3 (Wire) —", which the parser takes for its subject."""
    dateline = _DATELINE.match(text, sentence.start, sentence.end)
    return Span(dateline.end(), sentence.end) if dateline else sentence


def _statements(words: Words, cues: Lexicon, known: People) -> tuple[Statement, ...]:
    found = quotes.find(words.text)
    quoted = _quoted(words, found)
    reports = [*indirect.reports(words, cues, quoted), *labels(words, cues, found)]
    pairings = direct.pair(words, cues, found, quoted)
    drafts = assemble(words, reports, pairings, found)
    resolver = Resolver(words, known, quoted)
    speakers = {id(d): _speaker(resolver, d) for d in sorted(drafts, key=_place_of_source)}
    return tuple(_statement(words, draft, speakers[id(draft)]) for draft in drafts)


def _quoted(words: Words, found: Sequence[quotes.Quote]) -> list[bool]:
    """Return for each word whether it stands inside a quote."""
    flags = [False] * len(words)
    for quote in found:
        for i in range(bisect_left(words.start, quote.start), bisect_left(words.start, quote.end)):
            flags[i] = True
    return flags


def _place_of_source(draft: Draft) -> int:
    return draft.source if draft.source is not None else draft.verb or 0


def _speaker(resolver: Resolver, draft: Draft) -> str | None:
    if draft.source is None or draft.mention is None:
        return resolver.running
    return resolver.speaker(draft.source, draft.mention)


def _statement(words: Words, draft: Draft, speaker: str | None) -> Statement:
    return Statement(
        start=draft.start,
        end=draft.end,
        mention=words.span(*draft.mention) if draft.mention else None,
        cue=words.span(*draft.cue) if draft.cue else None,
        speaker=speaker,
        kind=draft.kind,
        confidence=0.9,
    )
