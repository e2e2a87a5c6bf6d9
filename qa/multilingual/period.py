"""Periods in languages other than English: "2025-ci ilin yanvarında", «с марта 2024 года», "geçen hafta".

What a word's place tells in English, its case or preposition tells here: "2025-ci ildə" is when, "2025-ci ilin
büdcəsi" is what is asked about.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from dateutil.relativedelta import relativedelta

from index.names import fold
from qa import languages
from qa.multilingual.templates import any_of
from qa.period import Period, Told

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_UNITS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}


def find(text: str, code: str, today: date, newest: date | None = None) -> Told:
    """Return what a question in this language says of time, and the question without it.

    It is reckoned from `today`, but a month without a year from the `newest` article, if that is older.
    """
    words = languages.load(code)["period"]
    for pattern in _patterns(code):
        for found in pattern.finditer(text):
            told = found.groupdict()
            base = min(today, newest) if newest and told.get("month") and not told.get("year") else today
            period = _period(found, words, base, today)
            if period is not None:
                return Told(_without(text, *found.span()), period)
    if newly := re.search(rf"(?<!\w){any_of(words['newest'], code)}", text, re.IGNORECASE):
        return Told(_without(text, *newly.span()), Period(newly.group(), newest=True))
    return Told(text, None)


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    words = languages.load(code)["period"]
    month, year = _month(code), rf"{_YEAR}(?:[\s-]*{any_of(words['year'], code)})"
    plain_year = rf"{_YEAR}(?:[\s-]*{any_of(words['year'], code)})?"
    day = r"(?:(?P<day>\d{1,2})(?:[-'’][^\W\d]{1,4})?\s+)?"
    after_day = r"\s+(?P<day>\d{1,2})(?:[-'’]?[^\W\d]{1,4})?"
    back = "|".join(re.escape(phrase) for phrase in sorted(words["back"], key=len, reverse=True))
    spans = (
        rf"{year}\s+{month}(?:{after_day}|\s+{_unit(code, 'month')})?",
        rf"{day}{month}\s+{plain_year}",
        rf"{month}{after_day}",
        rf"{day}{month}(?:\s+{_unit(code, 'month')})?",
        year,
        rf"(?P<back>{back})",
    )
    since, until = (any_of(words[name], code) for name in ("since", "until"))
    number = any_of(list(words["numbers"]), code)
    counted = (
        rf"(?<!\w){any_of(words['past'], code)}\s+(?:(?P<count>\d{{1,3}}|{number})\s+)?(?P<unit>{_unit(code)})(?!\w)"
    )
    if words["place"] == "before":
        within = any_of(words["within"], code)
        led = rf"(?<!\w)(?:(?P<since>{since})|(?P<until>{until})|(?P<within>{within}))\s+"
        on_a_day = rf"(?<!\w)(?P<day>\d{{1,2}})\s+{month}(?:\s+{plain_year})?(?!\w)"
        told = [*(rf"{led}{span}(?!\w)" for span in spans[:-1]), on_a_day, rf"(?<!\w){spans[-1]}(?!\w)"]
    else:
        ends = "(?:" + "|".join(f"(?<={ending})" for ending in words["locative"]) + r")(?!\w)"
        ended = rf"[\w'’]*?\s*(?:(?P<since>{since})|(?P<until>{until}))"
        told = [rf"(?<!\w){span}{ended}" for span in spans]
        told += [rf"(?<!\w){span}{ends}" for span in spans[:-1]] + [rf"(?<!\w){spans[-1]}(?!\w)"]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*told, counted))


def _month(code: str) -> str:
    names = [name for month in languages.load(code)["period"]["months"] for name in month.split("|")]
    return rf"(?P<month>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})[\w'’]{{0,6}}"


def _unit(code: str, only: str | None = None) -> str:
    units = languages.load(code)["period"]["units"]
    names = [name for name, unit in units.items() if only in (None, unit)]
    return rf"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})[\w'’]{{0,6}}"


def _period(found: re.Match[str], words: dict[str, Any], base: date, today: date) -> Period | None:
    told, text = found.groupdict(), found.group().strip()
    if named := told.get("unit"):
        many = told.get("count") or "1"
        number = int(many) if many.isdigit() else _named(many, words["numbers"])
        length = next(length for name, length in words["units"].items() if fold(named).startswith(fold(name)))
        return Period(text, since=today - number * _UNITS[length], until=today, relative=True)
    if back := told.get("back"):
        unit, count = _named(back, words["back"])
        first, last = _back(unit, count, today)
    elif told.get("month"):
        months = [name.split("|") for name in words["months"]]
        month = next(i for i, names in enumerate(months, 1) if fold(told["month"]) in map(fold, names))
        first, last = _days(told.get("year"), month, told.get("day"), base)
    else:
        first, last = date(int(told["year"]), 1, 1), date(int(told["year"]), 12, 31)
    if first > today:
        return None
    relative = bool(back)
    if told.get("since"):
        after = fold(told["since"]) in map(fold, words["after"])
        return Period(text, since=last + timedelta(days=1) if after else first, relative=relative)
    if told.get("until"):
        before = fold(told["until"]) in map(fold, words["before"])
        return Period(text, until=first - timedelta(days=1) if before else last, relative=relative)
    if first == last:  # what was said on a day is in the next day's paper
        last += timedelta(days=1)
    return Period(text, since=first, until=last, relative=relative)


def _named(text: str, known: dict[str, Any]) -> Any:
    """Return what stands in a table under a phrase, whatever its capitals: İ and I are two letters in Turkish."""
    return next(value for name, value in known.items() if fold(name) == fold(text))


def _back(unit: str, count: int, today: date) -> tuple[date, date]:
    """Return the first and last day of a unit of time so many units ago."""
    at = today - count * _UNITS[unit]
    starts = {"day": at, "week": at - timedelta(days=at.weekday()), "month": at.replace(day=1)}
    first = starts.get(unit, at.replace(month=1, day=1))
    return first, first + _UNITS[unit] - timedelta(days=1)


def _days(year: str | None, month: int, day: str | None, base: date) -> tuple[date, date]:
    """Return the first and last day of a month, or of a day in it; without a year the last one before `base`."""
    number = int(year) if year else base.year - (month > base.month)
    first = date(number, month, 1)
    last = first + relativedelta(months=1) - timedelta(days=1)
    if day and 1 <= int(day) <= last.day:
        return first.replace(day=int(day)), first.replace(day=int(day))
    return first, last


def _without(text: str, start: int, end: int) -> str:
    before, after = text[:start].rstrip(" ,"), text[end:].lstrip(" ,")
    rest = f"{before} {after}".strip()
    return re.sub(r"\s+([?!.,])", r"\1", rest)
