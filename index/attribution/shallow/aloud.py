"""Aloud: what stands after a dash without a verb of saying: the answers of an interview, words amid a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.report import Report
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.spans import Span


class Aloud:
    """Reads dashes in languages with harmony, of one article from its start to its end."""

    def __init__(self, prose: Prose, lexicon: Shallow, discourse: Discourse) -> None:
        self._prose, self._lexicon, self._discourse = prose, lexicon, discourse
        self._goes_on: int | None = None
        """The paragraph in which somebody goes on speaking after a dash."""
        self._answers = False
        """Whether an answer was met: then this is an interview."""

    def paragraph(self, units: Sequence[Unit], before: Unit | None) -> list[Report]:
        """Return what a paragraph that starts with a dash answers to the question before it."""
        if self._lexicon.lemmatised or not self._starts(units[0]):
            return []
        asked = before is not None and not self._starts(before) and self._last(before) == "?"
        if not asked and not (self._answers and self._last(units[-1]) != "?"):
            return []
        name = self._discourse.interviewed(units[0].tokens.start)
        self._answers = self._answers or (asked and name is not None)
        span = Span(units[0].span.start, units[-1].span.end)
        return [Report(span, Kind.DIRECT, "label", name, None, None)] if name else []

    def sentence(self, unit: Unit) -> list[Report]:
        """Return what a sentence after a dash says, or one that goes on with it."""
        if self._lexicon.lemmatised:
            return []
        dash = self._dash(unit)
        if dash is None and self._goes_on != unit.paragraph:
            return []
        name = self._discourse.acting(unit.paragraph)
        self._goes_on = unit.paragraph if name else None
        start = unit.span.start if dash is None else self._prose.tokens[dash].start
        return [Report(Span(start, unit.span.end), Kind.DIRECT, "runs on", name, None, None)] if name else []

    def stops(self) -> None:
        """Know that somebody else tells something."""
        self._goes_on = None

    def _dash(self, unit: Unit) -> int | None:
        """Return the position of the dash after which a sentence, inside its paragraph, is spoken."""
        for i in unit.tokens:
            first = i == unit.tokens.start and not unit.starts_paragraph
            after_colon = i > unit.tokens.start and self._prose.tokens[i - 1].text == ":"
            if self._prose.tokens[i].is_dash and (first or after_colon):
                return i
        return None

    def _starts(self, unit: Unit) -> bool:
        return bool(unit.tokens) and self._prose.tokens[unit.tokens.start].is_dash

    def _last(self, unit: Unit) -> str:
        return self._prose.text[unit.span.end - 1]
