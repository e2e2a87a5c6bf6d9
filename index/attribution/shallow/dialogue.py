"""Dialogue: speech that starts with a dash, in an interview whose turns nothing else tells, or amid a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from index.attribution.shallow import cues as cue_finder
from index.attribution.shallow.cues import Cue
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention, Sort
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
        self._alone: set[int] = set()
        """Paragraphs that start with a dash between others, and tell nobody."""
        self._rows: dict[int, Mention | None] = {}
        """Paragraphs that start with a dash, with whom the questions in their row call by name."""

    def prepare(self, units: Sequence[Unit], mentions: Sequence[Mention]) -> None:
        """Find the paragraphs of an article in which somebody interviewed answers, and whom those who ask call upon."""
        paragraphs = [list(group) for _, group in groupby(units, key=lambda unit: unit.paragraph)]
        answers: set[int] = set()
        for spoken, block in groupby(paragraphs, key=self.is_turn):
            turns = list(block)
            if spoken and len(turns) >= _FEWEST and self._asks(turns[0]):
                answers.update(turn[0].paragraph for asked, turn in pairwise(turns) if self._asks(asked))
                answers.update(turn[0].paragraph for turn in turns[1::2])
            elif spoken and len(turns) == 1 and self._lexicon.generic and not self._asks(turns[0]):
                self._alone.add(turns[0][0].paragraph)
        self._answers = frozenset(answers)
        self._called(paragraphs, mentions)

    def _called(self, paragraphs: Sequence[Sequence[Unit]], mentions: Sequence[Mention]) -> None:
        """Remember whom the questions of each row of paragraphs that start with a dash call by name: — Анна, когда?"""
        for spoken, block in groupby(paragraphs, key=lambda paragraph: self._starts(paragraph[0])):
            turns = list(block) if spoken else []
            called = [m for m in mentions for turn in turns if self._asks(turn) and self._calls(m, turn[0])]
            for turn in turns:
                self._rows[turn[0].paragraph] = called[0] if called else None

    def _calls(self, mention: Mention, unit: Unit) -> bool:
        after = self._tokens[mention.last + 1] if mention.last + 1 < len(self._tokens) else None
        opens = mention.first == unit.tokens.start + 1 and after is not None and after.text == ","
        return opens and mention.sort is Sort.NAME

    def replies(self, paragraph: Sequence[Unit]) -> bool:
        """Tell whether the paragraph before one that starts with a dash does so, too, and asks."""
        at = paragraph[0].paragraph
        before = self._prose.text[: paragraph[0].span.start].rstrip().rpartition("\n")[2]
        return at in self._rows and at - 1 in self._rows and "?" in before

    def _name(self, paragraph: Sequence[Unit]) -> str | None:
        """Return who answers: whoever is called by name, else in a short talk whoever was told of last."""
        at = paragraph[0].paragraph
        if (called := self._rows.get(at)) is not None and (name := self._discourse.meant(called, at)):
            return name
        return self._discourse.interviewed(paragraph[0].tokens.start)

    def is_turn(self, paragraph: Sequence[Unit]) -> bool:
        """Tell whether a paragraph is one of speech that starts with a dash, to which no author adds anything."""
        return self._starts(paragraph[0]) and all(self._aside(unit) is None for unit in paragraph)

    def _starts(self, unit: Unit) -> bool:
        """Tell whether a unit starts with a dash."""
        return bool(unit.tokens) and self._tokens[unit.tokens.start].is_dash

    def _asks(self, paragraph: Sequence[Unit]) -> bool:
        return self._prose.text[: paragraph[-1].span.end].rstrip().endswith("?")

    def answer(self, paragraph: Sequence[Unit]) -> Report | None:
        """Return what whoever is interviewed says in a paragraph; None if they do not answer there."""
        at = paragraph[0].paragraph
        if at in self._alone:
            return self._report(paragraph, self._discourse.told_before(at), None, None)
        return self._report(paragraph, self._name(paragraph), None, None) if at in self._answers else None

    def replier(self, paragraph: Sequence[Unit], mention: Mention, asker: str | None) -> str | None:
        """Return who replies to a question where a description tells it: — Да, — отвечает старик."""
        at = paragraph[0].paragraph
        if not self._lexicon.generic or mention.sort is not Sort.ROLE or not self.replies(paragraph):
            return None
        called = self._rows.get(at)
        return self._discourse.meant(called, at) if called else self._discourse.told_before(at, asker, mention)

    def read(self, units: Sequence[Unit], mentions: Sequence[Mention]) -> tuple[Report, int] | None:
        """Return what is said from a unit on that a dash starts, and in how many units; None if that cannot be told.

        `units` are the rest of its paragraph.
        """
        if not self._starts(units[0]) or not any(t.is_word for t in self._inside(units[0])):
            return None
        at = next((k for k, unit in enumerate(units) if self._aside(unit) is not None), None)
        if at is None:
            if units[0].starts_paragraph:
                return None
            count = 1 if self._lexicon.lemmatised else self._unbroken(units, 1, mentions)
            report = self._report(units[:count], self._discourse.goes_on(units[0].paragraph), None, None)
            return (report, count) if report else None
        if self._lexicon.lemmatised:
            return None
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
            acted = any(m.is_subject and m.first in unit.tokens for m in mentions) and not self._tells_of_oneself(unit)
            if (told or acted or unit.speech) and not self._starts(unit):
                return k
        return len(units)

    def _tells_of_oneself(self, unit: Unit) -> bool:
        """Tell whether the last verb of a sentence is in the first person: …, onu mahkûm etmek istemedik."""
        last = next((self._tokens[i] for i in reversed(unit.tokens) if self._tokens[i].is_word), None)
        return last is not None and last.lower.endswith(self._lexicon.own_acts)

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
