"""Attribution: who said what in an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from index import sentences as sentence_splitter
from index.attribution import freely, indirect, quotes, shallow
from index.attribution.assembly import assemble
from index.attribution.authors import with_authors
from index.attribution.cues import Lexicon, lexicon
from index.attribution.direct import Pairer
from index.attribution.draft import Draft
from index.attribution.labels import labels
from index.attribution.people import People, people
from index.attribution.repairs import repair
from index.attribution.report import Report
from index.attribution.shallow import lacks
from index.attribution.speakers import Resolver
from index.attribution.statement import Kind, Statement
from index.parsing import Words, parse
from index.spans import Span

__all__ = ["Kind", "Statement", "attribute", "lacks"]

_DATELINE = re.compile(r"[^\W\d_a-z]{3,}[^—–\n]{0,50}?(?:\s[—–-]|--)\s+(?=\S)")
# How often each rule was right on newspaper text, to one place; see ATTRIBUTION.md.
_CONFIDENCE = {
    "adjective": 0.7,
    "clause": 0.9,
    "free": 0.7,
    "gerund": 0.8,
    "infinitive": 0.7,
    "label": 0.6,
    "narration": 0.5,
    "noun": 0.5,
    "object": 0.7,
    "passive": 0.5,
    "phrase": 0.9,
    "preposition": 0.7,
    "quote": 0.8,
    "unattributed": 0.5,
}
_QUOTED = 0.1
"""How much surer a rule is where the words stand between quotation marks."""
_NOBODY = 0.5
"""What the confidence is multiplied by where it cannot be told who speaks."""


def attribute(text: str, *, sentences: Sequence[Span] | None = None, language: str = "en") -> tuple[Statement, ...]:
    """Return the statements of an article in text order.

    `sentences` are the places to read, in order and disjoint (by default all sentences of `text`): what
    lies outside them, such as menus and credit lines, is not read. A language whose file has neither an
    `[attribution]` nor a `[shallow]` part gives no statements.
    """
    places = sentence_splitter.split(text, language) if sentences is None else sentences
    cues = lexicon(language)
    if cues is None:
        return shallow.read(text, places, language)
    words = parse(text, [_without_dateline(text, place) for place in places])
    repair(words, cues)
    found = quotes.find(text, cues.quoting_forms)
    known = people(language)
    return with_authors(text, places, _statements(words, cues, known, found), found, cues, known)


def _without_dateline(text: str, sentence: Span) -> Span:
    """Return the sentence less "KYIV, May 3 (Wire) —", which the parser takes for its subject."""
    dateline = _DATELINE.match(text, sentence.start, sentence.end)
    return Span(dateline.end(), sentence.end) if dateline else sentence


def _statements(words: Words, cues: Lexicon, known: People, found: Sequence[quotes.Quote]) -> tuple[Statement, ...]:
    quoted = _quoted(words, found)
    labelled = labels(words, cues, found)
    reports = [*indirect.reports(words, cues, quoted), *labelled]
    found = [quote for quote in found if not _is_transcript(words, quote, labelled)]
    pairings = Pairer(words, cues, quoted).pair_all(found)
    drafts = assemble(words, cues, quoted, reports, pairings, found)
    drafts += freely.runs_on(words, cues, quoted, drafts)
    resolver = Resolver(words, known, quoted, cues.quoting_forms)
    by_place = sorted(drafts, key=lambda draft: draft.verb if draft.source is None else draft.source)
    speakers = {id(draft): _speaker(words, cues, resolver, draft) for draft in by_place}
    return tuple(_statement(words, draft, speakers[id(draft)]) for draft in freely.sure(words, cues, drafts, speakers))


def _is_transcript(words: Words, quote: quotes.Quote, labelled: Sequence[Report]) -> bool:
    """Tell whether a quote is a transcript: it starts with a label, which tells who speaks."""
    first = bisect_left(words.start, quote.start) + 1
    return any(report.mention and report.mention[0] == first for report in labelled)


def _quoted(words: Words, found: Sequence[quotes.Quote]) -> list[bool]:
    """Return for each word whether it stands inside a quote."""
    flags = [False] * len(words)
    for quote in found:
        for i in range(bisect_left(words.start, quote.start), bisect_left(words.start, quote.end)):
            flags[i] = True
    return flags


def _speaker(words: Words, cues: Lexicon, resolver: Resolver, draft: Draft) -> str | None:
    if draft.source is not None and draft.mention is not None:
        said = Span(draft.start, draft.end)
        return resolver.speaker(draft.source, draft.mention, said, labelled=draft.rule == "label")
    if draft.rule == "passive":
        first, last = words.sentences[words.sentence[draft.verb]]
        if not cues.additive_words.intersection(words.lower[first : last + 1]):
            return None
    return resolver.running(draft.verb, freely.subject_of(words, draft) if draft.rule == freely.RULE else None)


def _statement(words: Words, draft: Draft, speaker: str | None) -> Statement:
    confidence = _CONFIDENCE[draft.rule] + _QUOTED * (draft.kind is not Kind.INDIRECT)
    return Statement(
        start=draft.start,
        end=draft.end,
        mention=words.span(*draft.mention) if draft.mention else None,
        cue=words.span(*draft.cue) if draft.cue else None,
        speaker=speaker,
        kind=draft.kind,
        confidence=min(0.95, confidence) * (1 if speaker else _NOBODY),
    )
