"""Cueless: whose the quotes are that no verb of saying stands beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.mention import Mention
from index.attribution.shallow.report import Report
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.spans import Span

_ASIDE = 4
"""Words at most that follow a quote and name nobody: “…”, – deyə gülümsəyir."""


class Cueless:
    """Reads units with quotes but no verb of saying."""

    def __init__(self, prose: Prose, discourse: Discourse) -> None:
        self._prose, self._discourse = prose, discourse
        self._tokens = prose.tokens

    def read(self, unit: Unit, mentions: Sequence[Mention]) -> Iterator[Report]:
        """Yield quotes that no verb of saying stands beside."""
        span = Span(unit.speech[0].start, max(q.end for q in unit.speech))
        outside = [i for i in unit.tokens if self._tokens[i].is_word and not self._prose.quoted(self._tokens[i].start)]
        if not outside:
            name = self._discourse.goes_on(unit.paragraph)
            if name:
                yield Report(span, Kind.DIRECT, "runs on", name, None, None)
            return
        lead = self._prose.text[unit.span.start : unit.speech[0].start].rstrip()
        subjects = [m for m in mentions if m.is_subject]
        if lead.endswith(":"):
            earlier = [m for m in mentions if self._tokens[m.last].end <= unit.speech[0].start]
            mention = next((m for m in earlier if m.is_subject), next(iter(earlier), None))
            if earlier and earlier[-1].is_subject and self._tokens[earlier[-1].last + 1].text == ":":
                mention = earlier[-1]
            name = (
                self._discourse.meant(mention, unit.paragraph) if mention else self._discourse.goes_on(unit.paragraph)
            )
            if name:
                yield Report(span, Kind.DIRECT, "quote", name, mention, None)
        elif subjects:
            name = self._discourse.meant(subjects[0], unit.paragraph)
            if name:
                yield Report(span, Kind.DIRECT, "runs on", name, subjects[0], None)
        elif not lead and len(outside) <= _ASIDE and (name := self._discourse.acting(unit.paragraph)):
            yield Report(span, Kind.DIRECT, "runs on", name, None, None)
