"""Follow-ups in languages other than English: what a question leaves open, from the one before it.

"Bəs büdcə?", «А о бюджете?», "Peki bütçe?", "O, büdcə haqqında nə dedi?", "Bəs Rzayeva?".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa import languages
from qa.multilingual import asking, certainty, templates
from qa.multilingual.asking import Asking
from qa.multilingual.names import Called

_SHORT = 6
"""Words of a question that only names something else."""
_NAMED = 2.0
"""How surely a follow-up must name somebody to ask the same of them."""


@dataclass(frozen=True)
class Earlier:
    """The question before."""

    topic: str
    speakers: tuple[str, ...]
    kind: str
    asks_fact: bool
    text: str


def complete(asked: Asking, text: str, code: str, before: Earlier, called: Called) -> Asking:
    """Return what the question `text`, read as `asked`, asks for after the one before."""
    words = languages.load(code)["followup"]
    plain = text.rstrip(" ?!.…")
    if plain.casefold() in words["others"] and before.speakers:
        return _told(replace(asked, kind="who_said", topic=before.topic, without=before.speakers), plain)
    if asked.kind == asking.UNNAMED and before.speakers:
        topic = before.topic if _stands_for_it(asked.topic, code) else asked.topic
        return _of(before.speakers, topic, code, judges=asked.judges)
    if asked.kind == "said" and _stands_for_it(asked.topic, code) and asked.topic:
        return _of(asked.speakers, before.topic, code, judges=asked.judges)
    rest = templates.starting(plain, words["continues"], code)
    if rest is None or before.asks_fact:
        return asked if rest is None else _told(replace(asked, topic=rest), f"{rest} ({before.text})")
    own = asking.read(rest, code, called)
    if own.kind not in ("fact", "about") and own.topic:  # "Bəs Rzayeva vergilər haqqında nə dedi?"
        return own
    about = _about(rest, code)
    if about is None and certainty.of(rest, code, called) >= _NAMED:  # "Bəs Rzayeva?"
        return _of(asking.speakers(rest, code, called), before.topic, code)
    if len(rest.split()) > _SHORT:
        return asked
    topic = asking.topic(about or rest)
    if before.speakers:
        return _of(before.speakers, topic, code)
    return _told(replace(asked, kind=before.kind, topic=topic, labels=(), asks_fact=False), f"{topic} ({before.text})")


def _of(speakers: tuple[str, ...], topic: str, code: str, *, judges: bool = False) -> Asking:
    """Return the question what these people said about a topic."""
    form: str = languages.load(code)["followup"]["asked_of"]
    joint = languages.load(code)["names"]["joints"][0]
    text = form.format(speaker=f" {joint} ".join(speakers), topic=topic)
    return Asking("said", topic, speakers, judges=judges, text=text, leans=True)


def _told(asked: Asking, text: str) -> Asking:
    return replace(asked, text=text, leans=True)


def _about(text: str, code: str) -> str | None:
    """Return the topic of words that are one and what leads to it: «о бюджете», "büdcə haqqında"."""
    leads = templates.any_of(languages.load(code)["followup"]["about"], code)
    found = re.match(rf"^{leads}\s+(?P<after>\S.*)$|^(?P<before>\S.*?)\s+{leads}$", text, re.IGNORECASE)
    return (found["after"] or found["before"]) if found else None


def _stands_for_it(text: str, code: str) -> bool:
    """Tell whether a topic only takes up the one before: "bu", «этом»."""
    return text.casefold() in ("", *languages.load(code)["followup"]["anaphors"])
