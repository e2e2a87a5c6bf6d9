"""Quotes: the stretches of a text between quotation marks, also where a mark is missing.

Read paragraph by paragraph, because that is how newspapers quote: a quote that runs over several
paragraphs opens again at each and closes at the last only. Marks count if they stand where such a
mark can stand, so that apostrophes and inches are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from index.sentences import paragraphs
from index.spans import Span

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”", "‹": "›", "「": "」", "『": "』", "‘": "’", "‚": "‘’", "``": "''"}
_SYMMETRIC = {'"': '"”', "''": "''", "'": "'"}
_CLOSERS = {mark: ("''",) if mark in {"``", "''"} else tuple(ends) for mark, ends in (_PAIRS | _SYMMETRIC).items()}
_ENDS = frozenset(end for ends in _CLOSERS.values() for end in ends)
_SINGLE = frozenset("‘’'‚")
_MARK = re.compile(r"``|''|[“”„‟«»‹›「」『』‘’‚\"']")
_STARTS = re.compile(r"[\w$€£#@(\[.…¡¿—–-]|[“”\"‘'«„]")
_YEAR = re.compile(r"\d\ds?(?![\w’'])")
"""What makes a single mark before it the apostrophe of a year: in ’08, in the '90s."""
_MIXED = re.compile(r"[^“”\"]{9,}(?<=[\w.,!?])\"(?=\s+\w)")
"""Words up to a plain mark that stands where one closes: after a word, before a space and a word."""
_FRAME = re.compile(r",(\s(?:(?!'')[^,.!?:;()“”\"]){3,60})[.,]\s*(?=[“\"]|``|''|\Z)")
"""What can stand between a comma that lacks its closing mark and the next quote: ", the harbour master said. "."""
_SHORT_FRAME = 4
"""How many words may do so at the end of a paragraph."""
_SIGNATURE = 12
"""How many words a line that signs a quote may have."""
_OPENERS = "“\"'‘„«"
_AROUND_NAME = "\"“”' ."
_MAX_SINGLE = 600
"""How far, in characters, a quote in single marks may reach: they are mostly apostrophes."""


@dataclass(slots=True)
class Quote:
    """A quoted stretch with its marks; `open_end` if it has no closing mark."""

    start: int
    end: int
    open_end: bool = False
    goes_on: bool = False
    """Whether the next quote goes on with it in the next paragraph: it starts inside its own, perhaps after a cue."""
    signed: int | None = None
    """Where the line that signs it starts, if the closing mark stands after that: a quote set apart from its text."""

    @property
    def span(self) -> Span:
        """The place of the quote with its marks."""
        return Span(self.start, self.end)


def find(text: str, cues: Set[str] = frozenset()) -> list[Quote]:
    """Return the outermost quotes of `text` in order; a quote over several paragraphs is one.

    If it starts inside its paragraph, where it may belong to a cue before it, that paragraph's part is one of its own.

    `cues` are verbs of saying, in lower case: they tell where a quote without a closing mark ends.
    """
    found: list[Quote] = []
    inside = False
    for paragraph in paragraphs(text):
        start = paragraph.start
        if found and found[-1].open_end and (end := _unopened(text, paragraph)) is not None:
            found[-1].open_end, start = False, end
            if end == paragraph.end and _signs(text, paragraph):
                found[-1].signed = paragraph.start
            else:
                found[-1].end = end
        quotes = list(_in_paragraph(text, Span(start, paragraph.end), cues))
        resumed = quotes and found and found[-1].open_end and quotes[0].start == paragraph.start
        if resumed and inside:
            found[-1].open_end, found[-1].goes_on = False, True
        elif resumed:
            found[-1].end, found[-1].open_end = quotes[0].end, quotes[0].open_end
            quotes = quotes[1:]
        found.extend(quotes)
        inside = bool(quotes) and quotes[-1].start > paragraph.start
    return found


def _unopened(text: str, paragraph: Span) -> int | None:
    """Return the end of a paragraph's first mark if that closes what no mark in the paragraph opened."""
    marks = (mark for mark in _MARK.finditer(text, *paragraph) if mark.group() not in _SINGLE)
    first = next(marks, None)
    if first is None or first.start() == paragraph.start or _opens_by_shape(text, first):
        return None
    return first.end() if first.group() in _ENDS and first.group() not in _PAIRS else None


def _in_paragraph(text: str, paragraph: Span, cues: Set[str]) -> Iterator[Quote]:
    at = paragraph.start
    while opening := _MARK.search(text, at, paragraph.end):
        at = opening.end()
        if not _can_open(text, opening, paragraph) or _is_doubled(text, opening):
            continue
        end = _closing(text, opening, paragraph)
        if end is None and opening.group() not in _SINGLE:
            end = _unclosed(text, opening, paragraph, cues)
        if end is not None:
            yield Quote(opening.start(), end)
            at = end
        elif opening.group() not in _SINGLE and _quotes_the_rest(text, opening, paragraph):
            yield Quote(opening.start(), paragraph.end, open_end=True)
            return


