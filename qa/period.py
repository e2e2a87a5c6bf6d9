"""Periods: what a question says of time ("in January 2025", "since last week", "latest"), as dates of articles.

Only where the words tell when somebody spoke: at the end of the question, at its start before a comma, or
before "about". "The June 2015 vote" is a topic and stays one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from dateutil.relativedelta import relativedelta

from index import Filter
from index import languages as index_languages
from qa.forms import any_of, language

_LENGTHS = {
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}


@dataclass(frozen=True)
class Period:
    """The days that a question is about; without any of them, all ("at any time")."""

    words: str
    """How the question says it."""
    since: date | None = None
    until: date | None = None
    """Both days included; None: open."""
    newest: bool = False
    """Whether what is newest is asked for first."""
    relative: bool = False
    """Whether it is reckoned from today: "last week"."""
    worked_out: bool = False
    """Whether it is that of an event, as the archive's articles tell it: "since the summit"."""

    @property
    def is_fixed(self) -> bool:
        """Whether it names certain days, which a fact may have been at that is told later."""
        return bool(self.since or self.until) and not self.relative


def _unknown(event: str) -> date | None:
    return None


@dataclass(frozen=True)
class Told:
    """A question and what it says of time."""

    rest: str
    """The question without the words that tell the period."""
    period: Period | None


def find(text: str, today: date, newest: date | None = None, dated: Callable[[str], date | None] = _unknown) -> Told:
    """Return what `text` says of time and the question without it.

    It is reckoned from `today`, but a month without a year from the `newest` article, if that is older. `dated`
    tells when an event was, if that is known: "since the summit".
    """
    if anytime := _anytime().search(text):
        rest = find(_without(text, *anytime.span()), today, newest, dated).rest
        return Told(rest, Period(anytime["words"]))
    for pattern in _patterns():
        for found in pattern.finditer(text):
            base = min(today, newest) if newest and _is_bare_month(found) else today
            if _tells_when(text, *found.span()) and not _is_topic(text, found) and not _ends_name(text, found):
                period = _period(found, base)
                if period and max(filter(None, (period.since, period.until)), default=today) <= _soon(today):
                    return Told(_without(text, *found.span()), period)
    event = _since_event().search(text)
    if event and (day := dated(event["event"])):
        return Told(_without(text, *event.span()), Period(event.group().strip(" ?!."), since=day, worked_out=True))
    return _newest_first(text)


def _newest_first(text: str) -> Told:
    """Return a question that asks for what is newest first without the words that do; any other as it is."""
    if led := _led_by_newest().match(text):
        rest = f"What has {led['source'] or led['who']} said{led['rest']}"
        return Told(rest, Period(led["newest"], newest=True))
    if topic := _newest_on().match(text):
        return Told(f"What was said about {topic['topic']}", Period(topic["newest"], newest=True))
    if found := _newest_saying().search(text):
        return Told(_without(text, *found.span()), Period(found.group().strip(), newest=True))
    for found in _newly().finditer(text):
        if _tells_when(text, *found.span()):
            return Told(_without(text, *found.span()), Period(found.group(), newest=True))
    return Told(text, None)


def untold(text: str) -> Told:
    """Return a question as one that says nothing of time."""
    return Told(text, None)


def within(restriction: Filter, period: Period | None) -> Filter:
    """Return a restriction narrowed to the days of `period`."""
    if period is None:
        return restriction
    since = max(filter(None, (restriction.since, period.since)), default=None)
    until = min(filter(None, (restriction.until, period.until)), default=None)
    return replace(restriction, since=since, until=until)


def _tells_when(text: str, start: int, end: int) -> bool:
    """Tell whether a phrase tells when somebody spoke, by where it stands."""
    after, before = text[end:].strip(), text[:start].strip()
    if before:
        leads = re.match(rf"{any_of(language()['period']['leads'])}\b", after, re.IGNORECASE)
        return bool(leads) or after.strip("?!. ") == ""
    return bool(re.match(rf",|{any_of(language()['period']['asks'])}\b", after, re.IGNORECASE))


