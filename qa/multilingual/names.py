"""Names: is the person whom a question names, in whatever case and script, the one who speaks?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from typing import Protocol

from index import Snapshot, inflection, names
from index.attribution.shallow import lacks, morphology, shallow
from qa import languages


class Called(Protocol):
    """Tells who speaks in an archive."""

    def __call__(self, text: str, code: str, *, last: bool = False) -> bool:
        """Tell whether somebody speaks whose name has all words of a text in this language; `last`: and ends as it."""
        ...


_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SHORT = 5  # letters that a surname known by its ending has at least
_FORMS = 4  # of a word that are tried
LONGEST_NAME = 4  # words
_ALIKE = 0.8  # how like each other the last names of two spellings are
_ACTS = frozenset({"VERB", "INFN", "GRND", "ADVB", "PRTS"})
"""Parts of speech of no word that names somebody."""
PARTICLES = frozenset("van von der ten ter del della ibn".split())
"""Words in lower case that stand within last names: Pieter van der Meulen."""
_PREFIX = 3  # letters by which a short form of a first name is known: "Rob"


def nobody(text: str, code: str, *, last: bool = False) -> bool:
    """Know nobody."""
    return False


def words(text: str) -> list[str]:
    """Return the words of a name as they are written."""
    return _WORD.findall(text)


@lru_cache(4096)
def keys(word: str, code: str) -> frozenset[str]:
    """Return the keys of the names that a word of a text in this language may be a form of."""
    forms = (word,) if code == languages.DEFAULT else (word, *names.nominative(word, code))
    return frozenset(key for form in forms for key in sounds(form))


@lru_cache(4096)
def sounds(word: str) -> frozenset[str]:
    """Return how a dictionary form sounds, and its plain letters: who writes Guclu for Güçlü leaves marks out."""
    return names.keys(word) | {names.fold(word)}


def spoken(word: str, code: str) -> tuple[str, ...]:
    """Return the words by which an archive may know a speaker with this word in the name."""
    forms = (word,) if code == languages.DEFAULT else (word, *names.nominative(word, code))
    folded = [part for form in forms for part in names.words(form)]
    return tuple(dict.fromkeys((*folded, *sorted(keys(word, code)))))


def caller(snapshot: Snapshot) -> Called:
    """Return what tells who speaks in an archive; of one question it is asked the same again and again."""

    @lru_cache(256)
    def called(text: str, code: str, *, last: bool = False) -> bool:
        asked = words(text)
        if not asked or not all(any(map(snapshot.db.speaks, spoken(word, code))) for word in asked):
            return False
        wanted = [keys(word, code) for word in asked]
        return any(_holds(speaker.name, wanted, last=last) for speaker, _ in snapshot.speakers)

    return called


def _holds(name: str, wanted: Sequence[frozenset[str]], *, last: bool) -> bool:
    parts = [sounds(word) for word in words(name)]
    if last and (not parts or parts[-1].isdisjoint(wanted[-1])):
        return False
    held = frozenset().union(*parts)
    return all(not one.isdisjoint(held) for one in wanted)


def same(asked: Sequence[str], code: str, name: str) -> bool:
    """Tell whether the words `asked`, in a language, can name the speaker `name`: same last name, no other first."""
    wanted = [keys(word, code) for word in asked]
    held = [sounds(word) for word in words(name)]
    if not wanted or not held:
        return False
    if len(wanted) == 1 and len(held) > 1 and not held[0].isdisjoint(wanted[0]):
        first = words(name)[0]
        if is_first_name(asked[0], code) or any(is_first_name(first, other) for other in languages.others()):
            return True  # Sevda xanım
    if held[-1].isdisjoint(wanted[-1]):
        if len(wanted) == len(held) > 1 and all(map(_alike, wanted[:-1], held[:-1])):
            return any(SequenceMatcher(None, a, b).ratio() >= _ALIKE for a in wanted[-1] for b in held[-1])
        every = frozenset().union(*held)
        return len(wanted) > 1 and all(not one.isdisjoint(every) for one in wanted)
    if len(wanted) == 1 or len(held) == 1:
        return True
    pairs = [(one, other) for one in wanted[:-1] for other in held[:-1]]
    return any(_alike(one, other) or _spelled_alike(one, other) for one, other in pairs)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether a first name may be another: the same, an initial, or a short form."""
    return any(_starts(*sorted((a, b), key=len)) for a in one for b in other)


def _spelled_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two spellings of a first name are near each other: Şefige, Şəfiqə."""
    return any(SequenceMatcher(None, a, b).ratio() >= _ALIKE for a in one for b in other)


def _starts(short: str, long: str) -> bool:
    letters = len(short.lstrip("~"))
    return short == long or (long.startswith(short) and (letters == 1 or letters >= _PREFIX))


def is_surname(word: str, code: str) -> bool:
    """Tell whether a word looks like a last name in this language, or of another one, in whatever case it stands."""
    known = inflection.of(code)
    if known is None or not word[0].isupper():
        return False
    endings = (*known.surnames, *languages.load(code)["names"].get("foreign_surnames", ()))
    forms = (word, *names.nominative(word, code))
    return any(len(form) >= _SHORT and form.casefold().endswith(endings) for form in forms)


def may_be_surname(word: str, code: str) -> bool:
    """Tell whether a word may be a last name in a language whose last names have no ending of their own, as Turkish."""
    known = inflection.of(code)
    return known is not None and not known.male_surnames and not is_first_name(word, code)


def is_first_name(word: str, code: str) -> bool:
    """Tell whether a word is a first name that the index knows in this language, in whatever case it stands."""
    known = inflection.of(code)
    forms = (word, *names.nominative(word, code))
    return known is not None and any(form.casefold() in known.first_names for form in forms)


def is_doer(word: str, code: str) -> bool:
    """Tell whether a word that is no name ends as those for people who do something: Traktörcü Demir."""
    known = inflection.of(code)
    likely = known is not None and bool(known.doers) and word.casefold().endswith(known.doers)
    return likely and not is_first_name(word, code)


def ends_as_surname(word: str, code: str) -> bool:
    """Tell whether a word as it stands is a last name that its ending tells."""
    known = inflection.of(code)
    likely = known is not None and bool(known.male_surnames) and len(word) > _PREFIX  # not "Ev", which is a house
    return likely and known is not None and word.casefold().endswith(known.surnames)


def may_end_name(word: str) -> bool:
    """Tell whether a word may be somebody's last name as it is written: МЧС is a body."""
    return word[0].isupper() and not (len(word) > 1 and word.isupper())


