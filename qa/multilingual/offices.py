"""Offices: what people are ("maliyyə naziri", «министр финансов»), told alike in every language by the files' lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from index import inflection
from index.attribution.shallow import shallow
from index.inflection import NOMINATIVE
from qa import languages
from qa.multilingual import names, terms
from qa.multilingual.names import keys, words

_ENDING, _SHORT_ENDING = 6, 3  # letters that may follow the beginning of a word; fewer where that is short
_SHORT = 4
_NOUN = "="  # after a word that may only end as nouns do
_WORD = re.compile(r"(?<!\w)\w+")
_TWO = 2
_STEM = 3  # letters before what tells that a word is for somebody who does something
_MEANT = frozenset({NOMINATIVE, "genitive"})
_AKIN = 0.8  # how well a role fits that may go by the name of the one asked for
_FEW = 3  # words that may stand before the role that comes first
_LITTLE = 2  # letters of a word that no role ends with, as a preposition
_OWNED = re.compile("s[ıiuü]$")  # what a role ends in that is somebody's
_OWNED_ENDINGS = frozenset("ı i u ü sı si su sü".split())
_DESCRIBED = 7  # words before a name that may tell what its bearer is
_BEFORE = re.compile(r"[^,.;:!?()\n–—]*$")
_AFTER = re.compile(r"\s*(?:,|\()\s*(?P<told>[^,.;:()\n]{2,90})[,.)]")
_APPOSED = re.compile(r"\w+-$")  # женщина-диспетчер
_ENGLISH_JOINT = re.compile(r"\b(?:of|for|at|from|in|to|with)\b", re.IGNORECASE)


BODIES = frozenset(
    "agency bank club committee company cooperative council federation government hospital ministry municipality "
    "museum parliament party police school union university".split()
)
"""The names of roles in the files that are those of bodies."""
_UNITS = BODIES | frozenset("airline department embassy laboratory library team theatre".split())
"""The same, with those of their parts."""


@dataclass(frozen=True)
class Office:
    """What somebody is, as words of some language tell it."""

    head: str | None
    """The name of the role in the files; None if no list has it."""
    told: frozenset[str]
    """The names of the other roles and of the fields told."""
    keys: frozenset[str]
    """The keys of the other words in capitals: of a company, a town."""
    stems: tuple[str, ...]
    """The stems of the words that no list has, in order."""
    rest: str
    """Those words."""
    loose: int = 0
    """How many of the stems stand in a clause that only tells which one is meant: növbə çəkən tələbə."""
    besides: frozenset[str] = frozenset()
    """The names of the roles that the same person has, too: emekli of "emekli öğretmen"."""
    age: str | None = None


@dataclass(frozen=True)
class Found:
    """A role or field in a text."""

    start: int
    end: int
    name: str
    is_role: bool


@dataclass(frozen=True)
class _Entries:
    """The entries of a language that start with the same two letters."""

    pattern: re.Pattern[str]
    named: tuple[tuple[str, bool], ...]
    """For each group of the pattern the name of what it finds, and whether that is a role."""


@cache
def _entries(code: str) -> dict[str, _Entries]:
    """Return the entries of a language by how they start, as one pattern of them all would try each at every word."""
    starting: dict[str, list[tuple[str, str, bool]]] = {}
    for group in ("roles", "fields"):
        for name, phrases in languages.load(code)[group].items():
            for phrase in phrases:
                starting.setdefault(phrase[:_TWO], []).append((phrase, name, group == "roles"))
    found: dict[str, _Entries] = {}
    for start, entries in starting.items():
        entries.sort(key=lambda entry: -len(entry[0].replace(_NOUN, "")))
        either = "|".join(f"({_of(phrase, code)})" for phrase, _, _ in entries)
        named = tuple((name, is_role) for _, name, is_role in entries)
        found[start] = _Entries(re.compile(rf"(?:{either})(?!\w)"), named)
    return found


def lower(text: str, code: str) -> str:
    """Return a text in lower case, each letter in its place."""
    known = inflection.of(code)
    return known.lower(text) if known else text.replace("İ", "i").lower()


def _of(phrase: str, code: str) -> str:
    return r"\s+".join(_of_word(part, code) for part in phrase.split())


def _of_word(word: str, code: str) -> str:
    if word.endswith(_NOUN):
        return re.escape(word.removesuffix(_NOUN)) + _noun_endings(word, code) + r"(?:['’]\w*)?"
    return rf"{re.escape(word)}[\w'’]{{0,{_ENDING if len(word) >= _SHORT else _SHORT_ENDING}}}"


def _noun_endings(word: str, code: str) -> str:
    """Return the pattern of what a noun may end in, as its last vowel has it."""
    kinds = languages.load(code)["nouns"]
    nouns = max(kinds, key=lambda kind: max(map(word.rfind, kind["vowels"]), default=-1))
    return "".join(f"(?:{'|'.join(sorted(part, key=len, reverse=True))})?" for part in nouns["endings"])


@lru_cache(4096)
def found(text: str, code: str) -> tuple[Found, ...]:
    """Return the roles and fields that a text names, in order."""
    entries = _entries(code)
    low = lower(text, code)
    told: list[Found] = []
    for word in _WORD.finditer(low):
        start = word.start()
        if (told and start < told[-1].end) or (known := entries.get(low[start : start + _TWO])) is None:
            continue
        if match := known.pattern.match(low, start):
            told.append(Found(start, match.end(), *known.named[(match.lastindex or 1) - 1]))
    return tuple(told)


@lru_cache(4096)
def read(text: str, code: str) -> Office:
    """Read what a text in this language tells of somebody."""
    text, age = _without_age(text, code)
    known = found(text, code)
    head = _head(text, code, [one for one in known if one.is_role])
    rest = "".join(" " if any(one.start <= i < one.end for one in known) else c for i, c in enumerate(text))
    others = frozenset(one.name for one in known if one is not head)
    capitals = frozenset(key for word in words(rest) if word[0].isupper() for key in keys(word, code))
    stems = tuple(terms.content(rest, code))
    besides = frozenset(one.name for one in _besides(text, code, known, head))
    return Office(head.name if head else None, others, capitals, stems, rest, _loose(rest, code), besides, age)


def _without_age(text: str, code: str) -> tuple[str, str | None]:
    """Return a text without the age that it tells of somebody ("67 yaşındaki"), and that."""
    told = _ages(code).search(text)
    return (f"{text[: told.start()]} {text[told.end() :]}", told["age"]) if told else (text, None)


@cache
def _ages(code: str) -> re.Pattern[str]:
    after = "|".join(map(re.escape, languages.load(code)["age"]["after"]))
    return re.compile(rf"(?<!\w)(?P<age>\d{{1,3}})(?:(?:{after})\w*|\s*$)", re.IGNORECASE)


def _besides(text: str, code: str, known: Sequence[Found], head: Found | None) -> Iterator[Found]:
    """Yield the roles that a text tells of the same person as its main one.

    Where roles stand before it, they are another one's if it is somebody's (doktor yardımcısı) or they are owners.
    """
    if head is None or code == languages.DEFAULT:
        return
    phrases = languages.load(code)["roles"]

    def ending(one: Found) -> str:
        low = lower(text[one.start : one.end], code)
        own = (phrase.removesuffix(_NOUN) for phrase in phrases[one.name])
        return min((low.removeprefix(phrase) for phrase in own), key=len)

    last = languages.load(code)["names"]["head"] == "last"
    if last and (ending(head) or _OWNED.search(lower(text[head.start : head.end], code))):
        return
    for one in known:
        bare = one.is_role and one is not head and one.name not in BODIES
        if bare and (ending(one) == "" or (last and ending(one) in _OWNED_ENDINGS)):
            yield one


@lru_cache(1024)
def translated(text: str, code: str, other: str) -> str:
    """Return the words by which another language calls the roles and fields that a text in this language tells."""
    return " ".join(phrase for one in found(text, code) for phrase in called(one, other))


def called(one: Found, code: str) -> tuple[str, ...]:
    """Return what a language calls a role or field."""
    told = languages.load(code)["roles" if one.is_role else "fields"][one.name]
    return tuple(phrase.removesuffix(_NOUN) for phrase in told)


def _loose(rest: str, code: str) -> int:
    """Return how many stems of a role stand up to the last word that ends as participles do."""
    endings = tuple(languages.load(code).get("names", {}).get("participles", ()))
    told = [m for m in re.finditer(r"\w+", rest) if endings and m.group()[0].islower() and m.group().endswith(endings)]
    return len(terms.content(rest[: told[-1].end()], code)) if told else 0


def _head(text: str, code: str, roles: Sequence[Found]) -> Found | None:
    """Return the role that tells what somebody is: of "the mayor's spokesman", the last one."""
    if not roles:
        return None
    if code == languages.DEFAULT:
        joint = _ENGLISH_JOINT.search(text, roles[0].end)
        before = [one for one in roles if joint is None or one.end <= joint.start()]
        second = before[0].name == "deputy" and not re.search("['’]", text[before[0].start : before[0].end])
        return before[0 if second else -1]  # of "deputy health minister" the first, of "deputy's lawyer" the last
    return roles[0] if languages.load(code)["names"]["head"] == "first" else roles[-1]


def is_all(text: str, code: str) -> bool:
    """Tell whether every word belongs to a role or a field: "Səhiyyə Nazirliyi", but not the name Perihan Savcı."""
    known = found(text, code)
    places = (match.span() for match in re.finditer(r"\S+", text))
    return bool(known) and all(any(one.start <= start < one.end for one in known) for start, _ in places)


def ends_with_role(text: str, code: str) -> bool:
    """Tell whether words are a role, as the language puts it together: its main word stands where it belongs."""
    roles = [one for one in found(text, code) if one.is_role]
    if not roles:
        return any(is_listed(" ".join(text.split()[-length:]), code) for length in (1, 2))
    if languages.load(code)["names"]["head"] == "first":
        before, after = words(_APPOSED.sub("", text[: roles[0].start])), words(text[roles[0].end :])
        adjectives = tuple(languages.load(code)["names"]["adjectives"])
        other = any(word.islower() and not (word.endswith(adjectives) or found(word, code)) for word in before)
        cut = any(word.islower() and len(word) <= _LITTLE for word in after[-1:])
        return len(before) < _FEW and not other and not cut  # "температура у кассира" is nobody
    return roles[-1].end >= len(text.rstrip()) or is_listed(text.rsplit(maxsplit=1)[-1], code)


def is_listed(text: str, code: str) -> bool:
    """Tell whether a text is a role that the index's file lists, in the nominative: "bölge müdürü"."""
    known, listed = inflection.of(code), shallow(code)
    if known is None or listed is None or listed.lemmatised:
        return False
    told = listed.roles.get(tuple(known.lower(text).split()))
    return told is not None and NOMINATIVE in told[1] and told[0] not in listed.unnamed


