"""Labels: speakers set before a colon or under a quote, without a verb.

Transcripts ("REYES: We will win."), headlines ("Reyes: ‘We will win’") and signed quotes ("- Dana Reyes").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.attribution.cues import Lexicon
from index.attribution.quotes import Quote
from index.attribution.report import Report, Stretch
from index.parsing import Words
from index.sentences import paragraphs

_MAX_LABEL = 7
"""How many words a speaker before a colon may have."""
_NAME_TAGS = frozenset({"NNP", "NNPS"})


def labels(words: Words, lexicon: Lexicon, quotes: Sequence[Quote]) -> Iterator[Report]:
    """Yield what stands after a label, or before a signature, in text order."""
    spans = {quote.start: quote for quote in quotes}
    known = {words.form[i] for i in range(1, len(words)) if _is_inner_name(words, i)}
    previous: Stretch | None = None
    for paragraph in paragraphs(words.text):
        first = bisect_left(words.start, paragraph.start)
        last = bisect_left(words.start, paragraph.end) - 1
        if first > last:
            continue
        report = _label(words, lexicon, known, first, last)
        if report is None and previous is not None:
            quote = spans.get(words.start[previous[0]])
            whole = quote is not None and quote.end >= words.end[previous[1]] - 1
            report = _signature(words, first, last, previous) if whole else None
        if report:
            yield report
        previous = (first, last)


def _label(words: Words, lexicon: Lexicon, known: set[str], first: int, last: int) -> Report | None:
    """Read a paragraph that starts with its speaker: "REYES: We will win."."""
    colon = next((i for i in range(first, min(first + _MAX_LABEL + 1, last)) if words.form[i] == ":"), first)
    if colon == first or not all(_may_label(words, i, lexicon) for i in range(first, colon)):
        return None
    text = words.span(first, colon - 1).of(words.text)
    names = [
        i for i in range(first, colon) if words.tag[i] in _NAME_TAGS or words.form[i] in known or _is_shouted(words, i)
    ]
    if text.casefold() in lexicon.not_labels or not (names or text in lexicon.label_letters):
        return None
    head = next((i for i in names if i + 1 not in names), first)
    return Report((colon, colon), colon, head, (colon + 1, last), "label", ":", mention=(first, colon - 1))


def _is_inner_name(words: Words, i: int) -> bool:
    """Tell whether word `i` is a name inside a sentence, where a capital tells more than at its start."""
    return words.tag[i] in _NAME_TAGS and words.sentence[i - 1] == words.sentence[i]


def _is_shouted(words: Words, i: int) -> bool:
    return words.form[i].isupper() and len(words.form[i]) > 2


def _may_label(words: Words, i: int, lexicon: Lexicon) -> bool:
    form = words.form[i]
    return form[:1].isupper() or not form[:1].isalnum() or words.lower[i] in lexicon.label_words


def _signature(words: Words, first: int, last: int, quoted: Stretch) -> Report | None:
    """Read a paragraph that only names who the quoted paragraph before it is by: "- Dana Reyes"."""
    end = last if words.form[last][-1].isalnum() else last - 1
    dashed = words.form[first] in {"-", "—", "--"} and first < end and last - first <= _MAX_LABEL
    if not dashed or words.tag[first + 1] not in _NAME_TAGS:
        return None
    return Report((first, first), first, end, quoted, "label", "-", mention=(first + 1, end))
