"""Assembly: from cues and quotes to statements, one for each thing said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.attribution.direct import Pairing
from index.attribution.grammar import noun_phrase, verb_group
from index.attribution.indirect import Report
from index.attribution.quotes import Quote
from index.attribution.statement import Kind
from index.parsing import Words
from index.spans import Span, trimmed

_DIRECT_SHARE = 0.8
_MIN_WORDS = 4


@dataclass(slots=True)
class Draft:
    """A statement in the making: places in the text, positions of words."""

    start: int
    end: int
    cue: tuple[int, int] | None
    source: int | None
    mention: tuple[int, int] | None
    verb: int | None
    frame: str
    key: str
    kind: Kind = Kind.INDIRECT
    gap: Span | None = None
    """Where the speaker and cue stand between two parts of what was said."""

    def widen(self, start: int, end: int) -> None:
        """Let the statement hold `start:end` too."""
        if start >= self.end:
            self.gap = Span(self.gap.start if self.gap else self.end, start)
        elif end <= self.start:
            self.gap = Span(end, self.gap.end if self.gap else self.start)
        self.start, self.end = min(self.start, start), max(self.end, end)


def assemble(
    words: Words,
    found: Sequence[Report],
    pairings: Sequence[Pairing],
    quotes: Sequence[Quote],
    relays: frozenset[str] = frozenset(),
) -> list[Draft]:
    """Return the statements, in text order."""
    drafts = {report.verb: _from_report(words, report) for report in found}
    paired = {pairing.quote.start for pairing in pairings}
    for pairing in pairings:
        _add_quote(words, drafts, pairing)
    _continue(words, drafts, quotes, paired)
    for draft in drafts.values():
        _widen_to_quotes(draft, quotes)
        draft.kind = _kind(words, draft, quotes)
        draft.start, draft.end = _tidy(words.text, draft.start, draft.end)
    whole = _outermost(words, _without_relays(words, drafts.values(), relays))
    return sorted([*whole, *_unattributed(words, quotes, whole)], key=lambda d: (d.start, d.end))


def _without_relays(words: Words, drafts: Iterable[Draft], relays: frozenset[str]) -> list[Draft]:
    """Leave out who only passes a statement on: "Taxes will fall, the mayor said, the Times reports"."""
    whole = list(drafts)
    passing = [d for d in whole if d.key in relays and d.cue and words.start[d.cue[0]] >= d.end]
    return [d for d in whole if d not in passing or not any(_reports(words, d, o) for o in whole if o is not d)]


def _unattributed(words: Words, quotes: Sequence[Quote], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the quoted sentences that no cue belongs to; the context may tell whose they are."""
    starts = {words.start[first] for first, _ in words.sentences}
    for quote in quotes:
        count = bisect_left(words.start, quote.end) - bisect_left(words.start, quote.start) - 2
        ends = words.text[quote.start : quote.end].rstrip("”\"'’»“ ")[-1:] in ".!?…"
        held = any(Span(d.start, d.end).overlap(quote.span) for d in drafts)
        if quote.start in starts and count >= _MIN_WORDS and (ends or quote.open_end) and not held:
            yield Draft(quote.start, quote.end, None, None, None, None, "unattributed", "", Kind.DIRECT)


def _outermost(words: Words, drafts: Iterable[Draft]) -> list[Draft]:
    """Return the statements that are no part of what another one reports.

    "Reyes said Holt denied the charge" is a statement of Reyes: what Holt did is her content. A phrase
    ("…, according to Reyes") is the outer one wherever it stands.
    """
    whole = [draft for draft in drafts if draft.end > draft.start]
    phrases = [d for d in whole if d.frame == "phrase"]
    whole = [d for d in whole if d.frame != "object" or not any(_reports(words, d, phrase) for phrase in phrases)]
    whole = [d for d in whole if d.frame == "phrase" or d.kind is not Kind.INDIRECT or not any(_reports(words, phrase, d) for phrase in phrases)]
    return [d for d in whole if d.frame == "phrase" or not any(_reports(words, other, d) for other in whole if other is not d and other.frame != "phrase")]