def is_told(text: str, code: str) -> bool:
    """Tell whether a text ends with a listed role in the nominative, so that what follows is no part of it."""
    last = text.split()
    return any(is_listed(" ".join(last[-length:]), code) for length in (1, 2, 3) if length <= len(last))


def listed_before_name(text: str, code: str) -> int:
    """Return where a listed role ends that only words in capitals follow; 0 if there is none."""
    ends = [found.end() for found in re.finditer(r"\S+", text)][:-1]
    after = [end for end in ends if all(word[0].isupper() for word in text[end:].split())]
    return next((end for end in after if is_listed(text[:end], code)), 0)


@lru_cache(4096)
def is_title(text: str, code: str) -> bool:
    """Tell whether words end with what the index knows for a person, in the nominative or the genitive: baş katib."""
    known = shallow(code)
    if known is None or known.lemmatised:
        return False
    low = text.replace("İ", "i").replace("I", "ı").lower().split()
    for length in (3, 2, 1):
        title = known.roles.get(tuple(low[-length:])) if len(low) >= length else None
        if title and title[1] & _MEANT:
            return True
    return bool(low) and any(
        low[-1].endswith(form) and cases & _MEANT and low[-1][: -len(form)] + ending not in known.not_roles
        for form, (ending, cases) in known.role_endings.items()
        if len(low[-1]) - len(form) >= _STEM
    )


