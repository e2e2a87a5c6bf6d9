"""Running on: what somebody who has just spoken means, without a verb of saying: Портрет он отправит в мае."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow import morphology
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.report import Report
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind, Statement

_START = 8
"""Words of a sentence at most before who has just spoken."""


class Running:
    """Reads units that go on with what the one before tells, where verbs tell what is to come."""

    def __init__(self, prose: Prose, lexicon: Shallow, discourse: Discourse) -> None:
        self._prose, self._lexicon, self._discourse = prose, lexicon, discourse
        self._tokens = prose.tokens

    def read(
        self, unit: Unit, mentions: Sequence[Mention], before: Unit | None, last: Statement | None
    ) -> list[Report]:
        """Return what a unit tells of whoever spoke `last`, in the unit `before`; nothing if it is the reporter's."""
        if not self._lexicon.generic or unit.speech or before is None or last is None:
            return []
        if before.paragraph != unit.paragraph or last.end <= before.span.start:
            return []
        subject = next((m for m in mentions if m.is_subject and not m.plural), None)
        if subject is None or subject.first - unit.tokens.start > _START or not self._is_meant(subject, unit):
            return []
        name = self._discourse.meant(subject, unit.paragraph)
        return [Report(unit.span, Kind.INDIRECT, "runs on", name, subject, None)] if name == last.speaker else []

    def _is_meant(self, subject: Mention, unit: Unit) -> bool:
        """Tell whether a sentence tells what its subject will or would do, or why."""
        words = [t.lower for t in self._tokens[unit.tokens.start : unit.tokens.stop]]
        if subject.sort in {Sort.PRONOUN, Sort.NAME} and ":" in words:
            return True
        if subject.sort is not Sort.PRONOUN:
            return False
        return any(word in self._lexicon.would or morphology.forms(word)[0].tense == "futr" for word in words)
