"""A question, read: whose words it asks for, on what topic, and what kind of short answer it expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from index import Span
from qa import followup, forms, languages
from qa.forms import language
from qa.multilingual import asking
from qa.multilingual import followup as other_followup
from qa.multilingual import names as other_names
from qa.multilingual.names import Called
from qa.period import Period, Told, untold


class Kind(StrEnum):
    """What a question asks for."""

    SAID = "said"
    """What somebody named said."""
    ABOUT = "about"
    """What somebody named did or thinks: their own words or the reporter's answer it."""
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
    """The question that is answered; a follow-up is completed from those before."""
    kind: Kind
    topic: str
    """What it is about, without the speaker and the words that ask."""
    speakers: tuple[str, ...] = ()
    """The people whose words are asked for, as the question names them."""
    without: tuple[str, ...] = ()
    """The people whose words are not asked for: "Who else but … spoke?"."""
    labels: tuple[str, ...] = ()
    """The entity labels a short answer may have; empty if none is expected."""
    who: Span | None = None
    """Where the speakers stand in `text`."""
    more: int = 0
    """How many times more was asked for than was told before."""
    asks_when: bool = False
    """Whether it asks when that was which the question before asked about."""
    period: Period | None = None
    """What it says of time; `text` is without the words that do."""
    language: str = languages.DEFAULT
    """The ISO 639-1 code of the language it is asked in."""
    judges: bool = False
    """Whether praise, blame or the like is asked for; only told of questions that are not in English."""

    @property
    def asks_fact(self) -> bool:
        """Whether a fact is asked for, be it about somebody ("How old is Reyes?"): whoever tells it answers."""
        told = self.language == languages.DEFAULT and forms.asks_fact(self.text)
        about = self.kind is Kind.ABOUT and (bool(self.labels) or told)
        return about or self.kind is Kind.FACT

    @property
    def names_speaker(self) -> bool:
        """Whether somebody's words or views are asked for by name or role."""
        return self.kind in (Kind.SAID, Kind.ABOUT)

    def asked_of(self, speaker: str) -> str:
        """Return the question as if `speaker` were asked for."""
        if self.who is not None:
            return f"{self.text[: self.who.start]}{speaker}{self.text[self.who.end :]}"
        if self.kind in (Kind.ANYONE, Kind.WHO_SAID) and self.language == languages.DEFAULT:
            told: str = language()["asked_of"].format(speaker=speaker, topic=self.topic)
            return told
        return self.text


_TURNS = 10
"""How many questions before are read."""
_LONGEST = 1000
"""Characters of a question that are read; what is longer is no question, and would take minutes."""
_HALVES = re.compile("[\ud800-\udfff]")
_AND = re.compile(r"\s+and\s+|\s*,\s*(?:and\s+)?")


def asks_expansion(text: str) -> bool:
    """Tell whether a question asks what an abbreviation stands for."""
    return bool(re.search(forms.any_of(language()["expansions"]), text, re.IGNORECASE))


def whole(text: str) -> str:
    """Return `text` with � for halves of surrogate pairs, which can neither be searched for nor shown."""
    return _HALVES.sub("\ufffd", text)


