"""Assembly: from cues and quotes to drafts of statements, one for each thing said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from index.attribution.cues import Frame, Lexicon
from index.attribution.direct import Pairing
from index.attribution.grammar import base_form, child, is_verb, noun_phrase, verb_group
from index.attribution.leads import narrator
from index.attribution.partials import verbs_above
from index.attribution.quotes import Quote
from index.attribution.report import Report, Stretch
from index.attribution.statement import Kind
from index.parsing import Words
from index.spans import Span, merged, trimmed

_DIRECT_SHARE = 0.8
"""How much of a direct statement stands between quotation marks, its cue and speaker left aside."""
_SENTENCE = 4
"""A quote without a cue that has fewer words is no statement."""
_LEAD = 3
"""How many words may lead from a statement on to the quote that goes on with it."""
_LEADING_TAGS = frozenset({"CC", "RB", "UH", "IN", ","})
_EDGES = ",;:—–-"
_QUOTE_ENDS = "”\"'’»“ "


@dataclass(slots=True)
class Draft:
    """A statement in the making: places in the text, positions of words."""

    start: int
    end: int
    cue: Stretch | None
    verb: int
    """The word whose place stands for that of the statement's cue."""
    source: int | None
    mention: Stretch | None
    rule: str
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
    lexicon: Lexicon,
    quoted: Sequence[bool],
    reports: Sequence[Report],
    pairings: Sequence[Pairing],
    quotes: Sequence[Quote],
) -> list[Draft]:
    """Return the statements, in text order, of what the rules for indirect and direct speech found."""
    drafts = {report.verb: _from_report(words, lexicon, report) for report in reports}
    cues: set[int] = set()
    for pairing in pairings:
        _add_quote(words, lexicon, drafts, pairing, quotes, cues)
        cues.add(pairing.verb)
    for pairing in pairings:
        _part_from_outer(words, lexicon, drafts, pairing)
    paired = {pairing.quote.start for pairing in pairings}
    loose = [quote for quote in quotes if quote.start not in paired]
    for pairing in _taken_up(words, lexicon, quoted, loose):
        for outer in drafts.values():  # "“…,” Holt said, and Reyes cut in" is not all Holt's
            if outer.start < words.start[pairing.verb] < outer.end:
                outer.end = max(q.end for q in quotes if q.start < words.start[pairing.verb])
        _add_quote(words, lexicon, drafts, pairing, quotes, cues)
        loose.remove(pairing.quote)
    loose = _continue(words, list(drafts.values()), loose, quotes)
    for pairing in _narrated(words, lexicon, quoted, loose):
        _add_quote(words, lexicon, drafts, pairing, quotes, frozenset())
    _attach_partials(words, drafts, quotes)
    for draft in drafts.values():
        _widen_to_quotes(draft, quotes)
        draft.kind = _kind(words, draft, quotes)
        draft.start, draft.end = _tidy(words.text, draft.start, draft.end)
    whole = _outermost(words, lexicon, [draft for draft in drafts.values() if draft.end > draft.start])
    return sorted([*whole, *_unattributed(words, quotes, whole)], key=lambda draft: (draft.start, draft.end))


def _from_report(words: Words, lexicon: Lexicon, report: Report) -> Draft:
    start, end = words.span(*report.content)
    mention = report.mention
    if mention is None and report.source is not None:
        mention = noun_phrase(words, report.source, lexicon)
    return Draft(start, end, report.cue, report.verb, report.source, mention, report.rule, report.key)


