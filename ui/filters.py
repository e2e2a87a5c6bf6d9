"""Filters: what a person has set on the page to restrict the articles and the speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import OnRecordError
from ui.text import day, flat
from ui.words import long_date, say


class FilterError(OnRecordError):
    """A filter that makes no sense."""


@dataclass(frozen=True)
class Filters:
    """Which articles, and whose words; an empty field restricts nothing."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @classmethod
    def read(
        cls,
        since: str | None,
        until: str | None,
        outlets: Sequence[str] | None,
        speakers: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Filters:
        """Return the filters of the page's fields; raises FilterError, with what to write, if they make no sense."""
        first, last = _day(since), _day(until)
        if first and last and first > last:
            raise FilterError(say("filters.contrary", since=long_date(first), until=long_date(last)))
        return cls(first, last, tuple(outlets or ()), tuple(speakers or ()), tuple(languages or ()))

    @property
    def told(self) -> str | None:
        """What is set, in one line; None if nothing is."""
        parts = [
            *([say("filters.since", day=long_date(self.since))] if self.since else []),
            *([say("filters.until", day=long_date(self.until))] if self.until else []),
            *(flat(name) for name in (*self.outlets, *self.speakers, *self.languages)),
        ]
        return say("filters.only", what=" · ".join(parts)) if parts else None


def _day(text: str | None) -> date | None:
    try:
        return day(text) if text and text.strip() else None
    except ValueError as error:
        raise FilterError(str(error)) from error