def _readable(text: str) -> str:
    """Return a question on one line, cut where it is too long."""
    line = " ".join(whole(text[: 2 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rpartition(" ")[0] or line[:_LONGEST]


def _nobody(name: str) -> bool:
    return False


def read(
    text: str,
    history: Sequence[str] = (),
    known: Callable[[str], bool] = _nobody,
    told: Callable[[str], Told] = untold,
    called: Called = other_names.nobody,
    asked_in: Callable[[str], str] = languages.asked_in,
) -> Question:
    """Read a question; `history` holds the earlier ones of the conversation, oldest first.

    `known` tells whether somebody whose name has that word speaks in the archive, `told` what a question
    says of time: only where the words of people are asked for, or what is reckoned from today, does it
    tell which articles to look in; "How many died in 2015?" may be told later. A follow-up takes the time
    of the question before unless it has its own. `called` tells the same as `known` of whole names in any language,
    for questions that are not in English; `asked_in` tells in which language one is.
    """
    text = _readable(text)
    before = read(history[-1], history[-_TURNS:-1], known, told, called, asked_in) if history else None
    now = told(text)
    if (code := asked_in(text)) != languages.DEFAULT:
        return _read_other(text, code, before, now, called)
    if before and (again := _again(now, before, known, told)):
        return again
    earlier = [before.text] if before else []
    rest = _readable(followup.complete(now.rest, earlier, known))
    question, inherited = _read(rest, known), before.period if before and rest != now.rest else None
    if now.period is None:
        return replace(question, period=inherited)
    if question.kind in (Kind.FACT, Kind.ABOUT) and now.period.is_fixed:
        return replace(_read(_readable(followup.complete(text, earlier, known)), known), period=inherited)
    return replace(question, period=now.period)


def _read_other(text: str, code: str, before: Question | None, now: Told, called: Called) -> Question:
    """Read a question that is not in English; what it leaves open is taken from the one before."""
    if before and (again := _again_other(now, code, before)):
        return again
    asked = asking.read(now.rest, code, called, leans=before is not None)
    fixed = asked.kind in ("fact", "about") and now.period is not None and now.period.is_fixed
    if fixed:  # what was in 2015 may be told later
        asked, now = asking.read(text, code, called, leans=before is not None), Told(text, None)
    if before:
        told = (before.topic, before.speakers, before.kind.value, before.asks_fact, before.text)
        earlier = other_followup.Earlier(*told)
        asked = other_followup.complete(asked, now.rest, code, earlier, called)
    period = now.period or (before.period if before and asked.leans else None)
    return Question(
        asked.text or now.rest,
        Kind.ANYONE if asked.kind == asking.UNNAMED else Kind(asked.kind),
        asked.topic,
        asked.speakers,
        without=asked.without,
        labels=asked.labels,
        period=period,
        language=code,
        judges=asked.judges,
    )


def _again_other(now: Told, code: str, before: Question) -> Question | None:
    """Return the question before, asked for more, for when that was or of another time; None if it is not."""
    plain, period = now.rest.rstrip(" ?!.…").casefold(), now.period or before.period
    told = languages.load(code)["followup"]
    of_anybody = before.kind in (Kind.ANYONE, Kind.WHO_SAID)
    if plain in told["more"] or (of_anybody and plain in told["others"]):
        return replace(before, more=before.more + 1, period=period)
    if plain in told["asks_when"] and before.kind not in (Kind.FACT, Kind.ABOUT):
        return replace(before, asks_when=True, period=period)
    if now.period is not None and plain in ("", *told["continues"]):
        return replace(before, more=0, asks_when=False, period=now.period)
    return None


def _again(now: Told, before: Question, known: Callable[[str], bool], told: Callable[[str], Told]) -> Question | None:
    """Return the question before, asked for more, for when that was or of another time; None if it is not."""
    period = now.period or before.period
    of_anybody = before.kind in (Kind.ANYONE, Kind.WHO_SAID)
    if followup.asks_more(now.rest) or (of_anybody and followup.asks_who_else(now.rest)):
        return replace(before, more=before.more + 1, period=period)
    if followup.asks_when(now.rest) and before.kind not in (Kind.FACT, Kind.ABOUT):
        return replace(before, asks_when=True, period=period)  # the words quoted tell when
    if now.period is None or not set(now.rest.lower().rstrip(" ?!.").split()) <= set(language()["continues"]):
        return None
    if before.kind in (Kind.FACT, Kind.ABOUT) and now.period.is_fixed:  # "And in 2016?"
        return _read(f"{told(before.text).rest.rstrip(' ?!.')} {now.period.words}?", known)
    return replace(before, more=0, asks_when=False, period=now.period)


def _read(text: str, known: Callable[[str], bool]) -> Question:
    plain = text.rstrip(" ?!.")
    if found := _who_said().match(plain):
        return Question(text, Kind.WHO_SAID, forms.topic(found["topic"]), without=_speakers(found["without"] or ""))
    if found := _who_called().match(plain):
        return Question(text, Kind.WHO_SAID, forms.topic(found["topic"]))
    if found := _by_anyone().match(plain):
        return Question(text, Kind.ANYONE, forms.topic(found["topic"]))
    if form := forms.said(text):
        if form.who.of(text).lower() in language()["anybody"]:
            return Question(text, Kind.ANYONE, form.topic, who=form.who)
        topic = form.topic or form.way
        return Question(text, Kind.SAID, topic, _speakers(form.who.of(text)), labels=_labels(text), who=form.who)
    if asks_expansion(text):
        return Question(text, Kind.FACT, text)
    form = forms.about(text, known)
    if form and form.who.of(text).lower() not in language()["pronouns"]:  # of "he" alone nobody knows who it is
        return Question(text, Kind.ABOUT, form.topic, _speakers(form.who.of(text)), labels=_labels(text), who=form.who)
    return Question(text, Kind.FACT, text, labels=_labels(text))


@cache
def _who_said() -> re.Pattern[str]:
    words = language()
    ambiguous = set(words["not_who_said"])
    said = forms.any_of([w for w in (*words["said"], *words["says"]) if w not in ambiguous])
    others = r"(?:\s+else)?(?:\s+(?:but|besides|except|apart\s+from)\s+(?P<without>\S+(?:\s\S+){0,4}?))?"
    return re.compile(
        rf"^who{others}(?:\s+(?:has|have|had|also|ever|publicly))*\s+{said}\b(?P<topic>.*)$", re.IGNORECASE
    )


@cache
def _who_called() -> re.Pattern[str]:
    """Return the pattern of "Who called the plan a present?", unlike "Who called the police?"."""
    called, a = forms.any_of(language()["calls_so"]), forms.any_of(language()["indefinite"])
    return re.compile(rf"^who\s+(?:(?:has|have|had|also|once)\s+)*{called}\s+(?P<topic>\S.*?\s{a}\s.+)$", re.IGNORECASE)


@cache
def _by_anyone() -> re.Pattern[str]:
    be = r"(?:was|were|is|is\s+being|was\s+being|has\s+been|have\s+been|had\s+been)"
    said = rf"{be}\s+(?:\w+\s+)?(?:said|stated|told)"
    saying = rf"(?:is|are|was|were)\s+{forms.any_of(language()['anybody'])}\s+saying"
    return re.compile(rf"^what\s+(?:{said}|{saying})\b(?P<topic>.*)$", re.IGNORECASE)


def _speakers(who: str) -> tuple[str, ...]:
    """Return each of the speakers named: "X and Z" are two where both are names."""
    parts = [part.strip() for part in _AND.split(who) if part.strip()]
    if len(parts) > 1 and all(part[0].isupper() for part in parts):
        return tuple(parts)
    who = " ".join(word for word in who.split() if word.lower() not in language()["reflexives"])
    return (who,) if who else ()


def _labels(text: str) -> tuple[str, ...]:
    low = text.lower()
    for entry in language()["answers"]:
        if any(re.search(rf"(?:^|[,;]\s|\band\s){re.escape(ask)}\b", low) for ask in entry["asks"]):
            return tuple(entry["with"])
    return ()
