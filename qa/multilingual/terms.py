"""Terms: the words of a text as they are compared within one language, and its names and numbers across languages.

Russian and English words are stemmed by Snowball's rules, as tantivy has them. Azerbaijani and Turkish words are cut
after five letters, which finds as much in Turkish as a lemmatiser: Can et al., "Information retrieval on Turkish
texts", JASIST 2008.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import tantivy

from index import names
from qa import languages
from qa.multilingual.names import keys

_STEMMERS = {"en": "english", "ru": "russian"}
_KEPT = 5
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@cache
def _analyzer(code: str) -> tantivy.TextAnalyzer | None:
    if code not in _STEMMERS:
        return None
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return builder.filter(tantivy.Filter.stemmer(_STEMMERS[code])).build()


def is_stemmed(code: str) -> bool:
    """Tell whether terms of this language are stems, not the beginnings of words."""
    return code in _STEMMERS


@lru_cache(4096)
def of(text: str, code: str) -> tuple[str, ...]:
    """Return the terms of a text in this language, in order, repeats kept."""
    whole = wholes(text, code)
    return whole if is_stemmed(code) else tuple(word[:_KEPT] for word in whole)


@lru_cache(4096)
def wholes(text: str, code: str) -> tuple[str, ...]:
    """Return for each term of a text what it was cut from: the folded word; the term itself where that is a stem."""
    analyzer = _analyzer(code)
    if analyzer:
        return tuple(analyzer.analyze(text.replace("ё", "е")))
    folded = (word for word in names.words(text.replace("’", "'")))
    return tuple(part for word in folded for part in [word.split("'")[0]] if part)


def content(text: str, code: str) -> list[str]:
    """Return the terms of a text that carry a topic, each once."""
    empty = _empty(code)
    told = [word for word in _WORD.findall(text) if word.casefold() not in empty]
    return list(dict.fromkeys(term for word in told for term in of(word, code) if len(term) > 1 or term.isdigit()))


def is_empty(word: str, code: str) -> bool:
    """Tell whether a word carries no topic of its own in this language."""
    return word.casefold() in _empty(code)


@cache
def _empty(code: str) -> frozenset[str]:
    words = languages.load(code)
    return frozenset(words["empty"] if code == languages.DEFAULT else words["topic"]["empty"])


@lru_cache(4096)
def named(text: str, code: str, *, starts: bool = False) -> tuple[frozenset[str], ...]:
    """Return for each name and number in a text the keys that it may have in another language.

    The first word tells nothing by its capital unless `starts`.
    """
    found = []
    for i, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        if any(map(str.isdigit, word)):
            found.append(frozenset({_digits(word)}))
        elif word[0].isupper() and (i or starts or word.isupper()) and word.casefold() not in _empty(code):
            found.append(keys(word, code))
    return tuple(one for one in found if one)


def _digits(word: str) -> str:
    """Return a number, or the key of a name with one, without its ending: of "2025-ci", "2025"."""
    plain = re.sub(r"(?<=\d)[-'’]?[^\W\d]*$", "", word)
    return (names.key(plain) if any(map(str.isalpha, plain)) else "") + "".join(filter(str.isdigit, plain))