def _add_quote(
    words: Words,
    lexicon: Lexicon,
    drafts: dict[int, Draft],
    pairing: Pairing,
    quotes: Sequence[Quote],
    cues: Set[int],
) -> None:
    """Make a quote a statement, or a part of what its cue reports already.

    `cues` are those of the quotes before it: its own in “A,” she said, “B.”, another's in “A,” said Reyes;
    “B,” said Holt.
    """
    verb, source, quote = pairing.verb, pairing.source, pairing.quote
    start = quote.start if pairing.start is None else pairing.start
    mention = noun_phrase(words, source, lexicon)
    draft = drafts.get(verb)
    if draft is None or draft.rule in {"object", "preposition", "infinitive"}:
        cue = verb_group(words, verb)
        drafts[verb] = Draft(start, quote.end, cue, verb, source, mention, pairing.rule, words.lower[verb])
        if draft is not None and words.text[: quote.start].rstrip()[-1:] not in {",", ":"}:
            drafts[verb].widen(draft.start, draft.end)
        return
    partly = any(_overlapping(quotes, draft.start, words.start[verb]))  # The pumps “do well,” she says, “but …”
    others = [cue for cue in cues - {verb} if draft.start <= words.start[cue] < quote.start < words.start[verb]]
    for other in others:
        if other in drafts and drafts[other].start < quote.start:
            drafts[other].end = min(drafts[other].end, quote.start)
    if others:
        draft.start, draft.end = quote.start, quote.end
    if draft.start < words.start[verb] < quote.start and verb not in cues and not partly:
        draft.start, draft.end = quote.start, max(draft.end, quote.end)
    draft.widen(start, quote.end)
    inverted = draft.source is None or quote.start <= words.start[draft.source] < quote.end
    if inverted or words.tag[verb] == "VBG":
        draft.source, draft.mention = source, mention


def _part_from_outer(words: Words, lexicon: Lexicon, drafts: Mapping[int, Draft], pairing: Pairing) -> None:
    """End what somebody says where a participle leads to a quote of the same speaker: "…, telling reporters, “…”".

    Whom the parser takes for the speaker inside what is reported is no speaker, unless it is a name.
    """
    own, verb = drafts[pairing.verb], pairing.verb
    joint = words.left[verb] - 1 if words.left[verb] < verb else verb - 1
    beside = words.lower[joint + 1] in lexicon.beside_marks
    leads = words.tag[verb] == "VBG" and words.end[verb] <= pairing.quote.start
    closed = words.tag[joint] == "''"  # titled “The Fall of Delta,” explaining, “…”
    if not leads or not (closed or beside or words.form[joint] == "," or words.tag[joint] == "CC"):
        return
    for outer in drafts.values():
        if outer.verb >= verb or not (outer.start < words.start[verb] < outer.end and outer.source is not None):
            continue
        inside = own.source is None or words.start[own.source] >= outer.start
        if inside and (not _is_named(words, own) or words.lower[own.source or 0] in lexicon.expletives):
            own.source, own.mention = outer.source, outer.mention
        if own.source == outer.source and outer.end > pairing.quote.start:
            outer.end = words.end[joint if closed or beside else joint - 1]


def _taken_up(words: Words, lexicon: Lexicon, quoted: Sequence[bool], loose: Sequence[Quote]) -> Iterator[Pairing]:
    """Yield the quotes that the second speaker of the sentence before takes up: “…,” Holt said, and Reyes cut in. “…”."""
    for quote in list(loose):
        first = bisect_left(words.start, quote.start)
        if first == len(words) or words.sentence[first] == 0 or not _is_sentence(words, quote, first):
            continue
        start, end = words.sentences[words.sentence[first] - 1]
        if "\n" in words.text[words.end[end] : quote.start] or quoted[end]:
            continue
        verb = next((k for k in range(end, start, -1) if words.dep[k] == "conj" and is_verb(words, k)), None)
        source = None if verb is None else child(words, verb, "nsubj")
        if verb is None or source is None or quoted[verb] or not quoted[start]:
            continue
        if base_form(words, verb, lexicon) in lexicon.verbs[Frame.QUOTE]:
            yield Pairing(quote, verb, source)


def _continue(words: Words, drafts: Sequence[Draft], loose: Sequence[Quote], quotes: Sequence[Quote]) -> list[Quote]:
    """Let a quote without a cue that directly follows a statement, or its cue, be a part of it.

    Returns those that follow none.
    """
    alone: list[Quote] = []
    told = {words.sentence[draft.verb] for draft in drafts}
    able = [draft for draft in drafts if draft.rule in {"quote", "clause"}]
    able.sort(key=lambda draft: (any(_overlapping(quotes, draft.start, draft.end)), -draft.verb))
    open_at = {_next_place(words, draft): draft for draft in able}
    for quote in loose:
        draft = open_at.get(quote.start) or _led_on(words, open_at, quote) or _ended(words, open_at, quote, quotes, told)
        if draft is None:
            alone.append(quote)
            continue
        new_line = "\n" in words.text[_frame_end(words, draft) : quote.start]
        if not new_line or _is_finished(words, quote) or any(_overlapping(quotes, draft.start, draft.end)):
            draft.widen(quote.start, quote.end)
            open_at[_next_place(words, draft)] = draft
    return alone


