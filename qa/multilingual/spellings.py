"""Spellings: names that another language writes otherwise than they sound by the letters: Trump, Трамп, Tramp.

What `index.names` knows of letters finds Гасанов, Həsənov and Hasanov; here the ways in which English and other
spellings depart from that are tried, one or two at a time (`spellings.toml`), and taken where the archive knows one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from index import Snapshot
from qa import languages
from qa.multilingual import names

_STEPS = 2
_SHORT = 4  # letters of what is changed once at most
_VOWELS = "[aiou]"
_CONSONANTS = "[^aiou]"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    told = tomllib.loads(resources.files(__package__).joinpath("spellings.toml").read_text("utf-8"))["rules"]
    return tuple((re.compile(one.replace("V", _VOWELS).replace("K", _CONSONANTS)), other) for one, other in told)


@lru_cache(1024)
def variants(key: str) -> frozenset[str]:
    """Return the keys of other spellings of a name word with this key (`index.names.key`)."""
    steps = _STEPS if len(key) > _SHORT + 1 else 1
    found = {key.removeprefix("~")}
    for _ in range(steps):
        found |= {changed for one in found for changed in _changed(one)}
    return frozenset(f"~{one}" for one in found)


def _changed(sounds: str) -> Iterator[str]:
    for pattern, other in _rules():
        for place in pattern.finditer(sounds):
            yield sounds[: place.start()] + other + sounds[place.end() :]


def in_archive(asked: Sequence[str], code: str, snapshot: Snapshot) -> tuple[tuple[str, ...], ...]:
    """Return the names of those who speak that may be another language's spelling of the name `asked` in this one.

    Where somebody speaks who is called just so, too, the first names must be the same.
    """
    told = [language for language in snapshot.languages if language in languages.codes()]
    if not asked or all(language == code for language in told):
        return ()
    exact_keys = frozenset(key for key in names.keys(asked[-1], code) if key.startswith("~"))
    others = frozenset[str]().union(*map(variants, exact_keys)) - exact_keys
    if not (spelled := {key for key in others if snapshot.db.speaks(key)}):
        return ()
    known = spelled | exact_keys
    speakers = [names.words(speaker.name) for speaker, held in snapshot.speakers if not known.isdisjoint(held)]
    exact = [name for name in speakers if name and names.same(asked, code, " ".join(name))]
    first = [asked[:-1]] if len(asked) > 1 else [name[:-1] for name in exact]
    return tuple(
        tuple(name)
        for name in speakers
        if name
        and name not in exact
        and not spelled.isdisjoint(names.sounds(name[-1]))
        and (not first or any(_may_be(one, code, name[:-1]) for one in first))
    )


def _may_be(first: Sequence[str], code: str, other: Sequence[str]) -> bool:
    """Tell whether first names may be the same in two spellings."""
    told = frozenset(key for word in other for key in names.sounds(word))
    return any(
        not told.isdisjoint(variants(key)) for word in first for key in names.keys(word, code) if key.startswith("~")
    )
