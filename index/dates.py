"""Dates: read from metadata values, from lines of text and from file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from index.spans import Span

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_YEAR = r"(?:1[5-9]|20)\d\d"
_WRITTEN = re.compile(
    rf"(?<![\w.-]){_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![\d/.-]*\d)"
    rf"|(?<![\w.])\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}(?!\d)"
    rf"|(?<![\w.])\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:de\s)?[^\W\d_]{{3,12}}\.?,?\s(?:de\s)?{_YEAR}(?!\d)"
    rf"|(?<!\w)[^\W\d_]{{3,12}}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)"
)
_IN_NAME = re.compile(rf"(?<!\d)({_YEAR})([-_.]?)(\d{{2}})\2(\d{{2}})(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_LONGEST = 60
# Without this list, the first string that is no date makes dateparser load its 200 locales (1.5 s).
_LANGUAGES = [
    "en",
    "az",
    "ru",
    "tr",
    "uk",
    "be",
    "kk",
    "uz",
    "ka",
    "hy",
    "fa",
    "ar",
    "he",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "cs",
    "ro",
    "bg",
    "sr",
    "el",
    "sv",
    "da",
    "fi",
    "nb",
    "zh",
    "ja",
    "hi",
]


def parse(value: object) -> date | None:
    """Return the day that a metadata value names: a written date, or seconds or milliseconds since 1970.

    The day is the one written, whatever the time zone; None if no day, or no single one, is named
    ("03/04/2025" is the 3rd of April or the 4th of March).
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if isinstance(value, date):  # YAML and TOML have dates of their own
        return _day(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.isdecimal() and len(text) in (10, 13):
        return _epoch(int(text))
    if text.isdecimal():
        return in_name(text) if len(text) == 8 else None
    if len(text) > _LONGEST:
        return None
    return _written(text) or next((day for _, day in find(text)), None)


def find(text: str) -> Iterator[tuple[Span, date]]:
    """Yield each full date written in `text` (day, month and year) with its place."""
    for match in _WRITTEN.finditer(text):
        if day := _written(re.sub(r"\s+", " ", match.group())):
            yield Span(*match.span()), day


def in_name(name: str) -> date | None:
    """Return the day that a file name holds ("2016-10-04-vote.txt", "vote_20161004.txt")."""
    days = (_day(int(year), int(month), int(day)) for year, _, month, day in _IN_NAME.findall(name))
    return next(filter(None, days), None)


def _epoch(seconds: float) -> date | None:
    try:
        moment = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    # A small number is a year, a count or nothing; only from 1990 on is it taken for a time.
    return moment.date() if moment.year >= 1990 and _plausible(moment.date()) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return found if _plausible(found := date(year, month, day)) else None
    except ValueError:
        return None


def _plausible(day: date) -> bool:
    return day.year >= 1500 and (day - date.today()).days <= 366


@lru_cache(maxsize=4096)
def _written(text: str) -> date | None:
    if found := _ISO.match(text):
        return _day(*map(int, found.groups()))
    if numeric := _NUMERIC.match(text):
        first, mark, second, year = int(numeric[1]), numeric[2], int(numeric[3]), int(numeric[4])
        if mark == "." or first > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 else None
    import dateparser  # noqa: PLC0415 - slow to load, seldom needed

    # "3 days ago" names no day that still holds when the archive is made anew.
    settings: dict[str, Any] = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    try:
        moment = dateparser.parse(text, languages=_LANGUAGES, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):  # dateparser stumbles over odd digits
        return None
    return _day(moment.year, moment.month, moment.day) if moment else None
