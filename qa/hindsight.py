"""Hindsight: what later articles tell of the period that a question asks for.

"What did Reyes warn of in 2010?" asks for articles of 2010 first. Where none answers, a sentence of a later article may
tell when somebody spoke: "In 2010, she warned that …". A date inside what was said does not: "She said it was of 1990".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from index import Filter, Snapshot, Span
from index import languages as index_languages
from index.attribution import Statement
from qa import evidence
from qa.candidates import Evidence
from qa.evidence import Gathered
from qa.forms import any_of, language
from qa.period import Period
from qa.question import Question

_MONTH = timedelta(days=31)
_DAY = timedelta(days=2)
_RECENT = timedelta(days=366)
"""A month named without a year is one of the year before the article."""
_LEAD = 10
"""Code points at most before a date that leads its sentence: "But in 2010, …"."""
_NEAR = 20
"""Code points at most between that and who speaks."""


def gather(snapshot: Snapshot, question: Question, restriction: Filter, only: frozenset[str]) -> Gathered | None:
    """Gather the sentences that tell that somebody spoke in the question's period; None if it names none.

    `restriction` is the question's without its period.
    """
    period = question.period
    if period is None or not period.is_fixed or not (period.since and period.until):
        return None
    found = evidence.gather(snapshot, question, restriction, only)
    return replace(found, evidence=[e for e in found.evidence if _is_of(period, e)], others=[])


def _is_of(period: Period, found: Evidence) -> bool:
    """Tell whether a sentence of an article no older than the period names it, not just in what was said."""
    published = found.article.published
    if published is not None and period.since is not None and published < period.since:
        return False
    places = dates(period, found.article.text, found.sentence, published)
    return found.statement is not None and any(_tells_when(found, found.statement, place) for place in places)


def _tells_when(found: Evidence, said: Statement, place: Span) -> bool:
    """Tell whether a date belongs to the cue, not to what was said or to what commas tell of the speaker."""
    if said.mention is None or said.start <= place.start < said.end:
        return False
    if place.end <= said.mention.start:  # "But in 2010, Mayor Reyes said"
        near = said.mention.start - place.end <= _NEAR
        return near and place.start - found.sentence.start <= _LEAD
    return "," not in found.article.text[said.mention.end : place.start] or place.start >= said.end


def dates(period: Period, text: str, sentence: Span, published: date | None) -> Iterator[Span]:
    """Yield where a sentence names the period: its year or, of a month or a day, these.

    A month or a day may stand without a year, not with another one, in an article published within a year after it.
    """
    since, until = period.since, period.until
    if since is None or until is None:
        return
    recent = published is not None and timedelta(0) <= published - since <= _RECENT
    for found in _dates().finditer(text, *sentence):
        told = found["year"] or found["alone"]
        year = int(told) if told else None
        if year is None and not recent:
            continue
        if year is not None and not since.year <= year <= until.year:
            continue
        if until - since > _MONTH:
            fits = year is not None
        else:
            day = int(found["day"] or found["first"] or 0)
            fits = (found["month"] or "")[:3] == _months()[since.month - 1][:3]
            fits = fits and (until - since > _DAY or day == since.day)
        if fits:
            yield Span(*found.span())


@cache
def _months() -> list[str]:
    return [month.capitalize() for month in index_languages.load("en")["attribution"]["people"]["months"]]


@cache
def _dates() -> re.Pattern[str]:
    """Return the pattern of a month with or without its day and year, or of a year, after a word that leads to it."""
    kinds = language()["period"]
    leads = any_of([*kinds["dated"], *kinds["within"]])
    names = any_of([name for month in _months() for name in (month, f"{month[:3]}.", f"{month[:4]}.")])
    year = r"(?:19|20)\d\d(?![\w-])"
    before, after = r"(?:(?P<first>\d{1,2})\s+)?", r"(?:\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d))?"
    by_month = rf"{before}(?P<month>{names})(?!\w){after}(?:,?\s+(?P<year>{year}))?"
    return re.compile(rf"\b(?i:{leads})\s+(?:{by_month}|(?P<alone>{year}))")
