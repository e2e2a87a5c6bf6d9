"""Passages: windows of whole sentences that fit the encoder, the unit that retrieval finds.

The headline and the date go before each passage as context for the encoder; they are not part of the
span. A sentence that alone is too long for the encoder becomes several passages, so that nothing is
cut off silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from index.article import Article
from index.encoder import Encoder
from index.spans import Span, trimmed

_SPECIAL_TOKENS = 4  # what encoders put around a text, at most
_DATE_TOKENS = 8
_CONTEXT_SHARE = 4  # the headline takes a quarter of the window at most


class Passage(NamedTuple):
    """A window of sentences in an article."""

    key: int
    """Identifies the passage; 63 bits from the article's id and the span."""
    vector: int
    """Identifies its vector; 63 bits from what the encoder reads, so equal texts share one."""
    span: Span
    encoded: str
    """What the encoder reads: context and text."""


def content_id(*parts: object) -> int:
    """Return a positive 63-bit id that depends on the content alone."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def windows(
    article: Article, sentences: Sequence[Span], encoder: Encoder, *, tokens: int, overlap: int
) -> list[Passage]:
    """Return the passages of `article` in text order; furniture is in none.

    `tokens` bounds what the encoder reads, context included; consecutive passages share `overlap`
    sentences where these leave room for a new one.
    """
    limit = min(tokens, encoder.max_tokens) - _SPECIAL_TOKENS
    context = _context(article, encoder, limit // _CONTEXT_SHARE)
    budget = limit - (encoder.count_tokens([context])[0] if context else 0)
    prose = [span for span in sentences if not article.is_furniture(span)]
    pieces = _fitting(article.text, prose, encoder, budget)
    passages = []
    for start, end in _runs(pieces, budget, overlap):
        encoded = f"{context}\n{article.text[start:end]}" if context else article.text[start:end]
        key = content_id(article.id, start, end)
        passages.append(Passage(key, content_id(encoded), Span(start, end), encoded))
    return passages


def _context(article: Article, encoder: Encoder, limit: int) -> str:
    """Return headline and date, the headline cut to what leaves room for the text."""
    title = " ".join((article.title or "").split())
    starts = encoder.token_starts(title)
    room = max(0, limit - _DATE_TOKENS)
    if len(starts) > room:
        title = title[: starts[room]].rstrip()
    day = article.published.strftime("%d %B %Y").lstrip("0") if article.published else ""
    return " · ".join(part for part in (title, day) if part)


def _fitting(text: str, sentences: Sequence[Span], encoder: Encoder, budget: int) -> list[tuple[Span, int]]:
    """Return the sentences with their tokens, those over `budget` cut into pieces that fit."""
    counts = encoder.count_tokens([span.of(text) for span in sentences])
    pieces: list[tuple[Span, int]] = []
    for span, count in zip(sentences, counts, strict=True):
        if count <= budget:
            pieces.append((span, count))
            continue
        starts = encoder.token_starts(span.of(text))
        cuts = [span.start + starts[i] for i in range(0, len(starts), budget)]
        cuts[0] = span.start
        for start, end in zip(cuts, [*cuts[1:], span.end], strict=True):
            if (piece := trimmed(text, start, end)).end > piece.start:
                pieces.append((piece, min(budget, count)))
    return pieces


def _runs(pieces: Sequence[tuple[Span, int]], budget: int, overlap: int) -> list[Span]:
    """Return the spans of the windows: as many pieces as fit, then back by `overlap`."""
    runs: list[Span] = []
    first = 0
    while first < len(pieces):
        last, used = first, pieces[first][1]
        while last + 1 < len(pieces) and used + pieces[last + 1][1] <= budget:
            last += 1
            used += pieces[last][1]
        runs.append(Span(pieces[first][0].start, pieces[last][0].end))
        if last + 1 == len(pieces):
            break
        first = max(first + 1, last + 1 - overlap)
    return runs