def _led_on(words: Words, open_at: Mapping[int, Draft], quote: Quote) -> Draft | None:
    """Return the statement that a quote goes on from after a word or two: “…,” he said. But “…”."""
    first = bisect_left(words.start, quote.start)
    for i in range(first - 1, max(-1, first - _LEAD - 1), -1):
        if words.tag[i] not in _LEADING_TAGS:
            return None
        if words.start[i] in open_at:
            return None if "\n" in words.text[words.start[i] - 1 : quote.start] else open_at[words.start[i]]
    return None


def _ended(
    words: Words, open_at: Mapping[int, Draft], quote: Quote, quotes: Sequence[Quote], told: Set[int]
) -> Draft | None:
    """Return the statement that the next sentence goes on with, if that ends in a quote: “…,” he said. Holt “is wrong.”.

    `told` are the sentences with a statement of their own.
    """
    first = bisect_left(words.start, quote.start)
    last = bisect_left(words.start, quote.end) - 1
    if first >= last or last - first <= _SENTENCE or not _is_finished(words, quote) or words.sentence[first] in told:
        return None
    start = words.start[words.sentences[words.sentence[first]][0]]
    draft = open_at.get(start)
    if draft is None or not any(_overlapping(quotes, draft.start, draft.end)) or "\n" in words.text[start - 1 : start]:
        return None
    alone = next(iter(_overlapping(quotes, start, quote.end)), None) is quote
    return draft if alone and words.text[quote.start + 1 : quote.end].lstrip("'‘“")[:1].islower() else None


def _narrated(words: Words, lexicon: Lexicon, quoted: Sequence[bool], quotes: Sequence[Quote]) -> Iterator[Pairing]:
    """Yield the quoted sentences whose speaker the sentence before them tells of: Reyes nodded. “…”."""
    for quote in quotes:
        first = bisect_left(words.start, quote.start)
        if _is_sentence(words, quote, first) and (told := narrator(words, lexicon, quoted, first)) is not None:
            yield Pairing(quote, *told, rule="narration")


def _attach_partials(words: Words, drafts: dict[int, Draft], quotes: Sequence[Quote]) -> None:
    """Let a statement hold the quotes that its cue governs too: he referred to it as “…”, but “…”."""
    held = merged((draft.start, draft.end) for draft in drafts.values())
    for quote in quotes:
        at = bisect_left(held, quote.start + 1, key=lambda span: span.end)
        if at == len(held) or held[at].start >= quote.end:
            cue = next((verb for verb in verbs_above(words, quote) if verb in drafts), None)
            if cue is not None:
                drafts[cue].widen(quote.start, quote.end)


def _is_sentence(words: Words, quote: Quote, first: int) -> bool:
    """Tell whether a quote, whose mark is word `first`, is a sentence or several."""
    count = bisect_left(words.start, quote.end) - first - 2
    if first == len(words):  # only a dateline was left of the text
        return False
    starts = first == words.sentences[words.sentence[first]][0]
    return starts and count >= _SENTENCE and _is_finished(words, quote)


def _is_finished(words: Words, quote: Quote) -> bool:
    """Tell whether a quote ends as a sentence does, or goes on to the end of its paragraph."""
    return quote.open_end or quote.goes_on or words.text[quote.start : quote.end].rstrip(_QUOTE_ENDS)[-1:] in ".!?…"


def _next_place(words: Words, draft: Draft) -> int:
    """Return where the text goes on after a statement and its cue."""
    at = _frame_end(words, draft)
    while at < len(words.text) and words.text[at].isspace():
        at += 1
    return at


def _frame_end(words: Words, draft: Draft) -> int:
    """Return where the sentence that holds the cue ends, or the statement, whichever is later."""
    return max(draft.end, words.end[words.sentences[words.sentence[draft.verb]][1]])


