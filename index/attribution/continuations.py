"""Continuations: quotes without a cue of their own, and whose statement they go on with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial

from index.attribution.cues import Frame, Lexicon
from index.attribution.direct import Pairing
from index.attribution.draft import Draft
from index.attribution.grammar import base_form, child, is_verb
from index.attribution.leads import narrator
from index.attribution.quotes import Quote, overlapping, starts_small
from index.parsing import Words

_SENTENCE = 4
"""A quote without a cue that has fewer words is no statement."""
_LEAD = 3
"""How many words may lead from a statement on to the quote that goes on with it."""
_SPOKEN = frozenset({"quote", "clause", "phrase"})
"""Rules whose statements a quote goes on with, also in a paragraph of its own."""
_TOLD = frozenset({"adjective", "gerund", "infinitive", "object", "preposition"})
"""Rules that do so in the same paragraph only."""
_LEADING_TAGS = frozenset({"CC", "RB", "RBR", "UH", "IN", ",", ":"})
_LEFT_OUT = ".…"
"""Marks that stand for words left out between two quotes."""
_QUOTE_ENDS = "”\"'’»“ "


def taken_up(words: Words, lexicon: Lexicon, quoted: Sequence[bool], loose: Sequence[Quote]) -> Iterator[Pairing]:
    """Yield the quotes that the second speaker of the sentence before takes up: …, and Reyes cut in. “…”."""
    for quote in list(loose):
        first = bisect_left(words.start, quote.start)
        if first == len(words) or words.sentence[first] == 0 or not is_sentence(words, quote, first):
            continue
        start, end = words.sentences[words.sentence[first] - 1]
        if "\n" in words.text[words.end[end] : quote.start] or quoted[end]:
            continue
        verb = next((k for k in range(end, start, -1) if words.dep[k] == "conj" and is_verb(words, k)), None)
        source = None if verb is None else child(words, verb, "nsubj")
        if verb is None or source is None or words.tag[source][0] == "W" or quoted[verb] or not quoted[start]:
            continue
        if base_form(words, verb, lexicon) in lexicon.verbs[Frame.QUOTE]:
            yield Pairing(quote, verb, source)


def continue_all(words: Words, drafts: Sequence[Draft], loose: Sequence[Quote], quotes: Sequence[Quote]) -> list[Quote]:
    """Let a quote without a cue that directly follows a statement, or its cue, be a part of it.

    Returns those that follow none.
    """
    alone: list[Quote] = []
    told = {words.sentence[draft.verb] for draft in drafts}
    able = [draft for draft in drafts if draft.rule in _SPOKEN | _TOLD]
    open_at = _open_at(words, able, quotes)
    for quote in loose:
        draft = (
            open_at.get(quote.start) or _led_on(words, open_at, quote) or _ended(words, open_at, quote, quotes, told)
        )
        if draft is None:
            alone.append(quote)
            continue
        new_line = "\n" in words.text[_frame_end(words, draft) : quote.start]
        if new_line and draft.rule in _TOLD:
            alone.append(quote)
            continue
        if not new_line or _is_finished(words, quote) or any(overlapping(quotes, draft.start, draft.end)):
            draft.widen(quote.start, quote.end)
            open_at[_next_place(words, draft)] = draft
    return alone


def _open_at(words: Words, able: Sequence[Draft], quotes: Sequence[Quote]) -> dict[int, Draft]:
    """Return which statement goes on at each place where one may.

    Of several it is one that stands in none of the others, and rather hers in "“…,” she said, according to Holt.".
    """
    by_place: dict[int, list[Draft]] = {}
    for draft in able:
        by_place.setdefault(_next_place(words, draft), []).append(draft)

    def rank(draft: Draft, others: Sequence[Draft]) -> tuple[bool, bool, bool, bool, int]:
        inside = any(o is not draft and o.start <= words.start[draft.verb] < o.end for o in others)
        quoted = any(overlapping(quotes, draft.start, draft.end))
        return draft.rule != "phrase", not inside, draft.rule in _SPOKEN, quoted, -draft.verb

    return {place: max(here, key=partial(rank, others=here)) for place, here in by_place.items()}


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
    """Return the statement that the next sentence goes on with, if that ends in a quote: …, he said. Holt “is wrong.”.

    `told` are the sentences with a statement of their own.
    """
    first = bisect_left(words.start, quote.start)
    last = bisect_left(words.start, quote.end) - 1
    if first >= last or last - first <= _SENTENCE or not _is_finished(words, quote) or words.sentence[first] in told:
        return None
    start = words.start[words.sentences[words.sentence[first]][0]]
    draft = open_at.get(start)
    if draft is None or not any(overlapping(quotes, draft.start, draft.end)) or "\n" in words.text[start - 1 : start]:
        return None
    alone = next(iter(overlapping(quotes, start, quote.end)), None) is quote
    return draft if alone and starts_small(words.text, quote) else None


def narrated(words: Words, lexicon: Lexicon, quoted: Sequence[bool], quotes: Sequence[Quote]) -> Iterator[Pairing]:
    """Yield the quoted sentences whose speaker the sentence before them tells of: Reyes nodded. “…”."""
    for quote in quotes:
        first = bisect_left(words.start, quote.start)
        if is_sentence(words, quote, first) and (told := narrator(words, lexicon, quoted, first)) is not None:
            yield Pairing(quote, *told, rule="narration")


def is_sentence(words: Words, quote: Quote, first: int) -> bool:
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
    while at < len(words.text) and (words.text[at].isspace() or words.text[at] in _LEFT_OUT):
        at += 1
    return at


def _frame_end(words: Words, draft: Draft) -> int:
    """Return where the sentence that holds the cue ends, or the statement, whichever is later."""
    return max(draft.end, words.end[words.sentences[words.sentence[draft.verb]][1]])
