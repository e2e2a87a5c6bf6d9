"""Reports: what is said in a unit, before it is a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.attribution.shallow.mention import Mention
from index.attribution.shallow.tokens import Token
from index.attribution.statement import Kind, Statement
from index.spans import Span

_CONFIDENCE = {"quote": 0.9, "clause": 0.9, "phrase": 0.9, "label": 0.8, "view": 0.8, "runs on": 0.7, "back": 0.7}
"""How sure each rule is, to one place; see ATTRIBUTION.md."""


@dataclass(frozen=True)
class Report:
    """What is said in a unit, before it is known whom its source means."""

    span: Span
    kind: Kind
    rule: str
    name: str | None
    mention: Mention | None
    cue: Span | None

    def statement(self, tokens: Sequence[Token]) -> Statement:
        """Return it as a statement of the article that the tokens are from."""
        mention = self.mention
        return Statement(
            start=self.span.start,
            end=self.span.end,
            mention=Span(tokens[mention.first].start, tokens[mention.last].end) if mention else None,
            cue=self.cue,
            speaker=self.name,
            kind=self.kind,
            confidence=_CONFIDENCE[self.rule],
        )