def _is_topic(text: str, found: re.Match[str]) -> bool:
    """Tell whether a phrase is what is asked about: "about the last two years", "Did Holt comment on May?"."""
    kinds, lead = language()["period"], found.groupdict().get("lead")
    if _is_bare_month(found):
        return (lead or "").lower() not in kinds["month"]
    before = text[: found.start()].rstrip()
    return lead is None and bool(re.search(rf"\b{any_of(kinds['topical'])}$", before, re.IGNORECASE))


def _ends_name(text: str, found: re.Match[str]) -> bool:
    """Tell whether a phrase is the last word of a name: "What did Reyes tell Delta Today about the dam?"."""
    before = text[: found.start()].split()
    titled = len(before) > 1 and before[1][:1].isupper()  # "What Did Reyes Say Today?"
    ends = found.group().casefold() in language()["period"]["ends_name"] and found.group()[:1].isupper()
    return ends and bool(before) and before[-1][:1].isupper() and not titled


def _is_bare_month(found: re.Match[str]) -> bool:
    """Tell whether a phrase is a month without a year or day."""
    months = index_languages.load("en")["attribution"]["people"]["months"]
    told = found.groupdict()
    return not told.get("last") and (told.get("first") or "").casefold() in months


def _soon(today: date) -> date:
    """Return the last day up to which a period may reach: "this year" does, "by 2050" is what is asked about."""
    return today.replace(month=12, day=31)


def _without(text: str, start: int, end: int) -> str:
    rest = f"{text[:start].rstrip()} {text[end:].lstrip()}" if text[:start].strip() else text[end:].lstrip(" ,")
    rest = re.sub(r"\s+([?!.,])", r"\1", rest).strip()
    return rest[:1].upper() + rest[1:] if not text[:start].strip() else rest


def _period(found: re.Match[str], today: date) -> Period | None:
    """Return the days that a phrase means; None if it means none."""
    try:
        return _days_told(found, today)
    except OverflowError:  # "on 9999-12-31": no day follows it
        return None


