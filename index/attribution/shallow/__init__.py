"""Shallow attribution: who said what in languages without a parser, by words, marks and names alone."""

from __future__ import annotations

from collections.abc import Sequence

from index import inflection
from index.attribution import quotes
from index.attribution.shallow import freely, genders, layouts, morphology
from index.attribution.shallow.discourse import Discourse
from index.attribution.shallow.lexicon import Act, Shallow, shallow
from index.attribution.shallow.mentions import Finder
from index.attribution.shallow.persons import Persons
from index.attribution.shallow.reading import Reader
from index.attribution.shallow.sources import Sources
from index.attribution.shallow.tokens import prose
from index.attribution.shallow.units import units
from index.attribution.statement import Statement
from index.spans import Span

__all__ = ["lacks", "read", "shallow"]


def lacks(language: str) -> str | None:
    """Return what to install before a language can be read; None if nothing, or if its file tells nothing of it."""
    words = shallow(language)
    if words is None or not words.lemmatised or morphology.is_installed():
        return None
    command = "pip install pymorphy3 pymorphy3-dicts-ru && onrecord index --rebuild"
    return f"who said what is not read in articles in {language!r} without pymorphy3; run: {command}"


def read(text: str, sentences: Sequence[Span], language: str) -> tuple[Statement, ...]:
    """Return the statements of an article in text order; none where `lacks` tells what to install first."""
    words, known = shallow(language), inflection.of(language)
    if words is None or known is None or lacks(language):
        return ()
    cut = prose(text, sentences, quotes.find(text), known, _saying(words))
    cut = cut.without(layouts.insertions(cut, words))
    found = Finder(cut, words, known).all()
    Sources(cut, words, found).hint(found)
    persons = Persons(found, words, known)
    if words.lemmatised:
        genders.tell(cut, words, found, persons)
    told = Reader(cut, words, found, Discourse(cut, words, persons)).read(units(cut))
    return tuple(freely.between(cut, told, words.that) if words.generic else told)


def _saying(words: Shallow) -> frozenset[str]:
    """Return words that stand just after what somebody said."""
    whole = bool(words.said_nouns)  # the nouns tell all that stands before a verb of two words
    verbs = (p[0] for p, act in words.verbs.items() if act is not Act.PASSIVE and not (whole and len(p) > 1))
    return words.quote_marks.union(words.said_nouns, verbs)