def _overlapping(quotes: Sequence[Quote], start: int, end: int) -> Iterator[Quote]:
    """Yield those of the quotes, which are disjoint and in order, that share something with `start:end`."""
    at = bisect_left(quotes, start + 1, key=lambda quote: quote.end)
    while at < len(quotes) and quotes[at].start < end:
        yield quotes[at]
        at += 1


def _widen_to_quotes(draft: Draft, quotes: Sequence[Quote]) -> None:
    """Let a statement that starts or ends inside a quote hold all of it."""
    for quote in list(_overlapping(quotes, draft.start, draft.end)):
        if quote.start + 1 < draft.end < quote.end:
            draft.end = quote.end
        if quote.start < draft.start < quote.end and draft.rule != "object":
            draft.start = quote.start


def _kind(words: Words, draft: Draft, quotes: Sequence[Quote]) -> Kind:
    """Tell direct from indirect speech by how much of the statement stands between quotation marks."""
    span = Span(draft.start, draft.end)
    inside = sum(span.overlap(quote.span) for quote in _overlapping(quotes, *span))
    if not inside:
        return Kind.INDIRECT
    frame = [draft.gap] if draft.gap else [words.span(*part) for part in (draft.cue, draft.mention) if part]
    around = sum(span.overlap(part) for part in frame)
    return Kind.DIRECT if inside >= _DIRECT_SHARE * (span.end - span.start - around) else Kind.MIXED


def _tidy(text: str, start: int, end: int) -> Span:
    """Return the span less the commas, colons, dashes and spaces at its ends."""
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
        end -= 1
    return trimmed(text, start, end)


def _outermost(words: Words, lexicon: Lexicon, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the statements that are no part of what another one reports.

    "Reyes said Holt denied the charge" is a statement of Reyes: what Holt did is her content. A phrase
    ("…, according to Reyes") is the outer one wherever it stands, but leaves a quote to whom it belongs;
    who only passes a statement on ("…, the Times reports") leaves it to its speaker.
    """
    pairs = list(_nested(words, drafts))
    dropped = {id(o) for o, _ in pairs if o.key in lexicon.relay_verbs and words.start[o.verb] >= o.end}
    dropped |= {id(outer) for outer, inner in pairs if outer.rule == "object" and inner.rule == "phrase"}
    for outer, inner in pairs:
        if id(outer) in dropped or (inner.rule == "phrase" and outer.rule != "label"):
            continue
        if outer.kind is not Kind.DIRECT and inner.kind is Kind.DIRECT and _is_named(words, inner):
            continue  # Reyes sought to shed what Holt called “a problem”: these words are Holt's
        if outer.rule != "phrase" or (inner.kind is Kind.INDIRECT and inner.rule != "label"):
            dropped.add(id(inner))
    return [draft for draft in drafts if id(draft) not in dropped]


def _is_named(words: Words, draft: Draft) -> bool:
    """Tell whether the speaker has a name or a pronoun."""
    return draft.source is not None and words.tag[draft.source] in {"NNP", "NNPS", "PRP"}


def _nested(words: Words, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Draft]]:
    """Yield (outer, inner) where the cue of `inner` stands in what `outer` reports."""
    by_start = sorted(drafts, key=lambda draft: draft.start)
    around: list[Draft] = []
    begun = 0
    for inner in sorted(drafts, key=lambda draft: draft.cue or (0, 0)):
        at = words.start[inner.cue[0]] if inner.cue else -1
        while begun < len(by_start) and by_start[begun].start <= at:
            around.append(by_start[begun])
            begun += 1
        around = [outer for outer in around if outer.end > at]
        for outer in around:
            between = outer.gap is not None and outer.gap.start <= at < outer.gap.end
            if outer is not inner and not between:
                yield outer, inner


def _unattributed(words: Words, quotes: Sequence[Quote], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the quoted sentences that no cue belongs to; the context may tell whose they are."""
    held = merged((draft.start, draft.end) for draft in drafts)
    for quote in quotes:
        first = bisect_left(words.start, quote.start)
        at = bisect_left(held, quote.start + 1, key=lambda span: span.end)
        free = at == len(held) or held[at].start >= quote.end
        if free and _is_sentence(words, quote, first):
            yield Draft(quote.start, quote.end, None, first, None, None, "unattributed", "", Kind.DIRECT)
