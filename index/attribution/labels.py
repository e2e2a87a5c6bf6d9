"""Labels: speakers set before a colon or under a quote, without a verb.

Transcripts ("REYES: We will win."), headlines ("Reyes: ‘We will win’") and signed quotes ("- Dana Reyes").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.attribution.cues import Lexicon
from index.attribution.indirect import Report
from index.attribution.quotes import Quote
from index.parsing import Words
from index.sentences import paragraphs

_MAX_LABEL = 7
"""How many words a speaker before a colon may have."""
_NAME_TAGS = frozenset({"NNP", "NNPS"})


def labels(words: Words, lexicon: Lexicon, quotes: Sequence[Quote]) -> Iterator[Report]:
    """Yield what stands after a label, or before a signature, in text order."""
    previous: tuple[int, int] | None = None
    for paragraph in paragraphs(words.text):
        first = bisect_left(words.start, paragraph.start)
        last = bisect_left(words.start, paragraph.end) - 1
        if first > last:
            continue
        report = _label(words, lexicon, first, last)
        if report is None and previous is not None:
            report = _signature(words, first, last, previous, quotes)
        if report:
            yield report
        previous = (first, last)


def _label(words: Words, lexicon: Lexicon, first: int, last: int) -> Report | None:
    colon = next((i for i in range(first, min(first + _MAX_LABEL + 1, last)) if words.form[i] == ":"), None)
    if colon is None or colon == first:
        return None
    text = words.span(first, colon - 1).of(words.text)
    if text.casefold() in lexicon.not_labels or not all(_is_name_like(words, i) for i in range(first, colon)):
        return None
    head = next((i for i in range(colon - 1, first - 1, -1) if words.tag[i] in _NAME_TAGS), None)
    if head is None and text not in {"Q", "A"}:
        return None
    return Report((colon, colon), colon, colon - 1 if head is None else head, (first, colon - 1), (colon + 1, last), ":", "label")


def _is_name_like(words: Words, i: int) -> bool:
    form = words.form[i]
    return form[:1].isupper() or not form[:1].isalnum() or words.lower[i] in {"of", "the", "for", "de", "von", "van", "al", "bin"}


def _signature(
    words: Words, first: int, last: int, previous: tuple[int, int], quotes: Sequence[Quote]
) -> Report | None:
    """Read a paragraph that only names who the quoted paragraph before it is by: "- Dana Reyes"."""
    if words.text[words.start[first]] not in "-—–" or last - first > _MAX_LABEL or words.tag[first + 1 if last > first else first] not in _NAME_TAGS:
        return None
    span = words.span(*previous)
    if not any(quote.start == span.start and quote.end >= span.end - 1 for quote in quotes):
        return None
    end = last if words.form[last][-1].isalnum() else last - 1
    return Report((first, first), first, end, (first + 1, end), previous, "-", "label")
