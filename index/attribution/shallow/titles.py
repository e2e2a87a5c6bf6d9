"""Titles: what people are called besides their names in languages with vowel harmony, listed or told by the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from index.attribution.shallow.lexicon import Shallow, noun_forms
from index.attribution.shallow.tokens import Token
from index.inflection import NOMINATIVE, Inflection

_SHORTEST = 4
"""Letters of a word at least that an article may use as a title."""
_STEM = 3
"""Letters at least before what tells that a word is for somebody who does something."""
_POSSESSED = ("sı", "si", "su", "sü", "ı", "i", "u", "ü")

Title = tuple[str, frozenset[str]]
"""A role, and the cases that the word for it may be in."""


class Titles:
    """Tells which words of an article are what somebody is: zooloq, voleybolçu, and "tenor" if a tenor is named."""

    def __init__(self, tokens: Sequence[Token], lexicon: Shallow, known: Inflection) -> None:
        self._tokens, self._lexicon, self._known = tokens, lexicon, known

    def at(self, i: int, word: str) -> Title | None:
        """Return what the word at a position, less what an apostrophe parts from it, is for; None if for nobody."""
        if self._lexicon.role_endings and self._tokens[i].is_capital and not self._tokens[i].first:
            return None
        return self._told.get(word) or self._doer(word)

    def _doer(self, word: str) -> Title | None:
        """Return the role of a word whose ending tells that somebody does something."""
        for form, (ending, cases) in self._lexicon.role_endings.items():
            stem = word[: -len(form)]
            if word.endswith(form) and len(stem) >= _STEM and stem + ending not in self._lexicon.not_roles:
                return stem + ending, cases
        return None

    @cached_property
    def _told(self) -> dict[str, Title]:
        """Every form of the words that stand right before somebody's name in the article."""
        if not self._lexicon.role_endings:
            return {}
        found: dict[str, Title] = {}
        for word in dict.fromkeys(self._before_names()):
            for form, cases in noun_forms(self._lexicon.language, word).items():
                found.setdefault(form, (word, cases))
        return found

    def _before_names(self) -> Iterator[str]:
        tokens = self._tokens
        for i in range(len(tokens) - 2):
            word, given, surname = tokens[i : i + 3]
            named = given.is_capital and given.lower in self._known.first_names and surname.is_capital
            if named and given.sentence == surname.sentence == word.sentence and self._may_be(word):
                yield self._base(word.lower)

    def _may_be(self, word: Token) -> bool:
        low = word.lower
        plain = word.is_word and not word.is_capital and low.isalpha() and len(low) >= _SHORTEST
        return (
            plain
            and low not in self._lexicon.not_names
            and low not in self._lexicon.bodies
            and (low,) not in self._lexicon.roles
            and (low,) not in self._lexicon.verbs
            and (low,) not in self._lexicon.after
            and (low,) not in self._lexicon.contrast
            and not low.endswith(self._lexicon.no_title)
        )

    def _base(self, low: str) -> str:
        """Return a word as it is when it is nobody's: of eksperti, ekspert."""
        ending = next((e for e in _POSSESSED if low.endswith(e) and NOMINATIVE in self._possessed(low, e)), "")
        return low[: len(low) - len(ending)]

    def _possessed(self, low: str, ending: str) -> frozenset[str]:
        return noun_forms(self._lexicon.language, low[: len(low) - len(ending)]).get(low, frozenset())
