"""Parsing: the words of a text with their part of speech and their place in the sentence's tree.

spaCy does the work; what it gives is copied into plain lists once, because the rules that read it
touch every word many times and a spaCy token is slow to ask. Lemmas are left out for the same reason:
they would cost as much time as all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from index import pipeline
from index.spans import Span

_MAX_WORDS = 400
"""A sentence longer than this is no prose; it is parsed in pieces, to bound memory."""
_TOGETHER = 100
"""Words of neighbouring sentences that are parsed as one text: the parser goes through many short texts at once, a
third faster than through one long one, and what stands farther off tells it little."""
_TEXTS = 20
"""Texts parsed at once; bounds memory."""
_MAX_LETTERS = 60
"""A word longer than this is no word; the parser sees only its start."""
_LONGEST_RUN = 300
"""Characters without a space between at most that spaCy parts; the time that it takes grows with their square."""
_LONG_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")
_ADVERB = re.compile(r"[^\W\d_]{2,}ly(?!\w)")
_SIMPLE = re.compile(r"\w+|[^\w\s]")
_UNENCODABLE = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs, which broken decoding leaves behind; spaCy cannot take them."""
_INNER_MARK = re.compile('[“”«»"]')
_PIECES = re.compile('[“”«»",:;]|[^“”«»",:;]+')
_NO_SMILEYS = frozenset({"):", ");", "]:", "];"})
_DASHES = frozenset("-–—")
_LINE_ENDS = frozenset({"", "\n"})
_PLAIN = str.maketrans("’‘‛ʼ“”„‟«»–", '\'\'\'\'""""""-')
"""Typographic marks as the parser knows them: it was trained on plain text."""


@dataclass(slots=True)
class Words:
    """The words of a text that are not white space, in order: one entry in each list for each word.

    `tag` holds Penn Treebank tags, `dep` ClearNLP dependency labels, `head` the position of the word
    that governs this one (its own for a root), `children` the positions of those it governs, `left`
    and `right` the first and last position of its subtree, `sentence` the number of its sentence.
    `form` is the word as the parser saw it (quotation marks and apostrophes made plain), `lower` the
    same in lower case.
    `sentences` holds the first and last position of each sentence.
    """

    text: str
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    form: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def span(self, first: int, last: int) -> Span:
        """Return the place in the text of the words `first` to `last`, both included."""
        return Span(self.start[first], self.end[last])


def parse(text: str, sentences: Sequence[Span]) -> Words:
    """Return the words of `text` inside `sentences`, parsed; no tree reaches over the end of a sentence."""
    words = Words(text)
    readable = _UNENCODABLE.sub("\ufffd", text)
    batches = list(_batches(readable, sentences))
    docs = (_doc(readable, batch) for batch in batches)
    for batch, doc in zip(batches, _pipeline().pipe(docs, batch_size=_TEXTS), strict=True):
        _append(words, batch, doc)
    return words


@cache
def _pipeline() -> Any:
    return pipeline.load(exclude=["ner", "attribute_ruler", "lemmatizer"])


def _batches(text: str, sentences: Sequence[Span]) -> Iterator[list[list[Span]]]:
    """Yield the places of the words, by sentence, as many at a time as are parsed together."""
    batch: list[list[Span]] = []
    size = 0
    for sentence in sentences:
        places = _places(text, sentence)
        for first in range(0, len(places), _MAX_WORDS):
            piece = places[first : first + _MAX_WORDS]
            if batch and size + len(piece) > _TOGETHER:
                yield batch
                batch, size = [], 0
            batch.append(piece)
            size += len(piece)
    if batch:
        yield batch


def _places(text: str, sentence: Span) -> list[Span]:
    places: list[Span] = []
    start = sentence.start
    for run in _LONG_RUN.finditer(text, start, sentence.end):
        places += _tokens(text, start, run.start())
        places += (Span(*word.span()) for word in _SIMPLE.finditer(text, *run.span()))
        start = run.end()
    places += _tokens(text, start, sentence.end)
    return _rejoined(text, places)


