"""Opinions: what a colon leads to after whose view it is: Ответ у Зорина один: мост закрыт; Зорин спокоен: …."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow import morphology
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.report import Report
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.inflection import NOMINATIVE
from index.spans import Span

_AFTER = 3
"""Words at least that a colon leads to."""


class Opinions:
    """Reads units without a verb of saying, in languages whose nouns and predicates a library tells."""

    def __init__(self, prose: Prose, lexicon: Shallow, discourse: Discourse) -> None:
        self._prose, self._lexicon, self._discourse = prose, lexicon, discourse
        self._tokens = prose.tokens

    def read(self, unit: Unit, mentions: Sequence[Mention]) -> Report | None:
        """Return what a unit tells of somebody's view after a colon; None if nothing."""
        colon = next((i for i in unit.tokens if self._tokens[i].text == ":"), None)
        if not self._lexicon.opinions or colon is None or self._prose.quoted(self._tokens[colon].start):
            return None
        if sum(t.is_word for t in self._tokens[colon + 1 : unit.tokens.stop]) < _AFTER:
            return None
        earlier = [m for m in mentions if m.last < colon and not m.plural]
        lead = range(unit.tokens.start, colon)
        told = self._owned(lead, earlier) or self._minded(lead, earlier)
        name = self._discourse.meant(told[0], unit.paragraph) if told else None
        if told is None or name is None:
            return None
        cue = self._tokens[told[1]]
        kind = Kind.DIRECT if unit.speech else Kind.INDIRECT
        return Report(unit.span, kind, "view", name, told[0], Span(cue.start, cue.end))

    def _owned(self, lead: range, mentions: Sequence[Mention]) -> tuple[Mention, int] | None:
        """Return whose view a noun is, and where it stands: ответ Зорина; ответ у него; его ответ."""
        for i in lead:
            forms = morphology.forms(self._tokens[i].lower)
            if not any(f.lemma in self._lexicon.opinions and f.case == NOMINATIVE for f in forms):
                continue
            for mention in mentions:
                having = mention.first > 0 and self._tokens[mention.first - 1].lower in self._lexicon.having
                owns = "genitive" in mention.cases and (
                    mention.first == i + 1 or (mention.sort is Sort.PRONOUN and mention.last == i - 1)
                )
                if having or owns:
                    return mention, i
        return None

    def _minded(self, lead: range, mentions: Sequence[Mention]) -> tuple[Mention, int] | None:
        """Return who is in a mood, and where a short adjective tells it: Зорин спокоен."""
        forms = {i: morphology.forms(self._tokens[i].lower)[0] for i in lead if self._tokens[i].is_word}
        acts = any(form.pos == "VERB" for form in forms.values())
        somebody = [m for m in mentions if m.is_subject and self._discourse.is_somebody(m)]
        for i, form in forms.items():
            fitting = [m for m in somebody if m.last < i and self._discourse.may_be(m, form.gender)]
            if form.pos in {"ADJS", "PRTS"} and not form.plural and fitting and (i == lead[-1] or not acts):
                return fitting[0], i
        return None