def _reports(words: Words, outer: Draft, inner: Draft) -> bool:
    """Tell whether the cue of `inner` stands in the content of `outer`."""
    if inner.cue is None:
        return False
    at = words.start[inner.cue[0]]
    between = outer.gap is not None and outer.gap.start <= at < outer.gap.end
    return outer.start <= at < outer.end and not between


def _from_report(words: Words, report: Report) -> Draft:
    start, end = words.span(*report.content)
    return Draft(start, end, report.cue, report.source, report.mention, report.verb, report.frame, report.key)


def _add_quote(words: Words, drafts: dict[int, Draft], pairing: Pairing) -> None:
    """Make a quote a statement, or a part of what its cue reports already."""
    verb, quote = pairing.verb, pairing.quote
    draft = drafts.get(verb)
    if draft is None or draft.frame in {"object", "preposition", "infinitive"}:
        cue = verb_group(words, verb) if words.form[verb] != ":" else (verb, verb)
        mention = noun_phrase(words, pairing.source)
        drafts[verb] = Draft(quote.start, quote.end, cue, pairing.source, mention, verb, "quote", words.lower[verb])
        if draft is not None:
            drafts[verb].widen(draft.start, draft.end)
    else:
        draft.widen(quote.start, quote.end)
        if draft.source is None or draft.start <= words.start[draft.source] < draft.end:
            draft.source, draft.mention = pairing.source, noun_phrase(words, pairing.source)


def _continue(words: Words, drafts: dict[int, Draft], quotes: Sequence[Quote], paired: set[int]) -> None:
    """Let a quote that directly follows an attributed one, or its cue, be a part of it."""
    text = words.text
    quoted = [d for d in drafts.values() if d.frame in {"quote", "clause"}]
    spans = [quote.span for quote in quotes]
    for quote in quotes:
        if quote.start in paired:
            continue
        for draft in quoted:
            last = _frame_end(words, draft)
            gap = text[last : quote.start]
            if last > quote.start or gap.strip():
                continue
            if "\n" not in gap or any(Span(draft.start, draft.end).overlap(span) for span in spans):
                draft.widen(quote.start, quote.end)
                break


def _frame_end(words: Words, draft: Draft) -> int:
    """Return where the sentence that holds the cue ends, or the statement, whichever is later."""
    if draft.verb is None:
        return draft.end
    return max(draft.end, words.end[words.sentences[words.sentence[draft.verb]][1]])


def _widen_to_quotes(draft: Draft, quotes: Sequence[Quote]) -> None:
    """Let a statement that ends inside a quote run on to the quote's end."""
    at = bisect_left(quotes, draft.start, key=lambda q: q.end)
    while at < len(quotes) and quotes[at].start < draft.end:
        quote = quotes[at]
        if quote.end > draft.end > quote.start + 1:
            draft.end = quote.end
        if quote.start < draft.start < quote.end and (draft.cue is None or draft.frame != "object"):
            draft.start = quote.start
        at += 1


def _kind(words: Words, draft: Draft, quotes: Sequence[Quote]) -> Kind:
    """Tell direct from indirect speech by how much of the statement stands between quotation marks."""
    span = Span(draft.start, draft.end)
    inside = sum(span.overlap(quote.span) for quote in quotes)
    if not inside:
        return Kind.INDIRECT
    frame = [words.span(*part) for part in (draft.cue, draft.mention) if part]
    around = sum(span.overlap(part) for part in ([draft.gap] if draft.gap else frame))
    return Kind.DIRECT if inside >= _DIRECT_SHARE * (span.end - span.start - around) else Kind.MIXED


def _tidy(text: str, start: int, end: int) -> Span:
    """Return the span less the commas, colons and spaces at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:—–-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–-"):
        end -= 1
    return trimmed(text, start, end)
