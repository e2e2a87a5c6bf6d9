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
    """Yield the days that a sentence of an article published on that day names by weekday, or from its own.

    What is not surely a day near the article's, past or to come, is left out.
    """
    relative = language()["reckoning"]["relative"]
    for found in _names().finditer(text, *sentence):
        before, after = text[sentence.start : found.start()], text[found.end() : sentence.end]
        if _is_another(before, after):
            continue
        if now := found["now"]:
            yield Day(Span(*found.span()), published + timedelta(days=relative[now.casefold()]))
            continue
        coming = _is_to_come(before, found["turn"] or "")
        if coming is not None:
            name = found["name"].casefold()
            yield Day(Span(*found.span()), _weekday(name, published, coming=coming, turn=found["turn"] or ""))


def _weekday(name: str, published: date, *, coming: bool, turn: str) -> date:
    wanted = index_languages.load("en")["attribution"]["people"]["weekdays"].index(name)
    back = (published.weekday() - wanted) % _WEEK
    last = turn.casefold() in language()["reckoning"]["last"]
    if coming:
        return published + timedelta(days=(_WEEK - back) % _WEEK or _WEEK * (turn != ""))
    return published - timedelta(days=back or _WEEK * last)


def _is_another(before: str, after: str) -> bool:
    """Tell whether what looks like a day is a name, any such day, or one told by its date: "the Sunday Times"."""
    kinds = language()["reckoning"]
    if re.match(_dated(), after) or re.match(r"\s+[A-Z]", after):
        return True
    led = re.search(rf"(?:^|\s)(?:{any_of(kinds['any'])})\s+$", before, re.IGNORECASE)
    return bool(led or re.search(r"\w\s+[A-Z][\w’']*\s+$", before))


def _is_to_come(before: str, turn: str) -> bool | None:
    """Tell whether a day is still to come, by its turn ("next") and the words before it; None if it is not sure."""
    kinds = language()["reckoning"]
    if turn:
        return turn.casefold() in kinds["next"]
    if re.search(rf"\b{any_of(kinds['unsure'])}\s+$", before, re.IGNORECASE):
        return None
    told = rf"(?:\w+ed|{any_of(kinds['told'])})"
    if re.search(rf"\b{told}(?:\s+\w+)?\s+on\s+$", before, re.IGNORECASE):  # "was approved late on"
        return False
    coming = re.search(rf"\b{any_of(kinds['coming'])}\b(?P<since>.*)$", before, re.IGNORECASE)
    if coming is None:
        return False
    parted = re.search(rf"[,;:“”\"—–]|\b{told}\b", coming["since"], re.IGNORECASE)
    return None if parted else True


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