@lru_cache(4096)
def runs_over(text: str, code: str) -> bool:
    """Tell whether words go on after what somebody is: direktoru işçilərin; but not nazirin müavini."""
    known = shallow(code)
    parts = text.split()
    if known is None or known.lemmatised or not known.owned_endings or len(parts) < _TWO:
        return False
    bare = parts[-1].endswith(known.genitive_endings) and not parts[-1].endswith(known.owned_genitives)
    beside = tuple(languages.load(code)["names"].get("adjectives", ()))  # "nazirlikdəki" of "nazirlikdəki mənbə"
    for end in range(1, len(parts)):
        if beside and parts[end - 1].endswith(beside):
            continue
        if not all(part[0].islower() for part in parts[end:]) or parts[end - 1].endswith(known.genitive_endings):
            continue
        before = " ".join(parts[:end])
        role = is_title(before, code) or (bool(found(before, code)) and ends_with_role(before, code))
        if role and (bare or (end > 1 and parts[end - 1].endswith(known.owned_endings))):
            return True
    return False


def is_cut(text: str, end: int, code: str) -> bool:
    """Tell whether a place parts what one phrase names: a listed one, a body and what it is, or a role from its field.

    So do "konuk | takım", "ev | sahibi", "şöbə | müdiri" and "müəllimlər | assosiasiyası".
    """
    if any(one.start < end < one.end for one in found(text, code)):
        return True
    fields = [one for one in found(text[:end], code) if one.end == end and (not one.is_role or one.name in _UNITS)]
    if fields and any(is_listed(word, code) and word[-1] in _OWNED_ENDINGS for word in text[end:].split()[:1]):
        return True
    bodies = languages.load(code)["names"].get("bodies", ())
    follows = next((one for one in found(text[end:], code) if not text[end : end + one.start].strip()), None)
    is_body = follows is not None and follows.is_role and follows.name in _UNITS
    last = lower(text[:end], code).rsplit(maxsplit=1)[-1]
    return is_body and (last in bodies or last.endswith(tuple(languages.load(code)["names"].get("plural", ()))))


