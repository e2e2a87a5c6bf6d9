"""Callings: how English calls whom a question in another language names by a role: "liman rəisi", a harbourmaster.

`callings.tsv` has what people are called in four languages, a line for each meaning, those that mean the same parted by
"|". What it lacks is told by the lists of roles and by the dictionary, and what has a capital is a name: of those words
that an article has for its speakers, the one that sounds like it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product

from index import inflection
from index.names import words
from qa import languages, roles
from qa.multilingual import dictionary, names, offices, terms

FILE = "callings.tsv"
_LONGEST = 6
"""How many words a phrase of the file has at most."""
_EITHER = 3
"""How many of the words that the article has, too, are tried for one that is asked for."""
_WAYS = 12
"""How many ways to call somebody are tried."""
_GLOSSES = 6
"""How many ways to say a word a gloss has."""
_CHANGED = 2
"""How many letters of a name its cases may change."""
_ENDING = 4
"""How many letters more a name may have in another case."""
_MARKS = frozenset(",;:()")
_DASH = re.compile(r"\s[-–—]+\s")
_BEFORE = 3
"""How many words may stand before what somebody is."""
_SHORT = 3
"""Words of no more letters have no ending."""
_VOICED = str.maketrans("bdg", "ptk")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")

Ways = tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """Words of a role and what English may call that."""

    ways: Ways
    is_role: bool
    length: int


def in_english(text: str, code: str, told: Sequence[Collection[str]] = ()) -> tuple[str, ...]:
    """Return how English may call a role told in this language, its main word last.

    `told` are the words, as `qa.roles` has them, by which an article tells who each of its speakers is: of several
    ways those are taken that it uses.
    """
    every = frozenset[str]().union(*told)
    longest, found = _LONGEST, list[str]()
    for _ in range(2):  # what the file has for "union leader", then for "union" and for "leader"
        parts = _in_order(list(_parts(text, code, every, longest)), code)
        found += _put(parts, [_chosen(part.ways, told) for part in parts])
        longest = max((part.length for part in parts), default=1) - 1
    return tuple(dict.fromkeys(found))


def described(text: str, code: str) -> tuple[str, ...]:
    """Return how English may say what somebody is who is told of in this language, the main word last, in many ways."""
    parts = _in_order(list(_parts(text, code, frozenset())), code)
    return _put(parts, [part.ways[:_GLOSSES] for part in parts])


def is_role(text: str, code: str) -> bool:
    """Tell whether a text is no name but what somebody is: "источник в руководстве лиги", "çayxananın sahibi"."""
    first, *rest = [word for word in names.words(text) if word not in names.PARTICLES] or [""]
    if not first[:1].isupper():
        return bool(first)
    parts = list(_parts(text, code, frozenset()))
    return not any(word[0].isupper() for word in rest) and any(part.is_role for part in parts)


@lru_cache(4096)
def end_of_somebody(text: str, code: str) -> int:
    """Return where in some words ends what the file has for people or a body, in the case of who acts; 0 if none does.

    That is the end of them all, as in "market zinciri", or only words in capitals follow: "konqresmen Ann Lee". None
    ends after two words in capitals, which are a name of their own, nor where a language's main word comes first.
    """
    if languages.load(code)["names"].get("head") != "last":
        return 0
    found = list(_WORD.finditer(text))
    told = [offices.lower(word.group(), code) for word in found]
    for end in (len(found), *(i for i in range(len(found) - 1, 0, -1) if _are_capitals(found[i:]))):
        for start in range(max(0, end - _LONGEST), end):
            if tuple(told[start:end]) in _somebody(code):
                named = start > 1 and _are_capitals(found[:start]) and not found[start].group()[0].isupper()
                return 0 if named or start > _BEFORE else found[end - 1].end()
    return 0


def _are_capitals(found: Sequence[re.Match[str]]) -> bool:
    return all(word.group()[0].isupper() for word in found)


@cache
def _somebody(code: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases for people and bodies, as they are and as somebody's or several."""
    codes, *rows = dictionary.lines(FILE)
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for line in rows:
        ways = line[codes.index(languages.DEFAULT)].split("|")
        people = [roles.is_somebody(way) for way in ways]
        told[people[0] and 2 * sum(people) > len(ways)] |= set(line[codes.index(code)].split("|"))
    found: set[tuple[str, ...]] = set()
    for phrase in told[True] - told[False]:  # what may qualify others, too, is left out
        *before, last = offices.lower(phrase, code).split()
        found |= {(*before, form) for form in _acting(last, code)}
    return frozenset(found)


