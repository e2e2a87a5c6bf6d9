"""Sentences: where each sentence of an article starts and ends.

Scraped news breaks what general splitters rely on: sentences stand glued together without a space
("member states.In turn"), outlets are called "News.Az", a quote holds several sentences. So this one
works on places alone: it looks at each end mark, asks the language files whether a sentence can end
there, and never changes a character. The spans hold every character that is not white space.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index import languages
from index.spans import Span, trimmed

_OPENERS = "\"'“‘«„‹([{¿¡"
_CLOSERS = "\"'”’»›)]}"
_END = re.compile(rf"[.!?…]+[{re.escape(_CLOSERS)}]*|[。！？｡]+[」』”’）]*|[؟۔।॥]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r\n?[^\S\r\n]*\r\n?|\u2029|\f")
_NEWLINE = re.compile(r"\r\n|[\n\r\u2028\u0085\v]")
_WORD_BEFORE = re.compile(r"[\w.&'’№-]*$")
_WORD_AFTER = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?$")
_ITEM = re.compile(r"[^\W\d_]|\d{1,2}")
"""What a paragraph starts with, before a dot, that is an item of a list or who speaks: "A. It will open.", "2. Go."."""
_NAME_THEN_WORD = re.compile(r"(?:(?:[A-ZÀ-ÞƏİА-Я][\w’'-]*\.?|the|a|an|de|von|van|al)\s+){1,6}([a-zà-þəıа-я]+)")
# Second labels of names like "News.Az": what may follow a dot without a sentence ending there.
_DOMAINS = frozenset(
    """
    ae ai am at au az be bg biz br by ca ch cn com cz de dk edu es eu fi fr ge gov gr hu ie il in
    info io ir it jp js kz mil mx net nl no nz org pl pt py qa ro ru sa se tr tv ua uk us uz za
    """.split()
)
_SPACE = re.compile(r"\s+")
_MAX_WRAP = 100
_MIN_WRAP = 40
"""Code points of a line at least that is taken for one of several into which a sentence was broken."""
_SHORT_LINE = 0.55
"""Of the longest one: what a line of wrapped text is shorter than only at the end of a paragraph, or as a heading."""
_FULL_LINE = 0.75
"""Of the longest one: how long most lines of wrapped text are."""
_MOSTLY = 0.6
_MIN_RUNS = 2
"""How many lines of a block must go on in the next one, and which share of the full ones, to be wrapped text."""
_LAST = '.!?…:"”»'
"""What a sentence can end with."""
_ORDINAL = 3
"""Digits of an ordinal at most, which is no year."""
_LONGEST = 2000
"""Code points of a sentence at most; what has no end for so long is no prose."""
_LONG_NAME = 200
_LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class _Lexicon:
    """What the language files say about ends of sentences, all languages together."""

    titles: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    after_quote: frozenset[str]
    dangling: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    def gather(field: str) -> frozenset[str]:
        return frozenset(word for code in languages.codes() for word in languages.load(code)["sentences"][field])

    return _Lexicon(*(gather(name) for name in _Lexicon.__dataclass_fields__))


def split(text: str, language: str | None = None) -> tuple[Span, ...]:
    """Return the sentences of `text` in order, as disjoint spans without outer white space.

    Every character of `text` that is not white space lies in exactly one of them. The words of all languages'
    files count; `language` tells whether a number with a dot is an ordinal.
    """
    own = _own(language)
    spans: list[Span] = []
    for block in paragraphs(text):
        start, marks = block.start, _Marks(text, block.start)
        for match in _END.finditer(text, block.start, block.end):
            if match.end() < block.end and (end := _boundary(text, match, block, marks, own)):
                spans += _cut(text, trimmed(text, start, end))
                start = end
        spans += _cut(text, trimmed(text, start, block.end))
    return tuple(spans)


@dataclass(frozen=True)
class _Own:
    """What counts in texts in one language only."""

    ordinals: bool
    """Whether a number with a dot is an ordinal."""
    titles: frozenset[str]


@cache
def _own(language: str | None) -> _Own:
    found = languages.load(language)["sentences"] if language in languages.codes() else {}
    return _Own(bool(found.get("ordinal_dots")), frozenset(found.get("own_titles", ())))


def _cut(text: str, sentence: Span) -> Iterator[Span]:
    """Yield a sentence, or its parts if it is longer than any that is written: cut between words where it can be."""
    start, end = sentence
    while end - start > _LONGEST:
        space = max((m.start() for m in _SPACE.finditer(text, start + 1, start + _LONGEST)), default=start + _LONGEST)
        yield trimmed(text, start, space)
        start = trimmed(text, space, end).start
    if end > start:
        yield Span(start, end)


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the stretches of `text` that no sentence runs out of: paragraphs, headings, list items."""
    spans: list[Span] = []
    start = 0
    whole = _hard_wrapped(text)
    for match in itertools.chain(_BLANK_LINE.finditer(text), (None,)):
        block = trimmed(text, start, match.start() if match else len(text))
        spans += _in_block(text, block, whole)
        start = match.end() if match else len(text)
    return tuple(span for span in spans if span.end > span.start)


