"""Cueless: whose the quotes are that no verb of saying stands beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.report import Report
from index.attribution.shallow.subjects import Subjects
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.spans import Span

_ASIDE = 4
"""Words at most that follow a quote and name nobody: “…”, – deyə gülümsəyir."""
_FEW = 3
"""Words at most of a quote that is no sentence."""


class Cueless:
    """Reads units with quotes but no verb of saying."""

    def __init__(self, prose: Prose, lexicon: Shallow, discourse: Discourse, subjects: Subjects) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._discourse, self._subjects = discourse, subjects
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
        if self._lexicon.said_nouns:
            yield from self._before_verb(unit, mentions, span)
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

    def _before_verb(self, unit: Unit, mentions: Sequence[Mention], span: Span) -> Iterator[Report]:
        """Yield quotes where the verb comes last, so that a noun for words, or none of these, stands after a quote."""
        before = [m for m in mentions if self._tokens[m.last].end <= unit.speech[0].start]
        leads = self._prose.text[unit.span.start : unit.speech[0].start].rstrip().endswith(":")
        after = self._prose.within(unit.speech[-1]).stop
        following = self._tokens[after].lower if after < unit.tokens.stop else ""
        told = following in self._lexicon.quote_marks or following in self._lexicon.said_nouns
        actors = self._subjects.actors(before if leads else mentions)
        quoted = unit.speech[-1].end
        mention = next(
            (m for m in actors if not (self._is_perhaps_object(m) and self._tokens[m.first].start > quoted)), None
        )
        if mention is None and (leads or told):
            cases = {"genitive", "ablative"} if leads else {"genitive"}
            owners = [m for m in (before if leads else mentions) if cases & m.cases and m.sort is not Sort.BODY]
            asked = [i for i in unit.tokens if self._tokens[i].lower in self._lexicon.asked]
            owners = [m for m in owners if not asked or m.first > asked[-1]]
            mention = next(iter(owners), None)
        told = told or (mention is None and self._only_adds(unit))
        if not (leads or told or self._is_sentence(unit.speech[-1])):
            return
        if mention is not None:
            name = self._discourse.meant(mention, unit.paragraph)
        else:
            name = self._discourse.acting(unit.paragraph) if leads or told else None
        if name:
            yield Report(span, Kind.DIRECT, "quote" if leads or told else "runs on", name, mention, None)

    def _is_perhaps_object(self, mention: Mention) -> bool:
        """Tell whether a body behind a quote may be acted on: “…” sözleriyle eski yönetimi hedef aldı."""
        return (
            mention.sort is Sort.BODY and "accusative" in mention.cases and not self._tokens[mention.first].is_capital
        )

    def _only_adds(self, unit: Unit) -> bool:
        """Tell whether only a few words follow a quote that starts a unit: “…” gülümsüyor."""
        outside = sum(self._tokens[i].is_word and not self._prose.quoted(self._tokens[i].start) for i in unit.tokens)
        return unit.speech[0].start == unit.span.start and outside <= _ASIDE

    def _is_sentence(self, quote: Span) -> bool:
        return sum(self._tokens[i].is_word for i in self._prose.within(quote)) > _FEW