def is_acted_on(text: str, code: str) -> bool:
    """Tell whether words end with one for people that is in another case than that of who acts: "hissedarlara"."""
    last = text.rsplit(maxsplit=1)[-1]
    endings = tuple(languages.load(code)["names"].get("acted_on", ()))
    return last[0].islower() and last.endswith(endings) and not is_listed(last, code)


def owns(word: str, after: str, code: str) -> bool:
    """Tell whether a word belongs to the word before it and owns a role close after it: Mühendis birliğinin sözcüsü."""
    known = shallow(code)
    owned = known is not None and not known.lemmatised and word.endswith(known.owned_genitives)
    near = after.split()[:_TWO]
    return owned and any(ends_with_role(" ".join(near[:length]), code) for length in range(1, len(near) + 1))


def owned_by_name(text: str, code: str, called: names.Called) -> int:
    """Return where the role ends that a text starts with, where it is told by whose it is: "Nihan Ersoy'un avukatı".

    0 if it starts with none, or its language puts the role before the name.
    """
    if languages.load(code)["names"]["head"] != "last":
        return 0
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    parts = text.split()
    capitals = next((i for i, word in enumerate(parts) if not word[0].isupper()), len(parts))
    owner = next(
        (i for i in range(min(capitals, names.LONGEST_NAME)) if names.is_genitive(parts[i], code, called)), None
    )
    if owner is None:
        return 0
    for last in range(owner + 1, min(owner + 1 + _FEW, len(parts))):
        own = " ".join(parts[owner + 1 : last + 1])
        if own == own.lower() and own.endswith(tuple(_OWNED_ENDINGS)) and ends_with_role(own, code):
            return ends[last]
    return 0


def is_passed(text: str, end: int, code: str) -> bool:
    """Tell whether the last word up to a place belongs to no role before it: «мэр города | стройку», «мэр | в суде».

    That holds where the role's main word comes first, and the case of what follows tells whose it is.
    """
    *before, last = text[:end].split()
    if names.leads(last, code):
        return True
    first = next((one.end for one in found(text[:end], code) if one.is_role), end)
    heads = tuple(languages.load(code)["names"].get("clauses", ()))
    governs = bool(heads) and any(word.endswith(heads) for word in before)  # заведующая лабораторией
    return end > first and last.islower() and not names.may_go_on(last, code, governed=governs)