def _acting(noun: str, code: str) -> Iterator[str]:
    """Yield the forms of a noun in which it acts: itself, somebody's, several, and somebody's several."""
    known = inflection.part(code)
    (consonant, vowel), plural = known["possessed"], inflection.inflected(code, noun, known["plural"][0])
    soft = inflection.softened(code, noun)
    yield from (noun, plural, inflection.inflected(code, plural, consonant))
    yield (
        inflection.inflected(code, noun, vowel)
        if inflection.ends_in_vowel(code, noun)
        else inflection.inflected(code, soft, consonant)
    )


def _put(parts: Sequence[_Part], ways: Sequence[Ways]) -> tuple[str, ...]:
    every = islice(product(*ways), _WAYS) if parts else ()
    return tuple(dict.fromkeys(" ".join(dict.fromkeys(" ".join(way).split())) for way in every))


def _in_order(parts: list[_Part], code: str) -> list[_Part]:
    """Return the parts of a role in the order of English: what somebody is comes last."""
    if not parts:
        return parts
    first = languages.load(code)["names"].get("head") == "first"
    heads = [i for i, part in enumerate(parts) if part.is_role]
    head = (heads[0] if first else heads[-1]) if heads else len(parts) - 1
    if first:  # «заместитель директора порта» is whose deputy, and whose director
        return [*parts[:head], *reversed(parts[head + 1 :]), parts[head]]
    return [*parts[:head], *parts[head + 1 :], parts[head]]


def _chosen(ways: Ways, told: Sequence[Collection[str]]) -> Ways:
    """Return the ways to call something that the article uses of some speaker, and the most usual one."""
    wanted = {way: set(roles.stems(words(way))) for way in ways}
    used = [way for way in ways if any(wanted[way].issubset(own) for own in told)]
    return tuple(dict.fromkeys((*used[: _EITHER - 1], ways[0])))


def gloss(text: str, code: str, name: Sequence[str]) -> str:
    """Return what a text in this language says, word by word, in all ways in which English may say it.

    The words of the `name` stay as they are, in whatever case they stand, and so do the marks that part what follows.
    """
    found, at, said = list(_WORD.finditer(text)), 0, list[str]()
    own = [(word, word[: max(_SHORT, len(word) - _CHANGED)]) for word in name if word[0].isupper() and len(word) > 1]
    while at < len(found):
        here = found[at].group()
        same = next((w for w, start in own if here.startswith(start) and len(here) <= len(w) + _ENDING), None)
        length, ways, _ = (1, (same,), False) if same else _next(text, found[at:], code, frozenset())
        at += length
        between = text[found[at - 1].end() : found[at].start() if at < len(found) else None]
        mark = next((c for c in between if c in _MARKS), "," if _DASH.search(between) else "")
        said.append(" ".join(ways[:_GLOSSES]) + mark)
    return " ".join(said)


def _parts(text: str, code: str, told: frozenset[str], longest: int = _LONGEST) -> Iterator[_Part]:
    """Yield the parts of a role, in order."""
    found, at = list(_WORD.finditer(text)), 0
    while at < len(found):
        length, ways, is_role = _next(text, found[at:], code, told, longest)
        at += length
        if ways:
            yield _Part(ways, is_role, length)


