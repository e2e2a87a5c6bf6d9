"""Labels: speakers set before a colon or under a quote, without a verb.

Transcripts ("REYES: We will win."), headlines ("Reyes: ‘We will win’") and signed quotes ("- Dana Reyes").
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.attribution.cues import Lexicon
from index.attribution.quotes import Quote
from index.attribution.report import Report, Stretch
from index.parsing import Words
from index.sentences import paragraphs

_MAX_LABEL = 7
"""How many words a speaker before a colon may have, what stands in brackets left aside."""
_MAX_BRACKETS = 10
"""How many words of a label may stand in brackets: "(through an interpreter)"."""
_MAX_TURN = 6
"""How many paragraphs without a label a turn of a transcript may go on for."""
_NAME_TAGS = frozenset({"NNP", "NNPS"})


def labels(words: Words, lexicon: Lexicon, quotes: Sequence[Quote]) -> list[Report]:
    """Return what stands after a label, or before a signature, in text order."""
    spans = {quote.start: quote for quote in quotes}
    places = list(_paragraphs(words))
    reader = _Reader(words, lexicon, places)
    found: list[Report] = []
    turn, turn_at = None, 0
    for at, (first, last) in enumerate(places):
        reports = list(reader.turns(first, last))
        if reports:
            if turn and 1 < at - turn_at <= _MAX_TURN + 1 and reader.is_transcript(turn, reports[0]):
                turn.content = (turn.content[0], places[at - 1][1])
            turn, turn_at = reports[-1], at
        elif at and (quote := spans.get(words.start[places[at - 1][0]])) is not None:
            signed = _signature(words, first, last, places[at - 1])
            reports = [signed] if signed and quote.end >= words.end[places[at - 1][1]] - 1 else []
        found += reports
    return found


def _paragraphs(words: Words) -> Iterator[Stretch]:
    """Yield the first and last word of each paragraph that has words."""
    for paragraph in paragraphs(words.text):
        first = bisect_left(words.start, paragraph.start)
        last = bisect_left(words.start, paragraph.end) - 1
        if first <= last:
            yield first, last


@dataclass(frozen=True, slots=True)
class _Label:
    """A speaker before a colon: the words, the one that ends them, the head of the name."""

    mention: Stretch
    end: int
    head: int


class _Reader:
    """Reads the labels of one article."""

    def __init__(self, words: Words, lexicon: Lexicon, places: Sequence[Stretch]) -> None:
        """Take the words of the article and the places of its paragraphs."""
        self._words = words
        self._lexicon = lexicon
        self._known = {words.form[i] for i in range(1, len(words)) if _is_inner_name(words, i)}
        firsts = {words.form[first] for first, _ in places}
        dotted = {f"{letter}." for letter in lexicon.label_letters} & firsts
        self._dotted = dotted if len(dotted) > 1 else set()
        """ "Q." and "A.", where paragraphs start with both: one alone is an initial."""
        counts = Counter(self._before_colon(first, last) for first, last in places)
        again = {label for label, count in counts.items() if label and count > 1}
        self._recurring = again if len(again) > 1 else set()
        """What paragraphs start with again and again before a colon: the speakers of a transcript."""
        quoted = {
            first for first, last in places if words.form[first] == '"' and self._is_shouted_turn(first + 1, last)
        }
        self._quoted = quoted if len(quoted) > 1 else set()
        """Where turns of a transcript start that stand in quotation marks."""

    def turns(self, first: int, last: int) -> Iterator[Report]:
        """Yield what each speaker says in a paragraph that starts with a label: "REYES: Go. HOLT: No."."""
        words = self._words
        if words.form[first] == '"' and first < last and first in self._quoted:
            first, last = first + 1, last - (words.form[last] == '"')
        starts = [first, *(words.sentences[k][0] for k in range(words.sentence[first] + 1, words.sentence[last] + 1))]
        found = [label for i in starts if (label := self._label(i, last)) is not None]
        if not found or found[0].mention[0] not in (first, first + (words.form[first] == "[")):
            return
        ends = [*(label.mention[0] - 1 for label in found[1:]), last]
        for label, end in zip(found, ends, strict=True):
            content = range(label.end + 1, end + 1)
            if any(words.form[i][0].isalpha() for i in content):
                cue = (label.end, label.end)
                yield Report(cue, label.end, label.head, (content[0], end), "label", ":", mention=label.mention)

    def _is_shouted_turn(self, first: int, last: int) -> bool:
        """Tell whether words start with one word in capitals and a colon, and no mark closes before the last."""
        words, colon = self._words, first + 1
        turn = colon < last and words.form[colon] == ":" and _is_shouted(words, first)
        return turn and '"' not in words.form[first:last]

    def _before_colon(self, first: int, last: int) -> str:
        """Return what a paragraph starts with before a colon near its start, "" if there is none."""
        inside, _ = self._extent(first, last)
        return self._words.span(first, inside[-1]).of(self._words.text) if inside else ""

    def is_transcript(self, turn: Report, following: Report) -> bool:
        """Tell whether two labels are a transcript's, where what stands between belongs to the first.

        They are shouted, or recur in the article.

        After "Q:" and "A:" it may be either's, because copies often lose one of the letters.
        """
        words = self._words
        mentions = [report.mention for report in (turn, following) if report.mention]
        texts = [words.span(*mention).of(words.text) for mention in mentions]
        if all(text.strip(".") in self._lexicon.label_letters for text in texts):
            return False
        if all(text in self._recurring for text in texts):
            return True
        marks = [i for report in (turn, following) for i in _range(report.mention) if words.form[i][0].isalpha()]
        return all(_is_shouted(words, i) for i in marks)

    def _label(self, first: int, last: int) -> _Label | None:
        """Read the speaker that a paragraph or sentence starts with."""
        words, lexicon = self._words, self._lexicon
        if words.form[first] in self._dotted:
            return _Label((first, first), first, first) if first < last else None
        inside, end = self._bracketed(first, last) if words.form[first] == "[" else self._extent(first, last)
        written = len(inside) > 1 and words.lower[inside[-1]] in lexicon.documents  # "Delta Post editorial: …"
        role = written or (bool(inside) and words.lower[inside[-1]] in lexicon.persons)
        if not inside or not all(_may_label(words, i, lexicon) for i in inside[: -1 if role else None]):
            return None
        first = inside[0]
        text = words.span(first, inside[-1]).of(words.text)
        names = [i for i in inside if self._is_name(i, text)]
        sure = role or (first > 0 and words.form[first - 1] == "[")
        if text.casefold().strip('"“”') in lexicon.not_labels or not (names or sure or text in lexicon.label_letters):
            return None
        head = next((i for i in names if i + 1 not in names), inside[-1] if role else first)
        if role and not written and head == inside[-1] - 1:  # "Delta mayor: …"
            head = inside[-1]
        return _Label((first, inside[-1]), end, head)

    def _before_topic(self, inside: list[int], end: int) -> list[int]:
        """Return the speaker of a headline's label that names the topic too: "Reyes on the dam: ‘…’"."""
        form, low = self._words.form, self._words.lower
        at = next((n for n, i in enumerate(inside) if n and low[i] in self._lexicon.topic_prepositions), None)
        quoted = end + 1 < len(form) and form[end + 1] in {'"', "'"}
        return inside[:at] if at and quoted else inside

    def _is_name(self, i: int, label: str) -> bool:
        """Tell whether word `i` of a label is a name; the parser often takes one that stands alone for a noun."""
        words = self._words
        recurs = label in self._recurring and words.form[i][:1].isupper()
        if words.form[i].lstrip(".").startswith("@"):
            return True
        return words.tag[i] in _NAME_TAGS or words.form[i] in self._known or _is_shouted(words, i) or recurs

    def _bracketed(self, first: int, last: int) -> tuple[list[int], int]:
        """Return the same as `_extent` for a label in square brackets: [Reyes:] or [Reyes]: at word `first`."""
        form = self._words.form
        near = range(first + 1, min(last, first + _MAX_LABEL))
        end = next((i for i in near if form[i] == ":]" or form[i : i + 2] in ([":", "]"], ["]", ":"])), first)
        return list(range(first + 1, end)), end + (form[end] != ":]")

    def _extent(self, first: int, last: int) -> tuple[list[int], int]:
        """Return the words before the colon, less what stands in brackets, and the place of the colon.

        No words if no colon is near.
        """
        words, inside, depth = self._words, list[int](), 0
        for i in range(first, min(last, first + _MAX_LABEL + _MAX_BRACKETS)):
            depth += words.form[i] in {"(", "["}
            if not depth and words.form[i] == ":":
                inside = self._before_topic(inside, i)
                count = sum(words.form[k][0].isalnum() for k in inside)
                return (inside if count <= _MAX_LABEL else []), i
            if not depth:
                inside.append(i)
            depth -= words.form[i] in {")", "]"}
        return [], first


