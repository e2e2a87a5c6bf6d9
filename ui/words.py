"""The page's own words: in which language they are said, and how numbers and dates are written in it.

One TOML file per language in `ui/languages/` holds them. Whoever says nothing of a language says it in English, as the
terminal and the answers to programs do; the page says it in that of whoever looks at it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "az", "ru", "tr")
"""ISO 639-1 codes of the languages that there are words in."""
ENGLISH = LANGUAGES[0]
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_WEIGHT = re.compile(r"\s*;\s*q\s*=\s*")


@cache
def load(code: str) -> dict[str, Any]:
    """Return the words in the language with this code, by section and name."""
    return tomllib.loads(resources.files("ui").joinpath("languages", f"{code}.toml").read_text("utf-8"))


def preferred(accepted: str) -> str:
    """Return the language that a browser's Accept-Language likes best of those that there are; English if none."""
    liked: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, *weight = _WEIGHT.split(part.strip(), maxsplit=1)
        code = tag.partition("-")[0].lower()
        try:
            liked.append((float(weight[0]) if weight else 1.0, code))
        except ValueError:
            continue  # no weight at all
    liked.sort(key=lambda entry: -entry[0])
    return next((code for weight, code in liked if weight > 0 and code in LANGUAGES), ENGLISH)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything within the block in the language with this code."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the code of the language that is spoken now."""
    return _spoken.get()


def say(key: str, **fields: Any) -> str:
    """Return the words called `key` ("panel.earlier") with `fields` in their places.

    Where there are several forms of them, `count` chooses. In "{count:,}" a number is grouped as the language does.
    """
    code = spoken()
    words = found(code, key)
    if isinstance(words, dict):
        words = words.get(_form(code, fields["count"]), words["other"])
    return str(words).format_map({name: _Number(f) if isinstance(f, int) else f for name, f in fields.items()})


def found(code: str, key: str) -> Any:
    """Return what a language's file holds under a key: words, or a table of them by plural form."""
    section, _, name = key.partition(".")
    return load(code)[section][name]


def long_date(day: date) -> str:
    """Return a date as people write it: 15 January 2025."""
    return _written(day, "day")


def month_of(day: date) -> str:
    """Return a date's month and year: January 2025."""
    return _written(day, "month")


def weekday_of(day: date) -> str:
    """Return a date's day of the week: Wednesday."""
    return _written(day, "weekday")


def _form(code: str, number: int) -> str:
    """Return which plural form goes with a number."""
    from babel import Locale  # noqa: PLC0415 - slow, and not always wanted

    return str(Locale(code).plural_form(number))


def _written(day: date, form: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow, and not always wanted

    return str(format_date(day, say(f"dates.{form}"), locale=spoken()))


class _Number(int):
    def __format__(self, form: str) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415 - slow, and not always wanted

        return str(format_decimal(int(self), locale=spoken())) if form == "," else format(int(self), form)
