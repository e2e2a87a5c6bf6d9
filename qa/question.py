"""A question, read: whose words it asks for, on what topic, and what kind of short answer it expects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from qa import languages


class Kind(StrEnum):
    """What a question asks for."""

    SAID = "said"
    """What somebody named said."""
    WHO_SAID = "who_said"
    """Who said something."""
    ANYONE = "anyone"
    """What was said by anybody."""
    FACT = "fact"
    """Anything else the archive may state."""


@dataclass(frozen=True)
class Question:
    """A question as it was understood."""

    text: str
    """The question that is answered; a follow-up is completed from the one before."""
    kind: Kind
    topic: str
    """What it is about, without the speaker and the words that ask."""
    speakers: tuple[str, ...] = ()
    """The people whose words are asked for, as the question names them."""
    labels: tuple[str, ...] = ()
    """The entity labels a short answer may have; empty if none is expected."""


_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|de|von|van|der|al|bin|la|of)"
_SHORT_FORM = re.compile(rf"^(?P<who>{_NAME}(?:\s{_NAME}){{0,4}}) on (?P<topic>.+)$")
_AND = re.compile(r"\s+(?:and|&)\s+|\s*,\s*(?:and\s+)?")
_MAX_SPEAKER_WORDS = 14


def read(text: str, history: Sequence[str] = ()) -> Question:
    """Read a question; `history` holds the earlier ones of the conversation, oldest first."""
    question = _read_alone(" ".join(text.split()))
    if history:
        return _continued(question, _read_alone(" ".join(history[-1].split())))
    return question


def _read_alone(text: str) -> Question:
    for form in _forms():
        found = form.search(text.rstrip(" ?!."))
        if found and (who := found.groupdict().get("who")) and _may_speak(who):
            topic = _join(_asked_thing(found.groupdict().get("asked") or ""), _topic(found["topic"] or ""))
            return Question(text, Kind.SAID, topic, _speakers(who), _labels(text))
    plain = text.rstrip(" ?!.")
    if found := _any_forms()[0].search(plain):
        return Question(text, Kind.WHO_SAID, _topic(found["topic"]), (), ())
    if found := _any_forms()[1].search(plain):
        return Question(text, Kind.ANYONE, _topic(found["topic"]), (), ())
    if (found := _SHORT_FORM.match(plain)) and found["who"].lower() not in language()["not_before_on"]:
        return Question(text, Kind.SAID, _topic(found["topic"]), _speakers(found["who"]), ())
    return Question(text, Kind.FACT, text, (), _labels(text))


def _continued(question: Question, before: Question) -> Question:
    """Complete a follow-up from the question before; one that stands alone is left alone."""
    words = language()
    low = question.text.lower()
    pronoun = any(name.lower() in words["pronouns"] for name in question.speakers)
    if not (pronoun or low.startswith(tuple(f"{start} " for start in words["continues"]))):
        return question
    if pronoun or (question.kind is Kind.FACT and before.kind is Kind.SAID):
        question = replace(question, kind=before.kind, speakers=before.speakers)
    topic = _join(question.topic, before.topic)
    return replace(question, topic=topic, text=f"{question.text} ({before.text})")


def language() -> dict[str, Any]:
    """Return what is known of the language that questions are asked in."""
    return languages.load("en")


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    words = language()
    say, said, sayings = (_any_of(words[name]) for name in ("say", "said", "sayings"))
    between = r"(?:(?:also|ever|then|later|actually|have to|has to|had to|once|really)\s+)*"
    who = r"(?P<who>\S+(?:\s+\S+){0,13}?)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^(?P<asked>.*?)\b(?:did|does|do|would|will|might|could)\s+{who}\s+{between}{say}\b(?P<topic>.*)$",
            rf"^(?P<asked>.*?)\b(?:has|have|had)\s+{who}\s+{between}{said}\b(?P<topic>.*)$",
            rf"^(?:what|how)\s+(?:is|was|are|were)\s+{who}['’]s?\s+(?:\w+\s+)?{sayings}\b(?P<topic>.*)$",
            rf"^(?:what|how)\s+(?:is|was|are|were)\s+the\s+{sayings}\s+(?:of|by|from)\s+{who}(?P<topic>\s+(?:on|to|about|of|regarding)\b.*)$",
            rf"^according\s+to\s+{who},\s*(?P<topic>.*)$",
            rf"^(?P<topic>.*),?\s+according\s+to\s+{who}$",
        )
    )


@cache
def _any_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    said = _any_of([word for word in language()["said"] if word not in ("called", "asked")])
    return (
        re.compile(rf"^who(?:\s+(?:has|have|else))*\s+{said}\b(?P<topic>.*)$", re.IGNORECASE),
        re.compile(
            r"^what\s+(?:was|were|is|has been|have been)\s+(?:\w+\s+)?(?:said|stated|told)\b(?P<topic>.*)$",
            re.IGNORECASE,
        ),
    )


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _may_speak(who: str) -> bool:
    """Tell whether `who` can be a speaker: no clause is, and a name or a role is short."""
    parts = who.lower().split()
    if who[0].isupper() and parts and who.rsplit(maxsplit=1)[-1].islower() and not re.search("['’]s?\\s", who):
        return False  # "Lee accept" is a name and a verb
    return len(parts) <= _MAX_SPEAKER_WORDS and not set(parts[:-1] if len(parts) == 1 else parts) & set(
        language()["not_in_speaker"]
    )


def _speakers(who: str) -> tuple[str, ...]:
    """Return each of the speakers named: "X and Z" are two where both are names."""
    parts = [part.strip() for part in _AND.split(who) if part.strip()]
    if len(parts) > 1 and all(part[0].isupper() for part in parts):
        return tuple(parts)
    return (who.strip(),)


def _asked_thing(asked: str) -> str:
    """Return the noun of "What message did …", "Under what circumstances did …": it is part of the topic."""
    return " ".join(w for w in re.findall(r"[\w'’-]+", asked) if w.lower() not in language()["empty"])


def _topic(rest: str) -> str:
    """Return the topic without the words that only lead to it."""
    topic = rest.strip(" ,:")
    lead = re.compile(rf"^{_any_of(language()['before_topic'])}\s+", re.IGNORECASE)
    while found := lead.match(topic):
        topic = topic[found.end() :]
    return topic.strip(" ,:\"'“”‘’")


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _labels(text: str) -> tuple[str, ...]:
    low = text.lower()
    for entry in language()["answers"]:
        if any(re.search(rf"(?:^|[,;]\s|\band\s){re.escape(ask)}\b", low) for ask in entry["asks"]):
            return tuple(entry["with"])
    return ()
