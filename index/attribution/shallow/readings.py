"""Readings: the dictionary forms that the words of a whole name may have together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from index.attribution.shallow import morphology
from index.attribution.shallow.mention import Candidate
from index.attribution.shallow.tokens import Token
from index.inflection import CASES, NOMINATIVE, Inflection, Reading, readings

_ANY = frozenset({NOMINATIVE, *CASES})
_PARTS = 2
"""Words of most names."""
_MANY = 24
"""Ways to understand a name that are looked at."""


class Names:
    """Reads the names of one language."""

    def __init__(self, known: Inflection) -> None:
        self._known = known

    def candidates(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """Return the ways to read the words of a name, at least one."""
        language = self._known.language
        words = [self._known.without_generation(word) for word in words]
        if self._known.listed:
            return self._agreeing(words)
        *first, last = words
        if len(words) > 1 and self._known.lower(last).startswith(tuple(self._known.patronymics)):
            first, last = [*first, last], ""
        ways = readings(last, language) if last else (Reading("", frozenset({NOMINATIVE}), ""),)
        genders = [g for g in map(self._known.gender, words) if g]
        return tuple(
            Candidate(tuple(filter(None, (*first, way.base))), way.cases, genders[0] if genders else way.gender)
            for way in ways
        )

    def given(self, parts: Sequence[Token]) -> int:
        """Return which word of a run is a person's first: not what they are, nor what starts a sentence by chance."""
        known = next((k for k, t in enumerate(parts[:-1]) if t.lower in self._known.first_names), None)
        if known is not None:
            return known
        told = len(parts) > _PARTS or (len(parts) == _PARTS and parts[1].lower in self._known.first_names)
        if told and parts[0].lower.endswith(self._known.origins):
            return 1  # Suriyeli Ruba Hallak
        other = parts[0].lower.endswith((*self._known.doers, *self._known.loose_endings))
        told = parts[0].first and (len(parts) > _PARTS or other)
        return int(told and len(parts) > 1)

    def _agreeing(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """Return the ways in which all words of a name are in one case and of one gender."""
        last = len(words) - 1
        found = self._in_one_case([self._ways(word, i == last) for i, word in enumerate(words)])
        if not found and last and (given := morphology.given(words[0])):  # Дианы Гулиа: nothing bends the last word
            found = self._in_one_case([given, *([Reading(word, _ANY, "")] for word in words[1:])])
        return tuple(found) or (Candidate(tuple(words), frozenset({NOMINATIVE}), ""),)

    def _in_one_case(self, every: Sequence[Sequence[Reading]]) -> list[Candidate]:
        found = []
        for ways in islice(product(*every), _MANY):
            cases = _ANY
            for way in ways:
                cases = cases & way.cases
            genders = {way.gender for way in ways if way.gender}
            if cases and len(genders) <= 1:
                found.append(Candidate(tuple(way.base for way in ways), cases, next(iter(genders), "")))
        return found

    def _ways(self, word: str, last: bool) -> list[Reading]:
        given = list(morphology.given(word))
        given = [one for one in given if self._known.lower(one.base) in self._known.first_names] or given
        if given and not last:
            return given
        ways = [*given, *readings(word, self._known.language)]
        low = self._known.lower(word)
        if len(word) == 1 or low[-1] in self._known.unbent or word.isascii():
            ways.append(Reading(word, _ANY, ""))
        elif (
            low[-1] not in self._known.bent
            and not low.endswith(self._known.male_surnames)
            and low not in self._known.first_names
        ):  # Анны Ковальчук
            ways.append(Reading(word, frozenset(CASES), "f"))
        return ways