def is_oblique(word: str, code: str) -> bool:
    """Tell whether a name word is surely in another case than that of who acts: Quliyevanı, Samirə."""
    known = inflection.of(code)
    if known is None or known.listed:
        return False
    return all(inflection.NOMINATIVE not in reading.cases for reading in inflection.readings(word, code))


def is_genitive(word: str, code: str, called: Called) -> bool:
    """Tell whether a name word tells whose something is: Quliyevin, Ersoy'un; Verkadenin, where a Verkade speaks."""
    owners = [told.base for told in inflection.readings(word, code) if "genitive" in told.cases]
    if not owners or is_oblique(word, code):
        return bool(owners)
    return not is_first_name(word, code) and any(called(owner, code) for owner in owners)


def is_declined(word: str, code: str) -> bool:
    """Tell whether a name word is in another case than that of who acts, as far as its ending tells: Петрове."""
    known = inflection.of(code)
    if known is None or not known.listed:
        return is_oblique(word, code)
    forms = names.nominative(word, code)
    return not word.casefold().endswith(known.surnames) and any(
        form.casefold().endswith(known.surnames) for form in forms if form.casefold() != word.casefold()
    )


def dictionary_form(text: str, code: str, called: Called) -> str:
    """Return a name as the archive has it, as far as that can be told: "Rzayevanın" is "Rzayeva" if she speaks."""
    asked = list(_WORD.finditer(text))
    forms = [names.nominative(found.group(), code)[:_FORMS] or (found.group(),) for found in asked]
    likely = (one for one in product(*forms) if called(" ".join(one), languages.DEFAULT))
    best = next(likely, None) if asked and len(asked) <= LONGEST_NAME and text[0].isupper() else None
    if best is None:
        return _without_endings(text, code)
    for found, form in reversed(list(zip(asked, best, strict=True))):
        text = text[: found.start()] + form + text[found.end() :]
    return text


def _without_endings(text: str, code: str) -> str:
    """Return words less the endings that an apostrophe tells, where a language has these: Ilıcalı'ya."""
    known = inflection.of(code)
    if known is None or not known.apostrophe:
        return text
    return _WORD.sub(lambda found: inflection.without_ending(found.group()), text)


def may_act(word: str, code: str) -> bool:
    """Tell whether a word in lower case may start what acts is called by: not "мосте" of «о мосте инженер Сафаров»."""
    known = shallow(code)
    if known is None or not known.lemmatised or lacks(code):
        return True
    forms = morphology.forms(word)
    return not forms[0].known or any(form.case == inflection.NOMINATIVE for form in forms)


def is_first_alone(text: str, end: int, code: str, called: Called) -> bool:
    """Tell whether a place parts the first name of one who speaks from another name: "Ann | Veyl parkın işləri …"."""
    *before, name = text[:end].split() or [""]
    following = text[end:].split()[:1]
    if before or not following or not called(name, code) or called(name, code, last=True):
        return False
    word = following[0]
    return word[0].isupper() and word.replace("-", "").isalpha() and not (word.isupper() or is_oblique(word, code))


def is_within(text: str, end: int, code: str, called: Called) -> bool:
    """Tell whether a place lies within the name of one who speaks: "Nihan | Ersoy'un ailesi"."""
    following = text[end:].split()[:1]
    return bool(following) and following[0][0].isupper() and called(f"{text[:end]} {following[0]}", code)


def leads(word: str, code: str) -> bool:
    """Tell whether a word is a preposition: what follows it may tell where somebody works, or be a topic."""
    return word in languages.load(code)["names"].get("prepositions", ())


def may_go_on(word: str, code: str, *, governed: bool) -> bool:
    """Tell whether a word in lower case may go on what somebody is: "района" of «глава района», but not "стройку".

    Where it is `governed` by a participle, the instrumental does too: «заведующая лабораторией».
    """
    known = shallow(code)
    if known is None or not known.lemmatised or lacks(code):
        return True
    return any(
        not form.known
        or form.case == "genitive"
        or (governed and form.case == "instrumental")
        or (form.case == inflection.NOMINATIVE and (form.animate or form.pos != "NOUN"))
        for form in morphology.forms(word)
    )


def describes(text: str, end: int, code: str) -> bool:
    """Tell whether the last word up to a place is an adjective of what follows: "новой" of «пекарь новой | печью»."""
    known, last = shallow(code), text[:end].rsplit(maxsplit=1)[-1]
    if known is None or not known.lemmatised or lacks(code) or not last.islower() or not text[end:].strip():
        return False
    forms = [form for form in morphology.forms(last) if form.known]
    return bool(forms) and all(form.pos == "ADJF" for form in forms)


def is_verb(word: str, code: str) -> bool:
    """Tell whether a word in lower case is a verb or an adverb, where a library tells that for the language."""
    known = shallow(code)
    if known is None or not known.lemmatised or lacks(code):
        return False
    form = morphology.forms(word)[0]
    return form.known and form.pos in _ACTS
