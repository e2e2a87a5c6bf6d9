"""Names of people and outlets, made comparable: case, accents and possessives folded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def fold(name: str) -> str:
    """Return `name` without case, accents and possessive, as words with one space between."""
    return " ".join(words(name))


def words(name: str) -> list[str]:
    """Return the folded words of `name`."""
    return list(_words(name))


@lru_cache(4096)
def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    return tuple(_POSSESSIVE.sub("", word) for word in _WORD.findall(plain))