def _days_told(found: re.Match[str], today: date) -> Period | None:
    told, words = found.groupdict(), found.group().strip()
    if told.get("count") is not None or told.get("unit"):
        ago = _days(f"{told.get('count') or 1} {told['unit']} ago", today)
        return Period(words, since=ago[0], until=today, relative=True) if ago else None
    first = _days(told["first"], today)
    last = _days(told["last"], today) if told.get("last") else first
    if told.get("last") and last and not re.search(r"\d{4}", told["first"]):  # "from March to June 2024"
        first = _days(f"{told['first']} {last[1].year}", today)
    if first is None or last is None or first[0] > last[1]:
        return None
    kinds, leads = language()["period"], (told.get("lead") or "").lower()
    relative = bool(re.search(_now(), words))
    if leads in kinds["since"]:
        start = first[1] + timedelta(days=1) if leads in kinds["after"] else first[0]
        return Period(words, since=start, relative=relative)
    if leads in kinds["until"]:
        end = first[0] - timedelta(days=1) if leads in kinds["before"] else first[1]
        return Period(words, until=end, relative=relative)
    until = last[1]
    if first == last and first[0] == first[1]:  # what was said on a day is in the next day's paper
        until += timedelta(days=1)
    return Period(words, since=first[0], until=until, relative=relative)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the ways to tell a period, the most telling first."""
    kinds = language()["period"]
    people = index_languages.load("en")["attribution"]["people"]
    months = any_of([word.capitalize() for word in people["months"]])
    short = any_of([name for word in people["months"] for name in (word, word[:3])])
    weekdays = any_of([word.capitalize() for word in people["weekdays"]])
    year = r"(?:19|20)\d\d"
    number, the = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:the\s+)?"
    day = rf"(?:{number}\s+{months}(?:,?\s+{year})?|{months}\s+{number}(?:,?\s+{year})?|\d{{4}}-\d\d-\d\d)"
    spans = rf"(?:{day}|(?i:{short})\.?,?\s+{year}|Q[1-4]\s+{year}|{months}|{year})"
    anything = rf"(?:{spans}|{_now()}|{weekdays})"
    leads = any_of([*kinds["within"], *kinds["since"], *kinds["until"]])
    bounds = any_of([*kinds["since"], *kinds["until"]])
    counted = any_of(kinds["units_counted"])
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?i:\b(?:between|from)\s+)(?P<first>{anything})\s+(?:and|to|until|till)\s+(?P<last>{anything})\b",
            rf"(?i:\b(?:{leads}\s+)?(?:the\s+{any_of(kinds['last'])}|{any_of(kinds['past'])})\s+"
            rf"(?:(?P<count>\d{{1,3}}|{any_of(kinds['numbers'])})\s+)?(?P<unit>{counted}))\b",
            rf"(?i:\b(?P<lead>{leads})\s+{the})(?P<first>{spans}|{_now()})\b",
            rf"(?i:\b(?P<lead>{bounds})\s+(?:last\s+)?)(?P<first>{weekdays})\b",
            rf"\b(?P<first>{_now()})\b",
        )
    )


@cache
def _now() -> str:
    """Return a pattern of what is reckoned from today: "yesterday", "last week"."""
    kinds = language()["period"]
    units = any_of(kinds["units"])
    return rf"(?i:\b(?:{any_of(kinds['here'])}|{any_of((*kinds['last'], *kinds['this']))}\s+{units})\b)"


@cache
def _anytime() -> re.Pattern[str]:
    return re.compile(rf"[,\s]+(?P<words>{any_of(language()['period']['anytime'])})\b", re.IGNORECASE)


@cache
def _since_event() -> re.Pattern[str]:
    kinds = language()["period"]
    return re.compile(
        rf"\b{any_of(kinds['since_event'])}\s+(?P<event>{any_of(kinds['determiners'])}\s+[^,?!.]+)[?!.]*$"
    )


@cache
def _newest_saying() -> re.Pattern[str]:
    """Return the pattern of "latest" before a noun for what was said: "Reyes's latest statement on …"."""
    sayings = any_of(language()["sayings"])
    return re.compile(rf"\b{any_of(language()['period']['newest'])}\s+(?={sayings}\b)", re.IGNORECASE)


@cache
def _newly() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(language()['period']['newly'])}\b", re.IGNORECASE)


@cache
def _newest_on() -> re.Pattern[str]:
    """Return the pattern of "What is the latest on …?"."""
    newest = any_of(language()["period"]["newest"])
    start = rf"^what(?:['’]s|\s+is|\s+was)\s+the\s+(?P<newest>{newest})"
    return re.compile(rf"{start}\s+(?:news\s+)?(?:on|about)\s+(?P<topic>.+)$", re.IGNORECASE)


@cache
def _led_by_newest() -> re.Pattern[str]:
    """Return the pattern of "What is the latest that Reyes has said on …?", "What is the latest from Reyes on …?"."""
    newest = any_of(language()["period"]["newest"])
    return re.compile(
        rf"^what(?:['’]s|\s+is|\s+was)\s+the\s+(?P<newest>{newest})\s+(?:thing\s+)?"
        rf"(?:from\s+(?P<source>.+?)(?=\s+(?:about|on)\b)|(?:that\s+)?(?P<who>.+?)\s+(?:(?:has|have|had)\s+)?said\b)"
        rf"(?P<rest>.*)$",
        re.IGNORECASE,
    )


def _days(words: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day that words mean ("March 2024", "yesterday"); None if they mean none."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - slow to load, seldom needed

    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "current" if " ago" in words else "first",
        "PREFER_MONTH_OF_YEAR": "current" if " ago" in words else "first",
    }
    told = DateDataParser(languages=["en"], settings=settings).get_date_data(words)
    if told.date_obj is None:
        return None
    first = told.date_obj.date()
    if told.period == "week" and " ago" not in words:
        first -= timedelta(days=first.weekday())
    if " ago" in words or told.period not in _LENGTHS:
        return first, first
    return first, first + _LENGTHS[told.period] - timedelta(days=1)