def _can_open(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Tell whether a mark stands where a quote can start."""
    if mark.group() not in _PAIRS and mark.group() not in _SYMMETRIC:
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    if mark.group() in _SINGLE and (before.isalnum() or before in ".,!?" or _YEAR.match(text, mark.end())):
        return False
    if (before.isalnum() or before == "=") and mark.group() in _SYMMETRIC:  # "=": an attribute of left-over markup
        return False
    at = mark.end() + (mark.group() in "“«" and text[mark.end() : mark.end() + 1].isspace())
    return bool(_STARTS.match(text, at, paragraph.end))


def _is_doubled(text: str, opening: re.Match[str]) -> bool:
    """Tell whether a mark only doubles the next one: "“We waited,” Holt said." is set apart between plain marks."""
    return opening.group() == '"' and text[opening.end() : opening.end() + 1] in {"“", "«", "„"}


def _signs(text: str, line: Span) -> bool:
    """Tell whether a line that ends with a mark signs the quote before it: “Omar Holt, Delta Institute."”."""
    signed = text[line.start : line.end].strip(_AROUND_NAME)
    words = signed.split()
    single = len(words) <= _SIGNATURE and not any(mark in signed for mark in ".!?;:")
    return single and sum(word[:1].isupper() for word in words) >= max(2, len(words) / 2)


def _closing(text: str, opening: re.Match[str], paragraph: Span) -> int | None:
    """Return the end of the mark that closes the quote, None if none does."""
    mark = opening.group()
    closers = _CLOSERS[mark]
    if mark in _SINGLE:
        return _closing_single(text, opening, closers, paragraph)
    inner, first = 0, None
    for candidate in _MARK.finditer(text, opening.end(), paragraph.end):
        found = candidate.group()
        if found in _SINGLE:
            continue
        if found not in closers and not _closes_by_shape(text, mark, candidate):
            inner += found in _PAIRS
        elif mark in _SYMMETRIC and _opens_by_shape(text, candidate):
            inner += 1
        elif inner:
            inner -= 1
            first = first or candidate.end()
        else:
            return candidate.end()
    return first if inner else _mixed(text, opening, paragraph)


def _mixed(text: str, opening: re.Match[str], paragraph: Span) -> int | None:
    """Return the end of the plain mark that ends a quote which no other mark does: “We waited" he said."""
    found = _MIXED.match(text, opening.end(), paragraph.end) if opening.group() == "“" else None
    return None if found is None else found.end()


def _unclosed(text: str, opening: re.Match[str], paragraph: Span, cues: Set[str]) -> int | None:
    """Return where a quote without a closing mark ends, if a cue tells: “We waited, Holt said. “Nobody came.”."""
    frame = _FRAME.search(text, opening.end(), paragraph.end)
    if frame is None:
        return None
    told = frame.group(1).lower().split()
    if frame.end() == paragraph.end:  # no mark follows that makes the paragraph's marks odd
        told = [told[0], told[-1]] if len(told) <= _SHORT_FRAME else []
    return frame.start() + 1 if any(word in cues for word in told) else None


def _closes_by_shape(text: str, mark: str, candidate: re.Match[str]) -> bool:
    """Tell whether a mark of another kind closes a quote: people mix “ and ", and type “ for ”."""
    if mark not in {"“", '"'} or candidate.group() not in {"“", '"'}:
        return False
    after = text[candidate.end() : candidate.end() + 1]
    return text[candidate.start() - 1] in ",.?!" and not after.isalnum()


def _opens_by_shape(text: str, candidate: re.Match[str]) -> bool:
    """Tell whether a mark that opens and closes alike stands where one opens: after a space, before a word."""
    after = text[candidate.end() : candidate.end() + 1]
    return text[candidate.start() - 1].isspace() and after.isalnum()


def _closing_single(text: str, opening: re.Match[str], closers: Sequence[str], paragraph: Span) -> int | None:
    """Return where a quote in single marks ends; an apostrophe after a plural ("voters’") is the last resort."""
    plural = None
    limit = min(paragraph.end, opening.end() + _MAX_SINGLE)
    for candidate in _MARK.finditer(text, opening.end(), limit):
        if candidate.group() not in closers:
            continue
        after = text[candidate.end() : candidate.end() + 1]
        before = text[candidate.start() - 1]
        if after.isalnum() or before.isspace():
            continue
        if before in "sS" and after == " ":
            plural = plural or candidate.end()
            continue
        return candidate.end()
    return plural


def _quotes_the_rest(text: str, opening: re.Match[str], paragraph: Span) -> bool:
    """Tell whether an unclosed mark opens a quote up to the paragraph's end: it starts a sentence or follows a cue."""
    lead = text[paragraph.start : opening.start()].rstrip()
    return not lead or lead[-1] in ":,.!?"


def starts_small(text: str, quote: Quote) -> bool:
    """Tell whether a quote starts with a small letter, so that it goes on with something before it."""
    return text[quote.start : quote.end].lstrip(_OPENERS)[:1].islower()


def overlapping(quotes: Sequence[Quote], start: int, end: int) -> Iterator[Quote]:
    """Yield those of the quotes, which are disjoint and in order, that share something with `start:end`."""
    at = bisect_left(quotes, start + 1, key=lambda quote: quote.end)
    while at < len(quotes) and quotes[at].start < end:
        yield quotes[at]
        at += 1
