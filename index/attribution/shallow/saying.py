"""Saying: the phrases that a language with harmony makes of its nouns for words: açıklamasını yaptı, “…” yanıtı."""

from __future__ import annotations

from typing import Any

from index import inflection
from index.inflection import CASES, NOMINATIVE


def owned(language: str, noun: str) -> dict[str, str]:
    """Return the forms of a noun as somebody's, with their case."""
    part = inflection.part(language)
    plural = inflection.inflected(language, noun, part["plural"][0])
    stems = [inflection.inflected(language, plural, part["possessed"][0])]
    own = part["possessed"][inflection.ends_in_vowel(language, noun)]
    stems += [inflection.inflected(language, stem, own) for stem in {noun, inflection.softened(language, noun)}]
    found = dict.fromkeys(stems, NOMINATIVE)
    for stem in stems:
        for case in CASES:
            for ending in part["vowel"].get(case, ()):
                found.setdefault(inflection.inflected(language, stem, ending), case)
    return found


def plain(language: str, noun: str) -> dict[str, str]:
    """Return those forms of a noun as nobody's that a verb follows: açıklama yaptı, açıklamalarda bulundu."""
    part = inflection.part(language)
    plural = inflection.inflected(language, noun, part["plural"][0])
    places = (inflection.inflected(language, stem, part["locative"][0]) for stem in (noun, plural))
    ending = (part["vowel"] if inflection.ends_in_vowel(language, noun) else part)["dative"][0]
    goals = {inflection.inflected(language, noun, ending): "dative"}
    return goals | dict.fromkeys((noun, plural), NOMINATIVE) | dict.fromkeys(places, "locative")


def sources(language: str, saying: dict[str, Any]) -> list[str]:
    """Return phrases by which a noun for words tells its source: açıklamasına göre, açıklamasına bakılırsa."""
    forms = [(form, case) for noun in saying["nouns"] for form, case in owned(language, noun).items()]
    found = [f"{form} {word}" for form, case in forms if case == "dative" for word in saying["according"]]
    return found + [form for form, case in forms if case == "instrumental"]


def opinions(language: str, saying: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return the forms of nouns by which somebody is of an opinion: görüşünde, kanısındaydı, as verbs have theirs."""
    found = {}
    for noun in saying["opinions"]:
        for form in (form for form, case in owned(language, noun).items() if case == "locative"):
            copulas = [inflection.inflected(language, form, ending) for ending in saying["copulas"]]
            found[form] = {"finite": [form, *copulas], "converbs": [], "participles": [form + "ki"], "passives": []}
    return found
