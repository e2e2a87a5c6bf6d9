"""People: who in an article is the one whom a question names or whose role it tells, in whatever languages both are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from index import Span, Statement
from index.attribution.shallow import shallow
from index.encoder import Encoder
from index.spans import covering
from qa import languages
from qa.multilingual import dictionary, offices
from qa.multilingual.likeness import Likeness
from qa.multilingual.names import Called, is_doer, is_first_name, is_surname, may_end_name, nobody, words

_TRANSLATED = 3.0
"""From which likeness on a word is taken for the translation of another."""
_SAME_AGE = 0.95  # how likely who is told to be just as old is the one asked for
_ANY_AGE = 0.8  # how much that is less where no age is told
_TWO = 2
_PLACES = 6  # of a name in the text, the first ones tell who it is


def name_and_role(text: str, code: str, called: Called = nobody) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of the name and those of the role by which a question in this language names somebody.

    `called` tells who speaks in the archive.
    """
    known = offices.found(text, code)
    every = words(text)
    if len(every) > 1 and all(word[0].isupper() for word in every) and is_first_name(every[0], code):
        return tuple(every), ()  # Savcı is a last name and a prosecutor
    if len(every) > 1 and may_end_name(every[-1]) and called(every[-1], code, last=True):
        start = len(every) - 1
        while start and every[start - 1][0].isupper() and called(" ".join(every[start - 1 :]), code):
            start -= 1
        return tuple(every[start:]), tuple(every[:start])  # Fizikçi Zakirov
    told = words(text[max((one.end for one in known), default=0) :])
    if kin := _called_kin(every, code):
        return kin
    if every and offices.is_title(text, code):
        return (), tuple(every)
    name = list(takewhile(lambda word: word[0].isupper(), reversed(told)))[::-1]
    titles = sum(1 for _ in takewhile(lambda word: offices.is_title(word, code) or is_doer(word, code), name[:-1]))
    name = name[titles:]  # Tenor Aslanlı
    likely = len(name) > 1 or any(is_surname(word, code) or is_first_name(word, code) for word in name)
    led = bool(known) and known[-1].is_role and languages.load(code)["names"].get("head") == "last"
    if not name or (known and not likely and not led):  # «мэр Шамахи» is nobody's name
        return (), tuple(words(text))
    return tuple(name), tuple(words(text))[: -len(name)]


def _called_kin(every: Sequence[str], code: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the name and what follows and honours its bearer: Solmaz xala."""
    known = shallow(code)
    if known is None or known.lemmatised or len(every) < _TWO:
        return None
    *name, last = every
    honours = last.casefold() in known.kin and all(word[0].isupper() for word in name)
    return (tuple(name), (last,)) if honours and is_first_name(name[0], code) else None


def in_role(
    asked: str,
    code: str,
    text: str,
    sentences: Sequence[Span],
    statements: Sequence[Statement],
    language: str,
    encoder: Encoder | None = None,
) -> dict[str, float]:
    """Return for each who speaks in an article how likely it is, from 0 to 1, that they are in the role asked for.

    `code` is the language of the question, `language` that of the article; an `encoder` that knows both tells of words
    that no list has whether one translates the other.
    """
    role = offices.read(asked, code)
    likeness = Likeness(encoder, role.rest, code) if encoder and code != language and role.stems else None
    speaking: dict[str, list[str]] = {}
    for s in statements:
        if s.speaker:
            mentions = speaking.setdefault(s.speaker, [])
            if s.mention:
                mentions.append(s.mention.of(text))
    likely: dict[str, float] = {}
    for name, mentions in speaking.items():
        told = {name, *mentions, *_beside(name, text, sentences, language)}
        ages = {age for part in told if (age := offices.read(part, language).age)}
        if role.age and ages:
            likely[name] = _SAME_AGE if role.age in ages else 0.0
        else:
            fitting = max((_fits(role, part, code, language, likeness) for part in told), default=0.0)
            likely[name] = _ANY_AGE * fitting if role.age else fitting
    return likely


def _fits(role: offices.Office, part: str, code: str, language: str, likeness: Likeness | None) -> float:
    """Return how well one thing that is told of somebody fits a role."""
    told, same = offices.read(part, language), code == language
    alike = likeness.of(part, language) if likeness else None
    translated = float((alike >= _TRANSLATED).mean()) if alike is not None else 0.0
    if not same and role.stems:
        known = {
            term
            for file in (dictionary.SAME, dictionary.RELATED)
            for term, meant in dictionary.asked(role.rest, code, file)
            if not meant.isdisjoint(dictionary.of(part, language, file))
        }
        translated = max(translated, len(known) / len(role.stems))
    return offices.fits(role, told, same_language=same, translated=translated)


def _beside(name: str, text: str, sentences: Sequence[Span], code: str) -> Iterator[str]:
    """Yield what the article says right beside the first places of a name."""
    pattern = offices.places(name)
    if pattern is None:
        return
    for count, found in enumerate(pattern.finditer(text)):
        if count == _PLACES:
            return
        for i in covering(sentences, *found.span()):
            sentence = sentences[i]
            start, end = max(found.start(), sentence.start), min(found.end(), sentence.end)
            within = sentence.of(text)
            yield from offices.described(within, start - sentence.start, end - sentence.start, code)


def is_body(text: str, code: str) -> bool:
    """Tell whether what a question asks for by name is a body that another language has another name for."""
    return offices.read(text, code).head in offices.BODIES


def may_be_role(name: Sequence[str], code: str) -> bool:
    """Tell whether one word with a capital may only start the question: "Geofizik" is a role that no list has."""
    return len(name) == 1 and not (is_surname(name[0], code) or is_first_name(name[0], code))
