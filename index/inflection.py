"""Inflection: the dictionary forms that an inflected name or noun may have, by a language's file.

Azerbaijani and Turkish endings change with vowel harmony and are made here from what the file says; Russian ones are
listed there as they are. A language without an `[inflection]` part has one form of each word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from index import languages

NOMINATIVE = "nominative"
CASES = ("genitive", "dative", "accusative", "locative", "ablative", "instrumental")
_SHORTEST = 3
"""Letters of a name at least before an ending is taken off."""
_SHORTEST_STEM = 4
_LAYERS = 3
"""Endings that are taken off a word at most."""
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = "'’ʼ‘"
_DOTLESS = str.maketrans({"İ": "i", "I": "ı"})
_DOTTED = str.maketrans({"İ": "i"})


class Reading(NamedTuple):
    """One way to understand an inflected word."""

    base: str
    """The dictionary form, its first letter as in the text."""
    cases: frozenset[str]
    gender: str
    """m or f where the ending tells it, else empty."""


@dataclass(frozen=True)
class Inflection:
    """The `[inflection]` part of a language's file, which explains each list."""

    language: str
    dotless_i: bool
    listed: tuple[tuple[str, str, frozenset[str], str], ...]
    after_consonant: tuple[tuple[str, str], ...]
    """(ending, case), made by harmony."""
    after_vowel: tuple[tuple[str, str], ...]
    apostrophe: bool
    surnames: tuple[str, ...]
    male_surnames: tuple[str, ...]
    female_surnames: tuple[str, ...]
    honorifics: frozenset[str]
    patronymics: frozenset[str]
    unbent: str
    bent: str
    never_last: str
    doers: tuple[str, ...]
    loose_endings: tuple[str, ...]
    origins: tuple[str, ...]
    generations: tuple[str, ...]
    """What follows a hyphen, less its ending, to tell which of a family somebody is: Зорин-младший."""
    first_names: dict[str, str]
    """A given name in lower case with its gender."""

    def lower(self, text: str) -> str:
        """Return `text` in this language's lower case, character for character."""
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(self._capitals))

    @property
    def _capitals(self) -> dict[int, str]:
        return _DOTLESS if self.dotless_i else _DOTTED

    def without_generation(self, word: str) -> str:
        """Return a name's word without what tells which of a family it is: of "Зорина-младшего", "Зорина"."""
        name, _, which = word.partition("-")
        return name if self.generations and which.startswith(self.generations) else word

    def gender(self, base: str) -> str:
        """Return "m" or "f" where a name's dictionary form tells it, else nothing."""
        low = self.lower(base)
        if known := self.first_names.get(low):
            return known
        if low.endswith(self.female_surnames):
            return "f"
        return "m" if low.endswith(self.male_surnames) else ""


@cache
def of(language: str) -> Inflection | None:
    """Return the inflection of a language; None if its file tells nothing of it, or there is none."""
    if language not in languages.codes() or "inflection" not in (data := languages.load(language)):
        return None
    part, words = data["inflection"], data["shallow"]["words"]
    given: dict[str, str] = dict.fromkeys(words["female_names"], "f") | dict.fromkeys(words["male_names"], "m")
    for both in set(words["female_names"]) & set(words["male_names"]):
        given[both] = ""
    return Inflection(
        language=language,
        dotless_i=part["dotless_i"],
        listed=tuple(
            (ending, base, frozenset(cases.split()), gender) for ending, base, cases, gender in part.get("endings", ())
        ),
        after_consonant=_made(language, {case: part[case] for case in CASES if case in part}),
        after_vowel=_made(language, part.get("vowel", {})),
        apostrophe=part.get("apostrophe", False),
        surnames=tuple(part["surnames"]),
        male_surnames=tuple(part["male_surnames"]),
        female_surnames=tuple(part["female_surnames"]),
        honorifics=frozenset(part["honorifics"]),
        patronymics=frozenset(part["patronymics"]),
        unbent=part.get("unbent", ""),
        bent=part.get("bent", ""),
        never_last=part.get("never_last", ""),
        loose_endings=tuple(part["loose_endings"]),
        origins=tuple(part.get("origins", ())),
        doers=tuple(part["doers"]),
        generations=tuple(part.get("generations", ())),
        first_names=given,
    )


