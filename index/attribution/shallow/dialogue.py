"""Dialogue: speech that starts with a dash, in an interview whose turns nothing else tells, or amid a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from index.attribution.shallow import cues as cue_finder
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention
from index.attribution.shallow.report import Report
from index.attribution.shallow.subjects import Subjects
from index.attribution.shallow.tokens import Prose, Token
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.spans import Span, trimmed

_FEWEST = 3
"""Paragraphs in a row at least that are an interview."""
_ASIDE = 10
"""Tokens at most of what an author adds to speech."""
_BEFORE_DASH = frozenset(",.!?…")


class Dialogue:
    """Reads speech after dashes in the units of an article."""

    def __init__(self, prose: Prose, lexicon: Shallow, subjects: Subjects, discourse: Discourse) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._subjects, self._discourse = subjects, discourse
        self._tokens = prose.tokens
        self._answers: frozenset[int] = frozenset()

    def prepare(self, units: Sequence[Unit]) -> None:
        """Find the paragraphs of an article in which somebody interviewed answers."""
        paragraphs = [list(group) for _, group in groupby(units, key=lambda unit: unit.paragraph)]
        answers: set[int] = set()
        for spoken, block in groupby(paragraphs, key=self._is_turn):
            turns = list(block)
            if spoken and len(turns) >= _FEWEST and self._asks(turns[0]):
                answers.update(turn[0].paragraph for asked, turn in pairwise(turns) if self._asks(asked))
                answers.update(turn[0].paragraph for turn in turns[1::2])
        self._answers = frozenset(answers)

    def _is_turn(self, paragraph: Sequence[Unit]) -> bool:
        return self._starts(paragraph[0]) and all(self._aside(unit) is None for unit in paragraph)

    def _starts(self, unit: Unit) -> bool:
        """Tell whether a unit starts with a dash."""
        return bool(unit.tokens) and self._tokens[unit.tokens.start].is_dash

    def _asks(self, paragraph: Sequence[Unit]) -> bool:
        return self._prose.text[: paragraph[-1].span.end].rstrip().endswith("?")

    def answer(self, paragraph: Sequence[Unit]) -> Report | None:
        """Return what whoever is interviewed says in a paragraph; None if they do not answer there."""
        if paragraph[0].paragraph not in self._answers:
            return None
        name = self._discourse.interviewed(paragraph[0].tokens.start)
        return self._report(paragraph, name, None, None)

    def read(self, units: Sequence[Unit], mentions: Sequence[Mention]) -> tuple[Report, int] | None:
        """Return what is said from a unit on that a dash starts, and in how many units; None if that cannot be told.

        `units` are the rest of its paragraph.
        """
        if self._lexicon.lemmatised or not self._starts(units[0]) or not any(t.is_word for t in self._inside(units[0])):
            return None
        at = next((k for k, unit in enumerate(units) if self._aside(unit) is not None), None)
        if at is None:
            if units[0].starts_paragraph:
                return None
            count = self._unbroken(units, 1, mentions)
            report = self._report(units[:count], self._discourse.goes_on(units[0].paragraph), None, None)
            return (report, count) if report else None
        start, stop = self._aside(units[at]) or (0, 0)
        cue = Cue(stop - 1, stop - 1, Act.FINITE, weak=True)
        subject = self._subjects.subject(cue, units[at], mentions, start, stop)
        paragraph = units[at].paragraph
        name = self._discourse.meant(subject, paragraph) if subject else self._discourse.acting(paragraph)
        count = at + 1
        if count < len(units) and self._starts(units[count]):
            count = self._unbroken(units, count + 1, mentions)
        report = self._report(units[:count], name, subject, self._place(start, stop))
        return (report, count) if report else None

    def _inside(self, unit: Unit) -> Sequence[Token]:
        return self._tokens[unit.tokens.start : unit.tokens.stop]

    def _unbroken(self, units: Sequence[Unit], first: int, mentions: Sequence[Mention]) -> int:
        """Return the number of units up to the first, from the one given on, in which the author speaks again."""
        for k in range(first, len(units)):
            unit = units[k]
            told = any(True for _ in cue_finder.find(self._prose, self._lexicon, unit.tokens))
            acted = any(m.is_subject and m.first in unit.tokens for m in mentions)
            if (told or acted or unit.speech) and not self._starts(unit):
                return k
        return len(units)

    def _aside(self, unit: Unit) -> tuple[int, int] | None:
        """Return where what an author adds to speech starts and stops: – Gedirəm, – çoban gülür."""
        for i in unit.tokens[2:]:
            token = self._tokens[i]
            following = self._tokens[i + 1] if i + 1 < unit.tokens.stop else None
            if not token.is_dash or self._tokens[i - 1].text not in _BEFORE_DASH or following is None:
                continue
            if not following.is_word or following.is_capital or self._prose.quoted(token.start):
                continue
            stop = next((k for k in range(i + 1, unit.tokens.stop) if self._ends(k)), unit.tokens.stop)
            return (i + 1, stop) if stop - i <= _ASIDE else None
        return None

    def _ends(self, i: int) -> bool:
        return self._tokens[i].is_dash or self._tokens[i].text in ".:"

    def _place(self, first: int, stop: int) -> Span:
        return Span(self._tokens[first].start, self._tokens[stop - 1].end)

    def _report(
        self, units: Sequence[Unit], name: str | None, mention: Mention | None, cue: Span | None
    ) -> Report | None:
        first = self._tokens[units[0].tokens.start]
        said = trimmed(self._prose.text, first.end, units[-1].span.end)
        return Report(said, Kind.DIRECT, "label", name, mention, cue) if name and said.end > said.start else None
