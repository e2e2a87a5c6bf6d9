"""Dictionary: which words of two languages mean the same, by `dictionary.tsv`.

A line of the file is a concept: its words in each language, those that mean the same parted by "|"; several words
together are a phrase. It is there for what the small encoders do not know the word for: "ceiling" and "tavan".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from index import inflection
from qa.multilingual import names, terms

FILE = "dictionary.tsv"
_VOICED = str.maketrans("bdg", "ptk")

Concepts = frozenset[int]


@dataclass
class _Entries:
    """What the file has in one language."""

    single: dict[str, set[int]] = field(default_factory=dict)
    """By term, the concepts of words."""
    phrases: dict[str, list[tuple[frozenset[str], int]]] = field(default_factory=dict)
    """By first term, the terms and concepts of phrases."""
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By concept, the words and phrases as they are written."""


@cache
def _lines() -> list[list[str]]:
    text = resources.files(__package__).joinpath(FILE).read_text("utf-8")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _entries(code: str) -> _Entries:
    codes, *lines = _lines()
    found = _Entries()
    if code not in codes:
        return found
    column = codes.index(code)
    for concept, line in enumerate(lines):
        found.words[concept] = tuple(line[column].split("|"))
        for phrase in found.words[concept]:
            first, *rest = [_unvoiced(term, code) for term in terms.of(phrase, code)] or [""]
            if rest:
                found.phrases.setdefault(first, []).append((frozenset((first, *rest)), concept))
            else:
                found.single.setdefault(first, set()).add(concept)
    return found


@lru_cache(16384)
def _forms(word: str, code: str) -> frozenset[str]:
    """Return the terms by which the file may have a word: of "alanlarının" that of "alan", too."""
    found = (part for form in (word, *inflection.stems(word, code)) for part in terms.of(form, code))
    return frozenset(_unvoiced(part, code) for part in found)


def _unvoiced(term: str, code: str) -> str:
    """Return a term as it is before no ending: kitab of "kitabı" is kitap."""
    known = inflection.of(code)
    return term if known is None or known.listed else term[:-1] + term[-1:].translate(_VOICED)


@lru_cache(4096)
def of(text: str, code: str) -> Concepts:
    """Return the concepts that the words of a text in this language stand for, alone or together."""
    entries = _entries(code)
    held = frozenset(form for word in names.words(text) for form in _forms(word, code))
    found: set[int] = set()
    for term in held:
        found |= entries.single.get(term, set())
        found |= {concept for phrase, concept in entries.phrases.get(term, ()) if phrase <= held}
    return frozenset(found)


@lru_cache(1024)
def asked(text: str, code: str) -> tuple[tuple[str, Concepts], ...]:
    """Return the terms of a topic in this language that the file has, each with its concepts.

    A term of a phrase stands for what the phrase does: "half" and "time" of "half-time" for nothing else.
    """
    entries, told = _entries(code), dict[str, frozenset[str]]()
    for word in names.words(text):
        for term in terms.content(word, code):
            forms = _forms(word, code) if len(terms.of(word, code)) == 1 else frozenset({_unvoiced(term, code)})
            told[term] = told.get(term, frozenset()) | forms
    held = frozenset[str]().union(*told.values())
    together: dict[str, set[int]] = {}
    for form in held:
        for phrase, concept in entries.phrases.get(form, ()):
            if phrase <= held:
                for one in phrase:
                    together.setdefault(one, set()).add(concept)
    found = []
    for term, forms in told.items():
        joined = {concept for form in forms for concept in together.get(form, ())}
        if meant := joined or {concept for form in forms for concept in entries.single.get(form, ())}:
            found.append((term, frozenset(meant)))
    return tuple(found)


@lru_cache(1024)
def translated(text: str, code: str, other: str) -> str:
    """Return the words of another language for what a text in this language says, as far as the file has them."""
    words = _entries(other).words
    found = (word for _, meant in asked(text, code) for concept in sorted(meant) for word in words.get(concept, ()))
    return " ".join(dict.fromkeys(found))
