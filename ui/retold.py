"""Retelling: sentences that come from below in English, recognised and said anew in the language that is spoken."""

from __future__ import annotations

import re
from functools import cache

from ui.words import ENGLISH, load, say, spoken

_PLACE = re.compile(r"\\\{(\w+)\\\}")


def retold(text: str) -> str:
    """Return `text` in the language that is spoken if it is a sentence that is known; else as it is.

    So it is with what stands in its places.
    """
    if spoken() == ENGLISH:
        return text
    for name, pattern in _known():
        if told := pattern.fullmatch(text):
            return say(f"told.{name}", **{place: retold(part) for place, part in told.groupdict().items()})
    return text


@cache
def _known() -> list[tuple[str, re.Pattern[str]]]:
    """Return the sentences' names and patterns, those with most words first: others may hold them as a part."""
    sentences = sorted(load(ENGLISH)["told"].items(), key=lambda entry: -len(entry[1]))
    return [
        (name, re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)) for name, sentence in sentences
    ]
