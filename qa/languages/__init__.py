"""How each language asks, read from one TOML file per language; `en.toml` and `az.toml` explain their fields.

English has a grammar of its own (`qa.forms`); the others share the one of `qa.multilingual`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from index import language

DEFAULT = "en"
_STEM = 4  # letters of the beginning of a verb that tells of a language
_WORD = re.compile(r"[^\W\d_]+")


@cache
def codes() -> tuple[str, ...]:
    """Return the ISO 639-1 codes of the languages that questions are read in, the default one first."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    found = {name.removesuffix(".toml") for name in names if name.endswith(".toml")}
    return (DEFAULT, *sorted(found - {DEFAULT}))


def asked_in(text: str, likely: Sequence[str] = ()) -> str:
    """Return the language of a question: the default one if it cannot be told.

    Where words tell of several languages, it is the first of the `likely` ones among them.
    """
    if found := language.detect_among(text, codes()):
        return found
    told = set(_WORD.findall(text.lower()))
    counts = {
        code: len(told & _asking(code)) + any(word.startswith(_verbs(code)) for word in told) for code in others()
    }
    best = max(counts.values())
    among = [code for code, count in counts.items() if best and count == best]
    return next((code for code in likely if code in among), among[0] if among else DEFAULT)


@cache
def _asking(code: str) -> frozenset[str]:
    """Return words by which questions in a language ask or go on, in lower case."""
    words = load(code)
    asks = [ask for entry in words["answers"] for ask in entry["asks"]]
    listed = (*asks, *words["words"]["who_asks"], *words["words"]["what"], *words["followup"]["continues"])
    return frozenset(entry.split()[0] for entry in listed if "*" not in entry.split()[0])


def others() -> tuple[str, ...]:
    """Return the languages besides the default one."""
    return codes()[1:]


@cache
def _verbs(code: str) -> tuple[str, ...]:
    """Return the beginnings of verbs of saying and judging in a language."""
    words = load(code)["words"]
    stems = (verb.rstrip("*") for name in ("said", "judged") for verb in words[name] if " " not in verb)
    return tuple(stem for stem in stems if len(stem) >= _STEM)


def known(code: str | None) -> str:
    """Return a language if it is one of those; else the default one."""
    return code if code in codes() else DEFAULT


@cache
def load(code: str) -> dict[str, Any]:
    """Return the file of the language with this ISO 639-1 code."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{code}.toml").read_text("utf-8"))
