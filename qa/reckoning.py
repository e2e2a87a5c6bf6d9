"""Reckoning: the calendar dates of days that a sentence names by the weekday, from the article's own date.

Papers tell the last few days and the next few by their names: "on Thursday" is the Thursday before the
article, or its own day, unless the words say that it is still to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from index import Span
from index import languages as index_languages
from qa.forms import any_of, language

_WEEK = 7


@dataclass(frozen=True)
class Day:
    """A day that a text names, and its date."""

    place: Span
    """Where its name stands in the text."""
    day: date


def days(text: str, sentence: Span, published: date) -> Iterator[Day]:
    """Yield the days that a sentence of an article published on that day names by weekday, or from its own."""
    for found in _names().finditer(text, *sentence):
        name = (found["name"] or found["now"]).casefold()
        if name in (relative := language()["reckoning"]["relative"]):
            yield Day(Span(*found.span()), published + timedelta(days=relative[name]))
        elif not re.match(_dated(), text[found.end() : sentence.end]):  # "Thursday, 3 May" is told already
            before = text[sentence.start : found.start()]
            coming = (found["turn"] or "").casefold() in language()["reckoning"]["next"] or _is_to_come(before)
            yield Day(Span(*found.span()), _weekday(name, published, coming=coming, turn=found["turn"] or ""))


def _weekday(name: str, published: date, *, coming: bool, turn: str) -> date:
    wanted = index_languages.load("en")["attribution"]["people"]["weekdays"].index(name)
    back = (published.weekday() - wanted) % _WEEK
    last = turn.casefold() in language()["reckoning"]["last"]
    if coming:
        return published + timedelta(days=(_WEEK - back) % _WEEK or _WEEK * (turn != ""))
    return published - timedelta(days=back or _WEEK * last)


def _is_to_come(before: str) -> bool:
    """Tell whether the words before the name of a day say that it is still to come: "will meet on …"."""
    return bool(re.search(rf"\b{any_of(language()['reckoning']['coming'])}\b[^.;“”\"]*$", before, re.IGNORECASE))


@cache
def _names() -> re.Pattern[str]:
    kinds = language()["reckoning"]
    weekdays = index_languages.load("en")["attribution"]["people"]["weekdays"]
    turns = any_of([*kinds["next"], *kinds["last"], *kinds["this"]])
    named = any_of([day.capitalize() for day in weekdays])
    return re.compile(
        rf"\b(?:(?:(?P<turn>(?i:{turns}))\s+)?(?P<name>{named})|(?P<now>(?i:{any_of(list(kinds['relative']))})))\b"
    )


@cache
def _dated() -> str:
    months = index_languages.load("en")["attribution"]["people"]["months"]
    named = any_of([month.capitalize() for month in months])
    return rf"(?:['’]s\b|,?\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:of\s+)?{named}\b|s\b)"
