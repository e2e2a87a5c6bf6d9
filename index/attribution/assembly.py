"""Assembly: from cues and quotes to drafts of statements, one for each thing said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set

from index.attribution.continuations import continue_all, is_sentence, narrated, taken_up
from index.attribution.cues import Lexicon
from index.attribution.direct import Pairing
from index.attribution.draft import Draft
from index.attribution.grammar import noun_phrase, verb_group
from index.attribution.partials import verbs_above
from index.attribution.quotes import Quote, overlapping
from index.attribution.report import Report
from index.attribution.statement import Kind
from index.parsing import Words
from index.spans import Span, merged, trimmed

_DIRECT_SHARE = 0.8
"""How much of a direct statement stands between quotation marks, its cue and speaker left aside."""
_EDGES = ",;:—–-"
_AROUND = frozenset({"nsubj", "prep", "npadvmod", "advmod", "dative"})
"""What tells of the act of speaking, not of what was said."""


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
    for pairing in taken_up(words, lexicon, quoted, loose):
        _end_before_clause(words, drafts, pairing, quotes)
        _add_quote(words, lexicon, drafts, pairing, quotes, cues)
        loose.remove(pairing.quote)
    loose = continue_all(words, list(drafts.values()), loose, quotes)
    for pairing in narrated(words, lexicon, quoted, loose):
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
    if words.start[mention[0]] < quote.end <= words.start[source]:  # “… to the port” the mayor's aide answered
        mention = (bisect_left(words.start, quote.end), mention[1])
    draft = drafts.get(verb)
    if draft is None or draft.rule in {"object", "preposition", "infinitive"}:
        cue = verb_group(words, verb)
        drafts[verb] = Draft(start, quote.end, cue, verb, source, mention, pairing.rule, words.lower[verb])
        back = words.start[words.sentences[words.sentence[verb]][0]] >= quote.end  # “…” That is how Reyes sums it up.
        if draft is not None and not back and words.text[: quote.start].rstrip()[-1:] not in {",", ":"}:
            drafts[verb].widen(draft.start, draft.end)
        return
    partly = any(overlapping(quotes, draft.start, words.start[verb]))  # The pumps “do well,” she says, “but …”
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
    inverted = inverted or _is_set_in(words, verb, draft.source, source)
    parted = words.tag[verb] == "VBG" and words.tag[verb - 1] in {",", "''"}  # …, adding, “…”
    if inverted or parted or (words.tag[verb] == "VBG" and not _is_named(words, draft)):
        draft.source, draft.mention = source, mention


def _is_set_in(words: Words, verb: int, told: int | None, source: int) -> bool:
    """Tell whether commas part a name and its cue from the subject the parser chose: The port, said Reyes, is …."""
    named = words.tag[source][0] == "N" and words.form[source][0].isupper()
    if told is None or not named or told >= min(verb, source):
        return False
    inverted = verb < source and words.form[verb - 1] == "," and words.dep[source] == "nsubj"
    return inverted or (source < verb and words.form[source + 1] == ",")


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
        expected = inside and own.source is not None and _is_expected(words, lexicon, own.source, verb)
        if inside and (expected or not _is_named(words, own) or words.lower[own.source or 0] in lexicon.expletives):
            own.source, own.mention = outer.source, outer.mention
        if own.source == outer.source and outer.end > pairing.quote.start:
            outer.end = words.end[joint if closed or beside else joint - 1]


def _is_expected(words: Words, lexicon: Lexicon, source: int, verb: int) -> bool:
    """Tell whether somebody is only said to do or be something: Reyes said Holt will lose, saying, “…”: Reyes does."""
    does = words.head[source]
    if words.dep[source] != "nsubj" or words.dep[does] != "ccomp" or not source < does < verb:
        return False
    told = any(words.tag[c] == "MD" for c in words.children[does] if c < does)
    return told or words.lower[does] in lexicon.being_forms


def _end_before_clause(words: Words, drafts: Mapping[int, Draft], pairing: Pairing, quotes: Sequence[Quote]) -> None:
    """End what holds the clause of somebody who cuts in: "“…,” Holt said, and Reyes cut in" is not all Holt's."""
    verb = pairing.verb
    last = words.left[verb] - 1
    while last > 0 and (words.tag[last] == "CC" or words.form[last] == ","):
        last -= 1
    for outer in drafts.values():
        if outer.start < words.start[verb] < outer.end:
            quoted = [quote.end for quote in overlapping(quotes, outer.start, words.start[verb])]
            outer.end = max(quoted, default=words.end[last])