def fits(asked: Office, told: Office, *, same_language: bool, translated: float = 0.0) -> float:
    """Return from 0 to 1 how well what is told of somebody fits the role asked for.

    `translated` is the share of the words that no list has which what is told holds in another language.
    """
    others_told = told.told | {told.head or ""}
    shared = sum(
        1.0 if one in others_told else _AKIN if _akin().has_any(one, others_told) else 0.0 for one in asked.told
    )
    named = len(asked.keys & told.keys)
    others = len(set(asked.stems) & set(told.stems)) if same_language else translated * len(asked.stems)
    wanted = len(asked.told) + max(len(asked.stems) - asked.loose, others)
    matched = shared + max(float(named), others)
    if not asked.head:
        if others:
            return matched / wanted
        return matched / wanted * (1.0 if told.head is None else _AKIN) if shared else 0.0
    exact = asked.head == told.head
    akin = [told.head or "", *told.besides]
    if told.head is None or not (exact or any(_may_be(asked, one, told.told) for one in akin)):
        return 0.0
    return (1.0 if exact else _AKIN) * ((1 + matched) / (1 + wanted)) ** 2


def _may_be(asked: Office, role: str, told: frozenset[str]) -> bool:
    """Tell whether who is asked for may be in a role: it is theirs, or akin to it."""
    return asked.head == role or _akin().has(asked.head or "", role, asked.told | told)


@dataclass(frozen=True)
class _Akin:
    """What may be called by each other's names."""

    pairs: frozenset[frozenset[str]]
    leading: frozenset[frozenset[str]]
    """Those for which that holds only where one of the `led` is told."""
    led: frozenset[str]

    def has(self, one: str, other: str, told: frozenset[str]) -> bool:
        pair = frozenset({one, other})
        return pair in self.pairs or (pair in self.leading and not self.led.isdisjoint(told))

    def has_any(self, one: str, among: frozenset[str]) -> bool:
        return any(frozenset({one, other}) in self.pairs for other in among)


@cache
def _akin() -> _Akin:
    told = tomllib.loads(resources.files(__package__).joinpath("akin.toml").read_text("utf-8"))
    led = frozenset(told["leading"].pop("led"))
    return _Akin(_pairs(told["kinds"]), _pairs(told["leading"]), led)


def _pairs(kinds: dict[str, list[str]]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset({one, kind}) for one, others in kinds.items() for kind in others)


def described(text: str, start: int, end: int, code: str) -> Iterator[str]:
    """Yield what stands right before and after a name at that place in a text of a language."""
    near = text[max(0, start - 120) : start]
    before = _BEFORE.search(near)
    if before and before.group().strip():
        yield " ".join(_own(before.group(), code).split()[-_DESCRIBED:])
    if before and (apposed := _apposed(near[: before.start()], before.group(), code)):
        yield apposed
    if after := _AFTER.match(text[end : end + 120]):
        yield after["told"]


def _own(before: str, code: str) -> str:
    """Return the words before a name less those of a role that others part from it: vəkil etiraz edərək Quliyevin."""
    told = languages.load(code).get("names", {})
    roles = [one for one in found(before, code) if one.is_role]
    if told.get("head") != "last" or not roles:
        return before
    rest = before[roles[-1].end :]
    parted = [word for word in words(rest) if word[0].islower() and not word.endswith(tuple(told["participles"]))]
    return rest if parted and not ends_with_role(before, code) else before


def _apposed(before: str, own: str, code: str) -> str | None:
    """Return the role that a comma parts from a name and what else its bearer is: mərkəzin rəisi, polkovnik Samir."""
    told = before.removesuffix(",")
    last = languages.load(code).get("names", {}).get("head") == "last"
    if not last or told == before or len(own.split()) > _FEW + 1:
        return None
    clause = re.split(r"[,.;:!?()\n–—]", told)[-1].strip()
    role = " ".join(clause.split()[-_DESCRIBED:])
    return role if role and ends_with_role(role, code) else None


@lru_cache(1024)
def places(name: str) -> re.Pattern[str] | None:
    """Return the pattern of a name in a text, in any case: its first names, if they stand there, and the last."""
    parts = words(name)
    if not parts or not parts[-1][0].isupper():
        return None
    one = [rf"{re.escape(part[: max(3, len(part) - 2)])}[\w'’]{{0,7}}" for part in parts]
    first = "".join(rf"(?:{part}\s+)?" for part in one[:-1])
    return re.compile(rf"(?<!\w){first}{one[-1]}(?!\w)")
