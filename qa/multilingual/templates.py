"""Templates: the ways to ask of a language's file, as patterns over a question.

A template is words with places: `[who]` and `[topic]` take any words, `[both]` takes the one and then the other,
`[turned]` the other way round, `[any]` takes one word, `{name}` any entry of a list of the file, `{name?}` one or none.
A "*" ends a word that may go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qa import languages

_PART = re.compile(r"\{(?P<name>\w+)(?P<optional>\?)?\}|\[(?P<place>\w+)\]|(?P<word>[^\s{}\[\],]+),?")
_BETWEEN = r"(?:\s*[,:—–]\s*|\s+)"
_VERBS = frozenset({"said", "judged"})
_PLACES = {
    "who": r"(?P<who>\S+(?:\s+\S+){0,9}?)",
    "topic": r"(?P<topic>\S.*?)",
    "both": r"(?P<both>\S.*?)",
    "turned": r"(?P<turned>\S.*?)",
    "any": r"\S+",
}


@dataclass(frozen=True)
class Way:
    """A way to ask."""

    kind: str
    """As `qa.question.Kind` has it; "unnamed" where the words do not name whose words are asked for."""
    judges: bool
    """Whether its verb says more than that something was said."""
    has_verb: bool
    """Whether it has a verb of saying, whose subject is whoever is asked for, or tells a source."""
    tells_source: bool
    """Whether it has words by which a source is told."""
    has_actor: bool
    """Whether whoever is asked for is the subject of its verb."""
    has_topic: bool
    """Whether it has words that lead to a topic, which may ask of itself: «сказал о том, кто открыл кран»."""
    pattern: re.Pattern[str]


def ways(code: str) -> tuple[Way, ...]:
    """Return the ways to ask of a language, the most telling first."""
    return _ways(code)


@cache
def _ways(code: str) -> tuple[Way, ...]:
    return tuple(
        Way(
            group["kind"],
            bool(group.get("judges")),
            bool((_VERBS | {"according"}) & (named := {part["name"] for part in _PART.finditer(form)})),
            "according" in named,
            bool((_VERBS | {"does"}) & named) and named.isdisjoint({"according", "at"}),
            "about" in named,
            re.compile(rf"^{_pattern(form, code)}$", re.IGNORECASE),
        )
        for group in languages.load(code)["ways"]
        for form in group["forms"]
    )


def _pattern(form: str, code: str) -> str:
    pattern, first = "", True
    for part in _PART.finditer(form):
        name, place = part["name"], part["place"]
        one = any_of_list(name, code) if name else _PLACES[place] if place else phrase(part["word"], code)
        if part["optional"]:
            pattern += f"(?:{one}{_BETWEEN})?" if first else f"(?:{_BETWEEN}{one})?"
        else:
            pattern += one if first else f"{_BETWEEN}{one}"
            first = False
    return pattern


@cache
def any_of_list(name: str, code: str) -> str:
    """Return a pattern that matches any entry of the list `name` among a language's words."""
    return any_of(languages.load(code)["words"][name], code)


def any_of(entries: Sequence[str], code: str) -> str:
    """Return a pattern that matches any of the entries, the longest first."""
    return "(?:" + "|".join(phrase(entry, code) for entry in sorted(entries, key=len, reverse=True)) + ")"


def phrase(entry: str, code: str) -> str:
    """Return the pattern of one entry of a list."""
    return r"\s+".join(_word(word, code) for word in entry.split())


def _word(word: str, code: str) -> str:
    if word.startswith("{"):
        return any_of_list(word.strip("{}"), code)
    start = re.escape(word.rstrip("*"))
    return rf"{start}[\w'’]*" if word.endswith("*") else rf"{start}(?![\w'’])"


def starting(text: str, entries: Sequence[str], code: str) -> str | None:
    """Return what follows the entry that `text` starts with; None if it starts with none."""
    found = re.match(rf"{any_of(entries, code)}{_BETWEEN}(?P<rest>\S.*)$", text, re.IGNORECASE)
    return found["rest"] if found else None


def found_in(text: str, entries: Sequence[str], code: str) -> Iterator[re.Match[str]]:
    """Yield where entries stand in a text as words."""
    return re.finditer(rf"(?<![\w'’]){any_of(entries, code)}", text, re.IGNORECASE)
