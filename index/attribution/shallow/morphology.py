"""Morphology: the dictionary form, case, gender and part of speech of Russian words, as pymorphy3 tells them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

from index.inflection import NOMINATIVE, Reading

_CASES = {
    "nomn": NOMINATIVE,
    "gent": "genitive",
    "datv": "dative",
    "accs": "accusative",
    "ablt": "instrumental",
    "loct": "locative",
    "gen2": "genitive",
    "loc2": "locative",
}
NOMINALS = frozenset({"NOUN", "ADJF", "PRTF", "ADJS", "NUMR"})
"""Parts of speech of what may stand for somebody, or beside it."""
_GENDERS = {"masc": "m", "femn": "f", "neut": "n"}
_NAMES = ("Name", "Surn", "Patr")


class Form(NamedTuple):
    """One way to understand a word."""

    lemma: str
    pos: str
    """OpenCorpora's part of speech: NOUN, VERB, GRND, …"""
    case: str
    gender: str
    plural: bool
    tense: str
    is_name: bool
    """Whether it is somebody's name."""
    animate: bool
    """Whether it is a noun for a living being."""
    known: bool
    """Whether the dictionary has it."""
    is_given: bool = False
    """Whether it is somebody's given name."""


@cache
def is_installed() -> bool:
    """Tell whether pymorphy3 and its Russian dictionary can be used."""
    try:
        _analyzer()
    except ImportError:
        return False
    return True


@cache
def _analyzer() -> Any:
    import pymorphy3  # noqa: PLC0415 - only for Russian articles, and not always installed
    import pymorphy3_dicts_ru  # noqa: F401, PLC0415

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(16384)
def forms(word: str) -> tuple[Form, ...]:
    """Return the ways to understand a Russian word, the likeliest first."""
    return tuple(
        Form(
            lemma=parse.normal_form,
            pos=str(parse.tag.POS or ""),
            case=_CASES.get(str(parse.tag.case), ""),
            gender=_GENDERS.get(str(parse.tag.gender), ""),
            plural=str(parse.tag.number) == "plur",
            tense=str(parse.tag.tense or ""),
            is_name=any(name in parse.tag for name in _NAMES),
            animate="anim" in parse.tag,
            known=parse.is_known,
            is_given="Name" in parse.tag and parse.is_known,
        )
        for parse in _analyzer().parse(word)
    )


def given(word: str) -> tuple[Reading, ...]:
    """Return the ways to understand a word as somebody's given name; none if the dictionary has it as no such."""
    cases: dict[tuple[str, str], set[str]] = {}
    for form in forms(word.lower()):
        if form.is_given and not form.plural and form.case:
            cases.setdefault((form.lemma, form.gender), set()).add(form.case)
    return tuple(
        Reading(lemma.capitalize(), frozenset(among), gender if gender in "mf" else "")
        for (lemma, gender), among in cases.items()
    )


def is_patronymic(word: str) -> bool:
    """Tell whether a word in lower case is a father's name."""
    return any("Patr" in parse.tag for parse in _analyzer().parse(word))


@lru_cache(4096)
def is_compound(word: str) -> bool:
    """Tell whether a word in lower case is one that the dictionary has after a known prefix: самоспасатель."""
    how = _analyzer().parse(word)[0].methods_stack
    return type(how[-1][0]).__name__ == "KnownPrefixAnalyzer"


def is_preposition(word: str) -> bool:
    """Tell whether a word in lower case is a preposition, after which nothing is a subject."""
    return forms(word)[0].pos == "PREP"