def _tokens(text: str, start: int, end: int) -> list[Span]:
    tokens = _pipeline().tokenizer(text[start:end]) if end > start else ()
    return [Span(start + t.idx, start + t.idx + len(t)) for t in tokens if not t.is_space]


def _rejoined(text: str, places: list[Span]) -> list[Span]:
    """Make one word again of a name with a dot inside, such as an outlet's, of "e-mail" and "matter-of-factly"."""
    joined: list[Span] = []
    for place in _split_at_marks(text, places):
        mark = text[joined[-1].start : joined[-1].end] if len(joined) > 1 else ""
        lettered = mark == "-" and joined[-2].end - joined[-2].start == 1 and text[joined[-2].start].isalpha()
        if (
            (mark == "." or lettered)
            and joined[-2].end == joined[-1].start
            and joined[-1].end == place.start
            and text[place.start].isalnum()
        ):
            joined[-2:] = [Span(joined[-2].start, place.end)]
        else:
            joined.append(place)
            _join_adverb(text, joined)
    return joined


def _join_adverb(text: str, places: list[Span]) -> None:
    """Make one word of the last ones if hyphens join them and it ends like an adverb; else their first looks a noun."""
    if not _ADVERB.match(text, *places[-1]):
        return
    first = len(places) - 1
    while first >= 2 and text[slice(*places[first - 1])] == "-" and _adjoin(places[first - 2 : first + 1]):
        first -= 2
    places[first:] = [Span(places[first].start, places[-1].end)]


def _adjoin(places: Sequence[Span]) -> bool:
    return all(one.end == other.start for one, other in pairwise(places))


def _split_at_marks(text: str, places: list[Span]) -> Iterator[Span]:
    """Part words that a missing space glued to a mark: "said,“Look", "-Dana" on a line of its own, ")" and ":"."""
    for start, end in places:
        if text[start:end] in _NO_SMILEYS:
            yield from (Span(start, end - 1), Span(end - 1, end))
        elif text[start] in _DASHES and text[start - 1 : start] in _LINE_ENDS and text[start + 1 : end][:1].isupper():
            yield from (Span(start, start + 1), Span(start + 1, end))
        elif end - start > 2 and _INNER_MARK.search(text, start + 1, end - 1):
            yield from (Span(*match.span()) for match in _PIECES.finditer(text, start, end))
        else:
            yield Span(start, end)


def _doc(text: str, batch: list[list[Span]]) -> Any:
    from spacy.tokens import Doc  # noqa: PLC0415 - see _pipeline

    places = [place for sentence in batch for place in sentence]
    forms = [_plain(text[start : min(end, start + _MAX_LETTERS)]) for start, end in places]
    spaces = [text[end : end + 1].isspace() for _, end in places]
    starts: list[bool | int | None] = [i == 0 for sentence in batch for i in range(len(sentence))]
    return Doc(_pipeline().vocab, words=forms, spaces=spaces, sent_starts=starts)


def _plain(form: str) -> str:
    return '"' if form in ("''", "``") else form.translate(_PLAIN)


def _append(words: Words, batch: list[list[Span]], doc: Any) -> None:
    first = len(words)
    for token in doc:
        words.form.append(token.text)
        words.lower.append(token.lower_)
        words.tag.append(token.tag_)
        words.dep.append(token.dep_)
        words.head.append(first + token.head.i)
        words.left.append(first + token.left_edge.i)
        words.right.append(first + token.right_edge.i)
        words.children.append([])
    for sentence in batch:
        start = len(words)
        words.sentences.append((start, start + len(sentence) - 1))
        for i, place in enumerate(sentence, start):
            words.start.append(place.start)
            words.end.append(place.end)
            words.sentence.append(len(words.sentences) - 1)
            if words.head[i] != i:
                words.children[words.head[i]].append(i)
