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

# How often each rule was right on newspaper text, to one place; see ATTRIBUTION.md.
_CONFIDENCE = {
    "clause": 0.9, "gerund": 0.8, "phrase": 0.8, "quote": 0.8, "adjective": 0.7, "infinitive": 0.7, "object": 0.6,
    "preposition": 0.6, "noun": 0.5, "label": 0.5, "passive": 0.5, "unattributed": 0.5,
}  # fmt: skip
_CONFIDENCE_QUOTED = {"clause": 0.95, "quote": 0.85, "label": 0.8, "phrase": 0.8, "unattributed": 0.6}


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
    drafts = assemble(words, reports, pairings, found, cues.relays)
    resolver = Resolver(words, known, quoted)
    by_place = sorted(drafts, key=lambda draft: _place(words, draft))
    speakers = {id(draft): _speaker(words, cues, resolver, draft) for draft in by_place}
    return tuple(_statement(words, draft, speakers[id(draft)]) for draft in drafts)


def _quoted(words: Words, found: Sequence[quotes.Quote]) -> list[bool]:
    """Return for each word whether it stands inside a quote."""
    flags = [False] * len(words)
    for quote in found:
        for i in range(bisect_left(words.start, quote.start), bisect_left(words.start, quote.end)):
            flags[i] = True
    return flags


def _place(words: Words, draft: Draft) -> int:
    """Return the word by whose place a statement's speaker is looked for."""
    if draft.source is not None:
        return draft.source
    return draft.verb if draft.verb is not None else bisect_left(words.start, draft.start)


def _speaker(words: Words, cues: Lexicon, resolver: Resolver, draft: Draft) -> str | None:
    if draft.source is not None and draft.mention is not None:
        return resolver.speaker(draft.source, draft.mention)
    place = _place(words, draft)
    if draft.frame == "passive":
        first, last = words.sentences[words.sentence[place]]
        if not cues.additives.intersection(words.lower[first : last + 1]):
            return None
    return resolver.running(place)


def _statement(words: Words, draft: Draft, speaker: str | None) -> Statement:
    sure = _CONFIDENCE[draft.frame] if draft.kind is Kind.INDIRECT else _CONFIDENCE_QUOTED.get(draft.frame, 0.75)
    return Statement(
        start=draft.start,
        end=draft.end,
        mention=words.span(*draft.mention) if draft.mention else None,
        cue=words.span(*draft.cue) if draft.cue else None,
        speaker=speaker,
        kind=draft.kind,
        confidence=sure if speaker else sure / 2,
    )