def _made(language: str, endings: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Return every form of the endings, with the case, the longest first."""
    made = {(form, case) for case, forms in endings.items() for form in every_form(language, forms)}
    return tuple(sorted(made, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _harmony(language: str) -> tuple[tuple[str, str, str], ...]:
    """Return (vowels, what I becomes after them, what A becomes)."""
    rules = (rule.split(":") for rule in languages.load(language)["inflection"]["harmony"])
    return tuple((vowels, becomes[0], becomes[1]) for vowels, becomes in rules)


def every_form(language: str, endings: list[str]) -> set[str]:
    """Return the endings as they are after each kind of vowel."""
    return {e.replace("I", high).replace("A", low) for e in endings for _, high, low in _harmony(language)}


def inflected(language: str, stem: str, ending: str) -> str:
    """Return a stem with an ending, by harmony; between two vowels stands the language's joint."""
    joint = part(language)["joint"] if ends_in_vowel(language, stem) and ending[:1] in "IA" else ""
    made = stem + joint
    for letter in ending:
        made += _harmonised(language, made, letter) if letter in "IA" else letter
    return made


def _harmonised(language: str, before: str, letter: str) -> str:
    """Return the vowel that a letter of an ending becomes after the vowels before it."""
    rules = _harmony(language)
    vowels = "".join(vowels for vowels, *_ in rules)
    last = next((c for c in reversed(before) if c in vowels), "")
    high, low = next(((high, low) for among, high, low in rules if last and last in among), ("", ""))
    return high if letter == "I" else low


def part(language: str) -> dict[str, Any]:
    """Return the `[inflection]` part of a language's file."""
    found: dict[str, Any] = languages.load(language)["inflection"]
    return found


def softened(language: str, noun: str) -> str:
    """Return a noun as it is before a vowel: nazirlik, nazirliyin."""
    return noun[:-1] + str(part(language)["soft"].get(noun[-1], noun[-1]))


def narrowed(language: str, stem: str, ending: str) -> str:
    """Return a verb's stem as it is before an ending, some of which take its last vowel: hatırla, hatırlıyor."""
    lost = ending.startswith(tuple(part(language).get("narrowing", ()))) and ends_in_vowel(language, stem)
    return stem[:-1] if lost else stem


def ends_in_vowel(language: str, stem: str) -> bool:
    """Tell whether a word of a language with harmony ends in a vowel."""
    return any(stem[-1:] in vowels for vowels, *_ in _harmony(language))


def readings(word: str, language: str) -> tuple[Reading, ...]:
    """Return the ways to understand a name word, the likeliest first; at least one."""
    return _readings(word, language)


@lru_cache(8192)
def _readings(word: str, language: str) -> tuple[Reading, ...]:
    known = of(language)
    if known is None:
        return (Reading(word, frozenset({NOMINATIVE}), ""),)
    found = _by_list(word, known) if known.listed else _by_harmony(word, known)
    if known.apostrophe and _end(word) is not None:
        return tuple(found)
    itself = Reading(word, frozenset({NOMINATIVE}), known.gender(word))
    low = known.lower(word)
    if low in known.first_names or low.endswith(known.surnames):
        return (itself, *found)
    if sure := tuple(reading for reading in found if _is_known(reading.base, known)):
        return sure
    if found and known.listed and low[-1:] in known.never_last:
        return tuple(found)
    return (itself, *found)


def without_ending(word: str) -> str:
    """Return a name word less the ending that an apostrophe parts from it: Demir'in, but not O'Neill."""
    return word[: _end(word)]


def _end(word: str) -> int | None:
    """Return where an apostrophe parts an ending from a name word; None if none does."""
    at = max(word.rfind(mark) for mark in _APOSTROPHES)
    return at if at > 0 and not word[at + 1 : at + 2].isupper() else None


def _is_known(base: str, known: Inflection) -> bool:
    """Tell whether a dictionary form is a given name, or ends like a surname."""
    low = known.lower(base)
    return low in known.first_names or low.endswith(known.surnames)


def _by_list(word: str, known: Inflection) -> list[Reading]:
    low = known.lower(word)
    found = []
    for ending, base, cases, gender in known.listed:
        stem = word[: len(word) - len(ending)]
        if low.endswith(ending) and len(stem) + len(base) >= _SHORTEST:
            form = stem + base
            found.append(Reading(form, cases, gender or known.gender(form)))
    return found


def _by_harmony(word: str, known: Inflection) -> list[Reading]:
    if (cut := _end(word)) is not None:
        ending = known.lower(word[cut + 1 :])
        cases = {case for made in (known.after_consonant, known.after_vowel) for form, case in made if form == ending}
        return [Reading(word[:cut], frozenset(cases or {NOMINATIVE}), known.gender(word[:cut]))]
    if known.apostrophe:
        return []
    found = []
    low = known.lower(word)
    for made, vowel in ((known.after_consonant, False), (known.after_vowel, True)):
        for ending, case in made:
            stem = word[: len(word) - len(ending)]
            if (
                not low.endswith(ending)
                or len(stem) < _SHORTEST
                or ends_in_vowel(known.language, low[: len(stem)]) != vowel
            ):
                continue
            if any(ending == fitting for fitting in _fitting(known, low[: len(stem)], ending)):
                found.append(Reading(stem, frozenset({case}), known.gender(stem)))
    return found


def _fitting(known: Inflection, stem: str, ending: str) -> set[str]:
    """Return the ending if harmony admits it after the stem."""
    rules = _harmony(known.language)
    last = next((c for c in reversed(stem) if any(c in vowels for vowels, *_ in rules)), "")
    vowel = next((c for c in ending if any(c in vowels for vowels, *_ in rules)), "")
    return {ending for vowels, high, low in rules if last in vowels and vowel in {high, low, ""}}


def stems(text: str, language: str) -> list[str]:
    """Return the words of `text` less their endings, one ending after another: köprülerin gives köprüler, köprü.

    Only for languages whose endings follow vowel harmony; in lower case, in text order.
    """
    known = of(language)
    if known is None or known.listed:
        return []
    return [stem for word in _WORD.findall(known.lower(text)) for stem in _stems(word, language)]


@lru_cache(65536)
def _stems(word: str, language: str) -> tuple[str, ...]:
    found: list[str] = []
    while len(word) > _SHORTEST_STEM and len(found) < _LAYERS:
        fitting = (e for e, vowel in _endings(language) if word.endswith(e) and _fits(word, e, vowel, language))
        ending = next(fitting, None)
        if ending is None:
            break
        word = word[: -len(ending)]
        found.append(word)
    return tuple(found)


def _fits(word: str, ending: str, after_vowel: bool, language: str) -> bool:
    """Tell whether an ending may be taken off a word."""
    stem = word[: -len(ending)]
    known = of(language)
    harmonic = known is not None and bool(_fitting(known, stem, ending))
    return len(stem) >= _SHORTEST_STEM and harmonic and ends_in_vowel(language, stem) == after_vowel


@cache
def _endings(language: str) -> tuple[tuple[str, bool], ...]:
    """Return every ending of a noun, the longest first, and whether it follows a vowel."""
    known, part = of(language), languages.load(language)["inflection"]
    assert known is not None
    consonant, vowel = part["possessed"]
    found = {(form, False) for form, _ in known.after_consonant} | {(form, True) for form, _ in known.after_vowel}
    for ending, places in ((consonant, (False,)), (vowel, (True,)), (part["plural"][0], (False, True))):
        found |= {(form, place) for form in every_form(language, [ending]) for place in places}
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))