def _attach_partials(words: Words, drafts: dict[int, Draft], quotes: Sequence[Quote]) -> None:
    """Let a statement hold the quotes that its cue governs too: he referred to it as “…”, but “…”."""
    held = merged((draft.start, draft.end) for draft in drafts.values())
    for quote in quotes:
        at = bisect_left(held, quote.start + 1, key=lambda span: span.end)
        if at == len(held) or held[at].start >= quote.end:
            cue = next((verb for verb in verbs_above(words, quote) if verb in drafts), None)
            if cue is not None and not _is_around(words, drafts[cue], quote):
                drafts[cue].widen(quote.start, quote.end)


def _is_around(words: Words, draft: Draft, quote: Quote) -> bool:
    """Tell whether a quote only tells who spoke, or where: “…,” said Reyes, a “rising star”, on “Delta Today”."""
    first, cue = bisect_left(words.start, quote.start), draft.verb
    if draft.end > words.start[cue]:
        return False
    branch = next((c for c in words.children[cue] if words.left[c] <= first <= words.right[c]), cue)
    return words.dep[branch] in _AROUND


def _widen_to_quotes(draft: Draft, quotes: Sequence[Quote]) -> None:
    """Let a statement that starts or ends inside a quote hold all of it."""
    for quote in list(overlapping(quotes, draft.start, draft.end)):
        if quote.start + 1 < draft.end < quote.end:
            draft.end = quote.end
        if quote.start < draft.start < quote.end and (draft.rule != "object" or draft.start == quote.start + 1):
            draft.start = quote.start


def _kind(words: Words, draft: Draft, quotes: Sequence[Quote]) -> Kind:
    """Tell direct from indirect speech by how much of the statement stands between quotation marks."""
    span = Span(draft.start, draft.end)
    inside = sum(span.overlap(quote.span) for quote in overlapping(quotes, *span))
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
    relays = ((o, i) for o, i in pairs if o.key in lexicon.relay_verbs and words.start[o.verb] >= o.end)
    dropped = {id(o) for o, i in relays if o.kind is Kind.INDIRECT or i.rule != "noun"}
    dropped |= {id(outer) for outer, inner in pairs if outer.rule == "object" and inner.rule == "phrase"}
    for outer, inner in pairs:
        if id(outer) in dropped or (inner.rule == "phrase" and outer.rule != "label"):
            continue
        if _is_retold(words, outer, inner, lexicon):
            continue  # "Q: The mayor says the port is shut.": that is the mayor's too
        if outer.source is None and inner.source is not None and inner.kind is Kind.DIRECT:
            dropped.add(id(outer))  # "Consider Reyes, who said: “…”"
            continue
        if outer.kind is not Kind.DIRECT and inner.kind is Kind.DIRECT and _is_named(words, inner):
            continue  # Reyes sought to shed what Holt called “a problem”: these words are Holt's
        if inner.kind is Kind.DIRECT and inner.start >= outer.end:
            continue  # Reyes urged them to go in a note that reads, “…”
        if outer.rule == "phrase" and inner.rule in {"clause", "gerund"} and _is_named(words, inner):
            continue  # "According to the Post, Reyes said the charge was false": hers, as the Post tells
        if outer.rule != "phrase" or (inner.kind is Kind.INDIRECT and inner.rule != "label"):
            dropped.add(id(inner))
    return [draft for draft in drafts if id(draft) not in dropped]


def _is_retold(words: Words, outer: Draft, inner: Draft, lexicon: Lexicon) -> bool:
    """Tell whether a turn of a transcript holds what somebody else says: "Q: The mayor says that …"."""
    if outer.rule != "label" or inner.rule != "clause" or inner.source is None or inner.source == outer.source:
        return False
    noun = words.tag[inner.source][0] == "N"
    return noun or words.lower[inner.source] in lexicon.single_pronouns


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
        if free and is_sentence(words, quote, first):
            yield Draft(quote.start, quote.end, None, first, None, None, "unattributed", "", Kind.DIRECT)
