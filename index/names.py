"""Names of people and outlets, made comparable: case, accents and possessives folded."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import product

from index import inflection

_LETTERS = str.maketrans(
    {"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'"}
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_VOWELS = "aiou"
_LONGEST = 64
"""Letters of a word that are looked at."""
_AMBIGUOUS = 4
"""Letters with several sounds at most for which every reading is kept."""


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


def alike(one: str, other: str) -> bool:
    """Tell whether two words may be one name in two scripts or spellings: Алиев, Əliyev, Aliyev, Aliev."""
    return not keys(one).isdisjoint(keys(other))


def key(word: str) -> str:
    """Return how a name word sounds, whatever its script; it starts with "~", as no folded word does."""
    return _keys(word)[0]


def keys(word: str) -> frozenset[str]:
    """Return the same for every way to read the word: a C is a K in one language, a J in another."""
    return frozenset(_keys(word))


def searched(name: str) -> frozenset[str]:
    """Return what a name is found by: its folded words, and how they sound, in whatever script they are asked for."""
    own = words(name)
    return frozenset(own).union(*(keys(word) for word in _WORD.findall(name)))


def nominative(word: str, language: str) -> tuple[str, ...]:
    """Return the dictionary forms that an inflected name word may have, the likeliest first: Алиевым, Əliyevin.

    A language whose file has no `[inflection]` part gives the word less its possessive ending.
    """
    if inflection.of(language) is None:
        return (_POSSESSIVE.sub("", word),)
    return tuple(dict.fromkeys(reading.base for reading in inflection.readings(word, language)))


@lru_cache(8192)
def _keys(word: str) -> tuple[str, ...]:
    low = unicodedata.normalize("NFC", _POSSESSIVE.sub("", word).translate({ord("İ"): "i", ord("I"): "i"}).lower())
    known = _sounds()
    for spelled, sound in known["together"].items():
        low = low.replace(spelled, sound)
    single = known["cyrillic"] | known["latin"]
    sounds = [single.get(c, _plain(c)).split("|") for c in low[:_LONGEST] if c.isalpha()]
    choices = (
        list(product(*sounds)) if sum(len(choice) > 1 for choice in sounds) <= _AMBIGUOUS else [[c[0] for c in sounds]]
    )
    return tuple(dict.fromkeys("~" + _heard("".join(choice)) for choice in choices))


@cache
def _sounds() -> dict[str, dict[str, str]]:
    """Return what `sounds.toml` tells of letters."""
    return tomllib.loads(resources.files("index").joinpath("sounds.toml").read_text("utf-8"))


def _plain(letter: str) -> str:
    """Return a letter without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


def _heard(sounds: str) -> str:
    """Return sounds without what spellings differ in: e or a, y or i, glides between vowels, doubled letters.

    Within a word an o after ж, ч, ш, щ is as often written e: Рогачёв is Рогачев and Roqaçov. Щ is one sound or two.
    """
    heard = sounds.replace("e", "a").replace("y", "i").replace("šč", "š")
    heard = re.sub(r"(?<=\w[čšj])o", "a", heard)
    heard = re.sub(rf"(?<=[^{_VOWELS}])i(?=[ou])", "", heard)
    heard = re.sub(rf"(?<=[{_VOWELS}])i+(?=[{_VOWELS}])", "", heard)
    return re.sub(r"(.)\1+", r"\1", heard)
