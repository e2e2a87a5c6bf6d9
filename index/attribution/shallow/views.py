"""Views: what a sentence tells of somebody's thoughts without a verb of saying: Onun fikri budur: bahadır."""

from __future__ import annotations

from collections.abc import Sequence

from index.attribution.shallow.cues import Cue
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Act, Shallow
from index.attribution.shallow.mention import Mention, Sort
from index.attribution.shallow.report import Report
from index.attribution.shallow.subjects import Subjects
from index.attribution.shallow.tokens import Prose
from index.attribution.shallow.units import Unit
from index.attribution.statement import Kind
from index.spans import Span

_OWNER = 5
"""Words at most between somebody and what is theirs: Rzayevanın bu layihə haqqında fikri."""
_PREDICATE = 3
"""Words at most between what is somebody's and what is told of it: fikri isə dəyişməyib."""
_START = 8
"""Words of a sentence at most before what is somebody's, where nobody is named: Cavabı qısadır."""
_AFTER_COLON = 3
"""Words at least that a colon leads to."""
_LEADS = frozenset(":–—-")


class Views:
    """Reads units without a verb of saying, in languages whose verbs stand last."""

    def __init__(self, prose: Prose, lexicon: Shallow, subjects: Subjects, discourse: Discourse) -> None:
        self._prose, self._lexicon = prose, lexicon
        self._subjects, self._discourse = subjects, discourse
        self._tokens = prose.tokens

    def told(self, unit: Unit, mentions: Sequence[Mention]) -> Report | None:
        """Return what a sentence leads to after a colon that tells whose view it is: Rzayevanın cavabı belə oldu: …."""
        colon = next((i for i in unit.tokens if self._tokens[i].text == ":"), None)
        view = self._owned(unit, mentions) if colon is not None and self._lexicon.views else None
        return view if view and view.mention and view.cue and view.cue.end <= self._tokens[colon or 0].start else None

    def read(self, unit: Unit, mentions: Sequence[Mention]) -> Report | None:
        """Return what a unit tells of somebody's thoughts; None if nothing."""
        if not self._lexicon.views:
            return None
        return self._owned(unit, mentions) or self._after_colon(unit, mentions)

    def _owned(self, unit: Unit, mentions: Sequence[Mention]) -> Report | None:
        """Read a sentence about somebody's view: Rzayevanın cavabı belə oldu: bahadır."""
        for i in unit.tokens:
            token = self._tokens[i]
            if (
                token.lower not in self._lexicon.views
                or self._prose.quoted(token.start)
                or not self._is_told(i, unit, mentions)
            ):
                continue
            owners = [m for m in mentions if m.last < i <= m.last + 1 + _OWNER and self._may_own(m)]
            if owners:
                name = self._discourse.meant(owners[-1], unit.paragraph)
                return self._report(unit, name, owners[-1], i)
            if self._is_owner_dropped(i, unit, mentions):
                return self._report(unit, self._discourse.acting(unit.paragraph), None, i)
        return None

    def _is_owner_dropped(self, i: int, unit: Unit, mentions: Sequence[Mention]) -> bool:
        """Tell whether nothing in the sentence tells whose a view is: Cavabı qısadır; not Biletin qiyməti azdır."""
        owned = i > unit.tokens.start and self._tokens[i - 1].lower.endswith(self._lexicon.genitive_endings)
        return i - unit.tokens.start <= _START and not owned and not any(m.is_subject for m in mentions if m.first < i)

    def _may_own(self, mention: Mention) -> bool:
        cases = mention.chosen.cases if mention.chosen else mention.cases
        return "genitive" in cases or any("genitive" in c.cases for c in mention.candidates)

    def _is_told(self, i: int, unit: Unit, mentions: Sequence[Mention]) -> bool:
        """Tell whether a sentence tells what somebody's view is, and leads to it."""
        after = self._tokens[i + 1 : min(unit.tokens.stop, i + 2 + _PREDICATE)]
        if any(i < m.first <= i + _PREDICATE and m.is_subject for m in mentions):
            return False
        leads = any(t.text in _LEADS or t.lower in self._lexicon.that for t in after)
        return leads or any(t.is_word and t.lower.endswith(self._lexicon.predicate_endings) for t in after)

    def _after_colon(self, unit: Unit, mentions: Sequence[Mention]) -> Report | None:
        """Read a sentence about what somebody does, and after a colon why: Zorin razı deyil: körpü köhnədir."""
        colon = next((i for i in unit.tokens if self._is_colon(i, unit)), None)
        if colon is None:
            return None
        cue = Cue(colon, colon, Act.FINITE, weak=True)
        subject = self._subjects.subject(cue, unit, mentions, unit.tokens.start, colon)
        if subject is None or subject.sort is Sort.BODY or not self._discourse.is_somebody(subject):
            return None
        return self._report(unit, self._discourse.meant(subject, unit.paragraph), subject, colon)

    def _is_colon(self, i: int, unit: Unit) -> bool:
        token = self._tokens[i]
        if token.text != ":" or self._prose.quoted(token.start):
            return False
        before, after = self._tokens[i - 1], self._tokens[i + 1 : unit.tokens.stop]
        verb = i > unit.tokens.start and before.is_word and before.lower.endswith(self._lexicon.predicate_endings)
        return verb and sum(t.is_word for t in after) >= _AFTER_COLON

    def _report(self, unit: Unit, name: str | None, mention: Mention | None, at: int) -> Report | None:
        if name is None:
            return None
        kind = Kind.DIRECT if unit.speech else Kind.INDIRECT
        cue = Span(self._tokens[at].start, self._tokens[at].end)
        return Report(unit.span, kind, "view", name, mention, cue)
