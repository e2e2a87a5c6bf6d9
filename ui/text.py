"""Text of articles made fit to show: no control characters, and shortened where there is too much."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ui.words import long_date, say, weekday_of

if TYPE_CHECKING:
    from qa import Answer, Citation
    from qa.period import Period

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
_HIDDEN = dict.fromkeys((0x7F, *range(0x80, 0xA0), *range(0xD800, 0xE000)), 0xFFFD)
_VISIBLE = _PICTURES | _HIDDEN
_SURENESS = ((0.85, "quite_sure"), (0.65, "likely"), (0.0, "not_sure"))


def visible(text: str) -> str:
    """Return `text` with a sign in place of each control character but line ends and tabs."""
    return text.translate(_VISIBLE)


def flat(text: str) -> str:
    """Return `text` without line ends, safe to print; white space at its ends stays, as one space."""
    return visible(re.sub(r"\s+", " ", text))


def shortened(text: str, width: int) -> str:
    """Return the first words of `text` as one line of about `width` characters; "…" says that there is more."""
    line = flat(text).strip()
    return line if len(line) <= width else line[:width].rsplit(" ", 1)[0] + " …"


def day(text: str) -> date:
    """Read a date; raises ValueError, with what to write, if it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no date; write it as 2025-01-31") from error


def understood(answer: Answer) -> str | None:
    """Return how a question was understood, one line, where that is more than it says itself."""
    parts, period = [], answer.period
    plain = " ".join(answer.question.split())
    if answer.understood != plain and (period is None or _told(answer.understood) != _told(plain, period.words)):
        parts.append(say("answer.read_as", question=flat(answer.understood)))
    if period and (days := _days(period)):
        told = say("period.worked_out", days=days) if period.worked_out else days
        parts.append(f"{flat(period.words)}: {told}")
    return " · ".join(parts) or None


def sureness(answer: Answer) -> str:
    """Return in words how probable it is that an answer is right."""
    if answer.probability >= 1:
        return say("answer.all_of_theirs")
    words = next(words for least, words in _SURENESS if answer.probability >= least)
    return say(f"answer.{words}", tenths=round(10 * answer.probability))


def listed(key: str, names: Sequence[str]) -> str:
    """Return names as one says them, with the word called `key` before the last: "Poe and Reyes"."""
    return functools.reduce(lambda before, last: say(key, before=before, last=last), names) if names else ""


def reckoned(citation: Citation) -> str | None:
    """Return the dates worked out for the days that a quote names; None if it names none."""
    days = "; ".join(f"{flat(named.text)}: {weekday_of(named.day)}, {long_date(named.day)}" for named in citation.days)
    return say("answer.days", days=days) if days else None


def also_in(citation: Citation) -> str | None:
    """Return in how many other articles the same words stand; None if in none."""
    count = len(citation.copies)
    return say("count.others", count=count) if count else None


def any_time(answer: Answer) -> str | None:
    """Return the question without its period, None if it has none."""
    bounded = answer.period and (answer.period.since or answer.period.until or answer.period.newest)
    if not bounded or not answer.period:
        return None
    before, words, after = answer.question.partition(answer.period.words)
    plain = f"{before.rstrip(' ,')} {after.lstrip(' ,')}" if words and before.strip() else answer.question
    return f"{plain.rstrip(' ?!.')}, at any time?"


def anybody(answer: Answer) -> str | None:
    """Return the question without whose words it asks for, None if it asks for nobody's or for nothing else."""
    when = f" {answer.period.words}" if answer.period else ""
    return f"What was said about {answer.topic}{when}?" if answer.speakers and answer.topic else None


def _told(text: str, words: str = "") -> list[str]:
    """Return the words of a text less those of its period, whatever stands between them."""
    return re.findall(r"\w+", text.replace(words, " ", 1).casefold())


def _days(period: Period) -> str:
    since, until = (long_date(day) if day else None for day in (period.since, period.until))
    if since and until:
        return since if since == until else f"{since} – {until}"
    if since:
        return say("period.since", day=since)
    return say("period.until", day=until) if until else say("period.newest") if period.newest else ""
