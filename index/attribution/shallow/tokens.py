"""Tokens: the words and marks of an article's prose, with its sentences, paragraphs and quotes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from index.attribution.quotes import Quote
from index.inflection import Inflection
from index.sentences import paragraphs
from index.spans import Span

_TOKEN = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*|[^\w\s]")
_DASHES = frozenset("-–—")
_FEW = 3
"""Words of a quote at most that is a name: «Волна»."""
_PARTIAL = 5
"""Words of a quote at least that is a sentence though it has no mark at its end."""
_ENDS = ".!?…,"
_DASHED = re.compile(r",?\s*[-–—]\s")
_BRACKET = 6
"""Tokens at most of the bracket in a dateline, with its marks."""
_NEAR = 40
"""Code points after a quote that are looked at."""
_OPEN = "«“\"„'‘"
_MARKS = "«»“”\"„'‘’"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark."""

    start: int
    end: int
    text: str
    lower: str
    sentence: int
    first: bool
    """Whether it is the first word of its sentence, or of a quote, where any word has a capital."""

    @property
    def is_word(self) -> bool:
        """Whether it is no mark."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_all_capital(self) -> bool:
        """Whether it is a word of more than one letter in capitals."""
        return self.text.isupper() and len(self.text) > 1

    @property
    def is_dash(self) -> bool:
        """Whether it is a dash."""
        return self.text in _DASHES


@dataclass
class Prose:
    """An article's prose, cut up."""

    text: str
    sentences: Sequence[Span]
    tokens: list[Token]
    speech: list[Span]
    """Quotes that hold what somebody said, with their marks."""
    partial: list[Span]
    """Quotes of a few words inside a sentence."""
    paragraph_starts: list[int] = field(default_factory=list)

    def without(self, gaps: Sequence[Span]) -> Prose:
        """Return the same with `gaps`, which lie inside quotes, in no quote."""
        speech = []
        for quote in self.speech:
            start = quote.start
            for gap in gaps:
                if quote.start < gap.start and gap.end < quote.end and gap.start >= start:
                    speech.append(Span(start, gap.start))
                    start = gap.end
            speech.append(Span(start, quote.end))
        return replace(self, speech=speech)

    def paragraph(self, place: int) -> int:
        """Return the number of the paragraph that holds a place."""
        return bisect_right(self.paragraph_starts, place) - 1

    def quoted(self, place: int) -> bool:
        """Tell whether a place lies in a quote that is no name."""
        return _holds(self.speech, place) or _holds(self.partial, place)

    def datelines(self) -> Iterator[range]:
        """Yield the positions of what starts a paragraph, in capitals, before a dash: ANKARA (Kuzey Haber) – …."""
        for start in self.paragraph_starts:
            first = last = bisect_left(self.tokens, start, key=lambda token: token.start)
            while last < len(self.tokens) and (self.tokens[last].is_all_capital or self.tokens[last].text == ","):
                last += 1
            if first < last < len(self.tokens) and self.tokens[last].text == "(":
                bracket = range(last, min(last + _BRACKET, len(self.tokens)))
                last = next((i + 1 for i in bracket if self.tokens[i].text == ")"), last)
            if first < last < len(self.tokens) and self.tokens[last].is_dash:
                yield range(first, last)

    def within(self, span: Span) -> range:
        """Return the positions of the tokens inside a span."""
        first = bisect_left(self.tokens, span.start, key=lambda token: token.start)
        return range(first, bisect_left(self.tokens, span.end, key=lambda token: token.start))


def _holds(spans: Sequence[Span], place: int) -> bool:
    at = bisect_right(spans, place, key=lambda span: span.start) - 1
    return at >= 0 and place < spans[at].end


def prose(text: str, sentences: Sequence[Span], quotes: Sequence[Quote], known: Inflection, saying: Set[str]) -> Prose:
    """Return the tokens of `sentences`, which are in order and disjoint; `saying` are words that follow a quote."""
    speech, partial = [], []
    for quote in quotes:
        if _is_speech(text, quote, known, saying):
            speech.append(quote.span)
        elif not _is_name(text, quote):
            partial.append(quote.span)
    tokens = []
    for number, sentence in enumerate(sentences):
        fresh = opening = True
        for match in _TOKEN.finditer(text, *sentence):
            form = match.group()
            tokens.append(Token(match.start(), match.end(), form, known.lower(form), number, fresh))
            if form.isdigit() and opening and fresh:
                continue  # 15:30 Haber
            if form[0].isalnum():
                fresh, opening = False, opening and form == form.upper()  # 15:30 – …; ANKARA – …
            elif form in _OPEN or form == ":" or (form in _DASHES and (fresh or opening)):
                fresh = True
    starts = [span.start for span in paragraphs(text)]
    return Prose(text, sentences, tokens, speech, partial, starts)


def _is_speech(text: str, quote: Quote, known: Inflection, saying: Set[str]) -> bool:
    """Tell whether a quote holds words said, not a name or a few words of a sentence."""
    inner = text[quote.start : quote.end].strip(_MARKS + " ")
    words = inner.split()
    if not words or quote.open_end:
        return bool(words)
    if inner[-1] in _ENDS or text[: quote.start].rstrip()[-1:] == ":":
        return True
    after = text[quote.end : quote.end + _NEAR]
    if (following := _TOKEN.search(after)) and known.lower(following.group()) in saying:
        return True
    if inner[0].isupper() and (_DASHED.match(after) or (after[:1] == "," and len(words) > _FEW)):
        return True
    if len(words) >= _PARTIAL and inner[0].isupper():
        return True
    before = text[max(0, quote.start - 2) : quote.start].strip(" ")[-1:]
    return before in {"", ".", "!", "?", "…", "\n"} and after.strip(" ")[:1] in {"", ".", "\n"} and len(words) > 1


def _is_name(text: str, quote: Quote) -> bool:
    """Tell whether a quote is the name of something: «Волна»."""
    inner = text[quote.start : quote.end].strip(_MARKS + " ")
    return len(inner.split()) <= _FEW and inner[:1].isupper()