def _in_block(text: str, block: Span, wrapped: bool) -> Iterator[Span]:
    """Yield the paragraphs of lines without a blank one between them; where `wrapped`, a line goes on unless short."""
    breaks = itertools.chain.from_iterable(match.span() for match in _NEWLINE.finditer(text, *block))
    edges = [block.start, *breaks, block.end]
    lines = [trimmed(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    lines = [line for line in lines if line.end > line.start]
    wrapped = wrapped or _hard_wrapped(block.of(text)) or _goes_on_mostly(text, lines)
    short = _SHORT_LINE * max((line.end - line.start for line in lines), default=0)
    start = block.start
    for line, following in itertools.pairwise(lines):
        if not (_runs_on(text, line, following) or (wrapped and line.end - line.start > short)):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, block.end)


def _goes_on_mostly(text: str, lines: Sequence[Span]) -> bool:
    """Tell whether most of the full lines that end without a mark go on, whatever headings stand between them."""
    longest = max((line.end - line.start for line in lines), default=0)
    full = [
        _runs_on(text, line, following)
        for line, following in itertools.pairwise(lines)
        if line.end - line.start > _FULL_LINE * longest and text[line.end - 1] not in _LAST
    ]
    return longest <= _MAX_WRAP and sum(full) >= max(_MIN_RUNS, _MOSTLY * len(full))


def _runs_on(text: str, line: Span, following: Span) -> bool:
    """Tell whether a sentence goes on in the next line, as where a printed column broke it."""
    if line.end - line.start < _MIN_WRAP or text[line.end - 1] in _LAST:
        return _ends_in_title(text, line)
    word = _word_before(text, line.end, line.start).lower()
    return text[following.start].islower() or text[line.end - 1] == "," or word in _lexicon().dangling


def _ends_in_title(text: str, line: Span) -> bool:
    """Tell whether a line ends with what stands before a name: "Mr."."""
    return text[line.end - 1] == "." and _word_before(text, line.end - 1, line.start).lower() in _lexicon().titles


def _hard_wrapped(text: str) -> bool:
    """Tell whether single line ends are only where lines were wrapped, as in mail and old wire copy."""
    lines = [line.strip() for line in _NEWLINE.split(text)]
    inner = [a for a, b in itertools.pairwise(lines) if a and b]
    if len(inner) < 3 or max(map(len, inner)) > _MAX_WRAP:
        return False
    longest = max(map(len, inner))
    full = sum(len(line) > _FULL_LINE * longest for line in inner)
    unfinished = sum(line[-1] not in _LAST for line in inner)
    return longest >= _MIN_WRAP and full >= 0.7 * len(inner) and unfinished >= _MOSTLY * len(inner)


class _Marks:
    """Counts the quotation marks of a block; asked from left to right, so that nothing is read twice."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._start = text, start
        self._counted: dict[str, tuple[int, int]] = {}

    def before(self, mark: str, at: int) -> int:
        """Return how often `mark` stands before the place `at`."""
        start, count = self._counted.get(mark, (self._start, 0))
        count += self._text.count(mark, start, at)
        self._counted[mark] = (at, count)
        return count


def _boundary(text: str, match: re.Match[str], block: Span, marks: _Marks, own: _Own) -> int | None:
    """Return where the sentence ends if the marks of `match` end one, else None."""
    mark, at = match.group(), match.end()
    if mark[0] in "。！？｡؟۔।॥":
        return at
    if text[at].isspace():
        return at if _ends_before_space(text, match, block, own) else None
    # A mark that opens what follows is read as a closer only if something was open: '. "He' glued.
    if mark[-1] in "\"'“" and len(mark) > 1 and _starts_word(text, at):
        opened = marks.before(mark[-1], at - 1) % 2 if mark[-1] != "“" else 0
        at = at if opened else at - 1
    return at if _ends_when_glued(text, match.start(), at, block) else None


def _starts_word(text: str, at: int) -> bool:
    return at < len(text) and text[at].isalnum()


def _next_letters(text: str, at: int, end: int) -> int:
    """Return the place of the first character from `at` that is no space, opening mark or dash."""
    while at < end and (text[at].isspace() or text[at] in _OPENERS or text[at] in "-–—*#•>_”’"):
        at += 1
    return at


def _ends_before_space(text: str, match: re.Match[str], block: Span, own: _Own) -> bool:
    after = _next_letters(text, match.end(), block.end)
    if after >= block.end:
        return False
    char, mark = text[after], match.group()
    if char.islower():
        return False
    closed = mark[-1] in _CLOSERS
    if mark[0] != ".":
        return not (closed and _names_who_asked(text, after, block.end))
    if len(mark.rstrip(_CLOSERS)) > 1:  # an ellipsis
        return char.isalnum()
    word = _word_before(text, match.start(), block.start)
    if match.start() - len(word) == block.start and _ITEM.fullmatch(word):
        return False
    return bool(not word or closed or _word_can_end(word, text, after, block.end, own))


def _word_before(text: str, at: int, start: int) -> str:
    found = _WORD_BEFORE.search(text, max(start, at - 40), at)
    return found.group().strip("'’-&") if found else ""


def _word_can_end(word: str, text: str, after: int, end: int, own: _Own) -> bool:
    """Tell whether a sentence can end after `word` and a dot, with the word at `after` coming next."""
    lexicon, low = _lexicon(), word.lower()
    following = _WORD_AFTER.match(text, after, end)
    next_word = following.group() if following else ""
    starts = next_word.lower() in lexicon.starters and next_word[:1].isupper()
    if low in lexicon.before_number and next_word[:1].isdigit():
        return False
    if low in lexicon.titles or low in own.titles:
        return False
    if own.ordinals and word.isdigit() and len(word) <= _ORDINAL:
        return starts
    if low in lexicon.abbreviations or _ACRONYM.search(word):
        return starts and not _is_initials(word, text, after, end)
    if len(word) == 1 and word.isalpha():  # an initial: "J. Smith", but "it was I. The"
        return starts and low not in lexicon.titles
    return True


def _is_initials(word: str, text: str, after: int, end: int) -> bool:
    """Tell "J.K. A. Smith" from "the U.S. A spokesman": one more initial follows."""
    return len(word) <= 3 and text[after : after + 2] == "A." and after + 2 < end


def _names_who_asked(text: str, after: int, end: int) -> bool:
    """Tell whether a quote's ? or ! is followed by its speaker and cue ("“Why?” Dana Smith asked")."""
    found = _NAME_THEN_WORD.match(text, after, min(end, after + _LONG_NAME))
    return bool(found and found.group(1) in _lexicon().after_quote)


def _ends_when_glued(text: str, mark: int, at: int, block: Span) -> bool:
    """Tell whether a sentence ends at `at` though no space follows ("states.In turn")."""
    first = at + 1 if text[at] in _OPENERS else at
    following = _WORD_AFTER.match(text, first, block.end)
    if not following or not following.group()[0].isalpha() or following.group()[0].islower():
        return False
    near = max(block.start, mark - _LONGEST_ADDRESS)
    chunk = text[max(near, text.rfind(" ", near, mark) + 1) : mark]
    if "@" in chunk or "://" in chunk or chunk.lower().startswith("www"):
        return False
    word = _word_before(text, mark, block.start)
    if text[mark] != "." or text[at - 1] in _CLOSERS or not word:
        return True
    next_word = following.group()
    if len(word) == 1 or _ACRONYM.search(word) or word.lower() in _lexicon().titles:
        return False
    if following.end() < block.end and text[following.end()] == "." and len(next_word) == 1:
        return word[0].islower() or word.isdigit()  # "said.J. Smith", not "Ph.D." or "(D-R.I.)"
    if next_word.lower() in _lexicon().starters:
        return True
    if next_word.lower() in _DOMAINS and word[0].isupper():
        return False
    return not (next_word.isupper() and 1 < len(next_word) <= 3 and word[0].isupper())