def _next(
    text: str, ahead: Sequence[re.Match[str]], code: str, told: frozenset[str], longest: int = _LONGEST
) -> tuple[int, Ways, bool]:
    """Return how many words belong together, what English may call that, and whether it is what somebody is."""
    length, ways = _listed(tuple(one.group() for one in ahead[:longest]), code) if longest else (0, ())
    if length:
        return length, ways, True
    length, ways, is_role = _by_lists(text, ahead, code)
    return (length, ways, is_role) if length else (1, _by_words(ahead[0].group(), code, told), False)


@dataclass(frozen=True)
class _Phrase:
    forms: tuple[frozenset[str], ...]
    english: Ways


@cache
def _phrases(code: str) -> dict[str, list[_Phrase]]:
    """Return the phrases of the file in a language, by each form of the first word."""
    codes, *rows = dictionary.lines(FILE)
    found: dict[str, list[_Phrase]] = {}
    for line in rows:
        english = tuple(line[codes.index(languages.DEFAULT)].split("|"))
        for phrase in line[codes.index(code)].split("|"):
            forms = tuple(_listed_forms(word, code) for word in phrase.split())
            for form in forms[0]:
                found.setdefault(form, []).append(_Phrase(forms, english))
    return found


def _listed_forms(word: str, code: str) -> frozenset[str]:
    """Return the form by which a listed word is known: itself, or its stem."""
    known = inflection.of(code)
    return _forms(word, code) if known is None or known.listed else frozenset({_plain(word)})


@lru_cache(4096)
def _forms(word: str, code: str) -> frozenset[str]:
    """Return the forms in which a word may be listed: itself and less its endings."""
    known = inflection.of(code)
    if known is None or known.listed:
        return frozenset({" ".join(terms.of(word, code))})  # of "вице-мэр" both parts together
    stems = inflection.stems(word, code) if len(word) > _SHORT else ()
    return frozenset(map(_plain, (word, *stems)))


def _plain(word: str) -> str:
    """Return a word as it is compared: folded, and at its end as before no ending: kitab of "kitabı" is kitap."""
    folded = "".join(words(word))
    return folded[:-1] + folded[-1:].translate(_VOICED)


@lru_cache(4096)
def _listed(told: tuple[str, ...], code: str) -> tuple[int, Ways]:
    """Return the length of the longest phrase of the file that words start with, and what English calls that."""
    forms = [_forms(word, code) for word in told]
    longest, ways = 0, list[str]()
    for phrase in dict.fromkeys(phrase for form in sorted(forms[0]) for phrase in _phrases(code).get(form, ())):
        length = len(phrase.forms)
        if length < max(1, longest) or length > len(forms):
            continue
        if all(not one.isdisjoint(form) for one, form in zip(phrase.forms, forms, strict=False)):
            ways = ways if length == longest else []
            longest = length
            ways += phrase.english
    return longest, tuple(dict.fromkeys(ways))


def _by_lists(text: str, ahead: Sequence[re.Match[str]], code: str) -> tuple[int, Ways, bool]:
    """Return how many words the role or field takes that the lists of roles have next, and what it is called."""
    one = next((one for one in offices.found(text, code) if one.start == ahead[0].start()), None)
    if one is None:
        return 0, (), False
    length = sum(word.start() < one.end for word in ahead)
    return length, (one.name, *offices.called(one, languages.DEFAULT)), one.is_role


def _by_words(word: str, code: str, told: frozenset[str]) -> Ways:
    """Return what English may say for one word: by the dictionary, or a name that sounds like it."""
    word = inflection.without_ending(word)
    if word[0].isupper():
        keys = names.keys(word, code)
        if alike := [one for one in sorted(told) if not names.sounds(one).isdisjoint(keys)]:
            return tuple(alike)
    if meant := dictionary.nearest(word, code, languages.DEFAULT):
        return meant
    return (word,) if word[0].isupper() else ()
