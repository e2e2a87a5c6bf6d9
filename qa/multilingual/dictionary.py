"""Dictionary: which words of two languages mean the same, by `dictionary.tsv`, or nearly so, by `related.tsv`.

A line of a file is a concept: its words in each language, those that mean the same parted by "|"; several words
together are a phrase. It is there for what the small encoders do not know the word for: "ceiling" and "tavan".
Those of `related.tsv` are wider: "cancel", "call off" and "stop", in one language as in two.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from index import inflection
from index.attribution.shallow import lacks, morphology, shallow
from qa import languages
from qa.multilingual import names, terms

SAME = "dictionary.tsv"
RELATED = "related.tsv"
_LEFT = 3
"""How many letters more a listed word has at most than one that it is told by: the end of an infinitive."""
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
def lines(file: str) -> list[list[str]]:
    """Return the lines of a file, the first of which names the languages."""
    text = resources.files(__package__).joinpath(file).read_text("utf-8")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _entries(code: str, file: str) -> _Entries:
    codes, *rows = lines(file)
    found = _Entries()
    if code not in codes:
        return found
    column = codes.index(code)
    for concept, line in enumerate(rows):
        found.words[concept] = tuple(line[column].split("|"))
        for phrase in found.words[concept]:
            told = terms.content(phrase, code) or terms.of(phrase, code)
            first, *rest = [_unvoiced(term, code) for term in told] or [""]
            if rest:
                found.phrases.setdefault(first, []).append((frozenset((first, *rest)), concept))
            else:
                found.single.setdefault(first, set()).add(concept)
    return found


@lru_cache(16384)
def _forms(word: str, code: str) -> frozenset[str]:
    """Return the terms by which the file may have a word: of "alanlarının" that of "alan", too."""
    found = (
        part for form in (word, *inflection.stems(word, code), *_bases(word, code)) for part in terms.of(form, code)
    )
    return frozenset(_unvoiced(part, code) for part in found)


def _bases(word: str, code: str) -> tuple[str, ...]:
    """Return the dictionary forms of a word that no stem tells: «горшок» of «горшки», "sell" of "sold"."""
    if code == languages.DEFAULT:
        return _irregular().get(word, ())
    known = shallow(code)
    if known is None or not known.lemmatised or lacks(code):
        return ()
    return tuple(dict.fromkeys(form.lemma for form in morphology.forms(word)))


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for base, *others in map(str.split, languages.load(languages.DEFAULT)["inflected"]["irregular"]):
        for form in others:
            found[form] = (*found.get(form, ()), base)
    return found


def _unvoiced(term: str, code: str) -> str:
    """Return a term as it is before no ending: kitab of "kitabı" is kitap."""
    known = inflection.of(code)
    return term if known is None or known.listed else term[:-1] + term[-1:].translate(_VOICED)


@lru_cache(4096)
def of(text: str, code: str, file: str = SAME) -> Concepts:
    """Return the concepts of a file that the words of a text in this language stand for, alone or together."""
    entries = _entries(code, file)
    held = frozenset(form for word in names.words(text) for form in _forms(word, code))
    found: set[int] = set()
    for term in held:
        found |= entries.single.get(term, set())
        found |= {concept for phrase, concept in entries.phrases.get(term, ()) if phrase <= held}
    return frozenset(found)


@lru_cache(1024)
def asked(text: str, code: str, file: str = SAME) -> tuple[tuple[str, Concepts], ...]:
    """Return the terms of a topic in this language that a file has, each with its concepts.

    A term of a phrase stands for what the phrase does: "half" and "time" of "half-time" for nothing else.
    """
    entries, told = _entries(code, file), dict[str, frozenset[str]]()
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
    words = _entries(other, SAME).words
    told = (word for _, meant in asked(text, code) for concept in sorted(meant) for word in words.get(concept, ()))
    return " ".join(dict.fromkeys(told))


@lru_cache(4096)
def nearest(word: str, code: str, other: str) -> tuple[str, ...]:
    """Return what another language says for a word, by those of its concepts that are told by what is most like it.

    Where terms are beginnings of words, of "müstəqil" that is "müstəqil", not "müstəntiq".
    """
    every = (word, *inflection.stems(word, code), *_bases(word, code))
    held = [_unvoiced(form, code) for one in every for form in terms.wholes(one, code)]
    found: list[tuple[int, int, int]] = []
    for concept in sorted(of(word, code)):
        for told in _entries(code, SAME).words[concept]:
            whole = [_unvoiced(one, code) for one in terms.wholes(told, code)]
            if len(whole) == 1:
                shared = max(_shared(form, whole[0]) for form in held)
                found.append((shared, len(whole[0]) - shared, concept))
    longest = max((shared for shared, _, _ in found), default=0)
    best = [one for one in found if one[0] == longest and one[1] <= _LEFT]
    words = _entries(other, SAME).words
    several = sorted((words.get(concept, ()) for concept in dict.fromkeys(concept for *_, concept in best)), key=len)
    return tuple(dict.fromkeys(way for told in several for way in told))


def _shared(one: str, other: str) -> int:
    """Return how many letters two words have in common from the first on."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
