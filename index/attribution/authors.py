"""Authors: what the writer of a signed piece says in their own voice.

An opinion piece that says "I" and is signed at its head ("By Dana Reyes") or in its last paragraph ("Dana
Reyes is a senator from …"), and letters with a name below each. A reporter's byline is no such thing: the
rest of a news article is nobody's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.attribution.cues import Lexicon
from index.attribution.people import People
from index.attribution.quotes import Quote
from index.attribution.statement import Kind, Statement
from index.sentences import paragraphs
from index.spans import Span

_CONFIDENCE = 0.7
_NAME = r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:[^\W\d_a-z][\w.'’-]*|de|del|la|van|von|der|den|al|bin)){1,3}"
_HEAD = 4
"""In how many of the first paragraphs a byline or a heading over letters may stand."""
_LEAST_I = 2
_SHORT = 4
"""A paragraph of no more words is a heading, a signature or a place."""
_ENDS = tuple(".!?”\"'’…")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that one person wrote."""

    start: int
    end: int
    author: str


def with_authors(
    text: str,
    sentences: Sequence[Span],
    found: Sequence[Statement],
    quotes: Sequence[Quote],
    words: Lexicon,
    who: People,
) -> tuple[Statement, ...]:
    """Return the statements `found`, and beside them what the authors of signed pieces say, in text order."""
    reader = _Reader(text, quotes, words, who)
    pieces = list(reader.letters()) or list(reader.signed())
    if not pieces:
        return tuple(found)
    told = [_by_author(text, statement, pieces, words) for statement in found]
    own = [statement for piece in pieces for statement in _own(text, sentences, piece, found)]
    return tuple(sorted([*told, *own], key=lambda statement: (statement.start, statement.end)))


class _Reader:
    def __init__(self, text: str, quotes: Sequence[Quote], words: Lexicon, who: People) -> None:
        self._text = text
        self._quotes = quotes
        self._words = words
        self._who = who
        self._paragraphs = paragraphs(text)

    def signed(self) -> Iterator[_Piece]:
        """Yield the whole text, if it is one person's opinion and signed."""
        last = self._paragraphs[-1] if self._paragraphs else None
        if last is None or self._says_i() < _LEAST_I:
            return
        marks = "|".join(sorted(self._words.byline_words))
        for place in self._paragraphs[:_HEAD]:
            if found := re.match(rf"(?i:{marks})\s+(?P<name>{_NAME})\s*(?:[,|].*)?\.?$", place.of(self._text)):
                yield _Piece(place.end, len(self._text), self._untitled(found["name"]))
                return
        verbs = "|".join(sorted(self._words.biography_verbs))
        found = re.match(rf"(?P<name>{_NAME})(?:,[^!?\n]{{1,80}}?,)?\s+(?:{verbs})\b", last.of(self._text))
        if found:
            name = self._untitled(found["name"])
            if not re.search(rf"\b{re.escape(name.split()[-1])}\b", self._text[: last.start]):
                yield _Piece(self._paragraphs[0].end, last.start, name)

    def letters(self) -> Iterator[_Piece]:
        """Yield each letter of a page of letters: below it stand a name and a place, or the name of an account."""
        places, text = self._paragraphs, self._text
        headings = (p for p in places[:_HEAD] if p.of(text).strip(" .:").lower() in self._words.letters_headings)
        if (heading := next(headings, None)) is None:
            return
        start = heading.end
        for i, place in enumerate(places):
            signed = re.fullmatch(rf"[-–—]?\s*(?P<name>{_NAME}|@\w+)\.?", place.of(text))
            if not signed or not i or len(places[i - 1].of(text).split()) <= _SHORT:
                continue
            if not places[i - 1].of(text).rstrip().endswith(_ENDS):
                continue
            below = places[i + 1] if i + 1 < len(places) and _is_place(places[i + 1].of(text)) else None
            if below or signed["name"].startswith("@"):
                yield _Piece(start, place.start, signed["name"].rstrip("."))
                start = (below or place).end

    def _says_i(self) -> int:
        """Return how often the text says "I" or "my" outside quotation marks."""
        saying = "|".join(sorted(self._words.first_person))
        found = re.finditer(rf"\b(?:{saying})\b", self._text)
        return sum(not any(quote.start <= match.start() < quote.end for quote in self._quotes) for match in found)

    def _untitled(self, name: str) -> str:
        parts = name.split()
        while len(parts) > 2 and parts[0].rstrip(".").lower() in self._who.titles:
            parts.pop(0)
        return " ".join(parts)


def _is_place(line: str) -> bool:
    parts = line.split()
    return len(parts) <= _SHORT and all(part[0].isupper() or part == "of" for part in parts)


def _by_author(text: str, statement: Statement, pieces: Sequence[_Piece], words: Lexicon) -> Statement:
    """Return the statement; "I think that …" is its author's."""
    if statement.mention and statement.mention.of(text) in words.first_person and statement.kind is Kind.INDIRECT:
        for piece in pieces:
            if piece.start <= statement.start < piece.end:
                return replace(statement, speaker=piece.author)
    return statement


def _own(text: str, sentences: Sequence[Span], piece: _Piece, found: Sequence[Statement]) -> Iterator[Statement]:
    """Yield what the author says in their own voice, neighbouring sentences of a paragraph together."""
    taken = [Span(statement.start, statement.end) for statement in found]
    headings = [place for place in paragraphs(text) if len(place.of(text).split()) <= _SHORT]
    start: int | None = None
    end = 0
    for sentence in sentences:
        inside = piece.start <= sentence.start and sentence.end <= piece.end
        free = inside and not any(sentence.overlap(span) for span in (*taken, *headings))
        if start is not None and (not free or "\n" in text[end : sentence.start]):
            yield Statement(start, end, None, None, piece.author, Kind.DIRECT, _CONFIDENCE)
            start = None
        if free:
            start, end = (sentence.start if start is None else start), sentence.end
    if start is not None:
        yield Statement(start, end, None, None, piece.author, Kind.DIRECT, _CONFIDENCE)