def _is_inner_name(words: Words, i: int) -> bool:
    """Tell whether word `i` is a name inside a sentence, where a capital tells more than at its start."""
    return words.tag[i] in _NAME_TAGS and words.sentence[i - 1] == words.sentence[i]


def _range(stretch: Stretch | None) -> range:
    return range(0) if stretch is None else range(stretch[0], stretch[1] + 1)


def _is_shouted(words: Words, i: int) -> bool:
    return words.form[i].isupper() and len(words.form[i]) > 2


def _may_label(words: Words, i: int, lexicon: Lexicon) -> bool:
    form = words.form[i]
    return form[:1].isupper() or not form[:1].isalnum() or words.lower[i] in lexicon.label_words


def _signature(words: Words, first: int, last: int, quoted: Stretch) -> Report | None:
    """Read a paragraph that only names who the quoted paragraph before it is by: "- Dana Reyes".

    What follows after a comma tells where or when it was said.
    """
    end = last if words.form[last][-1].isalnum() else last - 1
    end = next((i - 1 for i in range(first + 2, end) if words.form[i] == ","), end)  # "- Dana Reyes, Delta"
    dashed = words.form[first] in {"-", "–", "—", "--"} and first < end and end - first <= _MAX_LABEL
    if not dashed or words.tag[first + 1] not in _NAME_TAGS or last - first > 2 * _MAX_LABEL:
        return None
    return Report((first, first), first, end, quoted, "label", "-", mention=(first + 1, end))
