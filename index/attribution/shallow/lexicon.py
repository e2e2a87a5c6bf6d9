"""The words that the shallow rules look for, from a language's file, with every form in which they occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from index import inflection, languages
from index.attribution.shallow import saying
from index.inflection import CASES, NOMINATIVE

_FORMS = ("finite", "converbs", "participles", "passives")


class Act(StrEnum):
    """How a verb of saying stands in its sentence."""

    FINITE = "finite"
    CONVERB = "converbs"
    PARTICIPLE = "participles"
    PASSIVE = "passives"


Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Shallow:
    """The `[shallow]` part of a language's file, which explains each list; words are in lower case."""

    language: str
    lemmatised: bool
    """Whether verbs and roles are listed in their dictionary form, so that a library must tell it."""
    verbs: dict[Phrase, Act]
    """Every form of each verb of saying; where `lemmatised`, dictionary forms, all of them finite."""
    verb_starts: frozenset[str]
    """The first words of these forms."""
    weak: frozenset[Phrase]
    """Those forms that are no report alone."""
    stances: frozenset[Phrase]
    """Those of the weak ones that are one if somebody is their subject."""
    particles: frozenset[str]
    """Words that may stand inside a verb of two words."""
    relays: frozenset[Phrase]
    """Those by which an outlet may only pass on what somebody said."""
    deniable: frozenset[str]
    """Verbs and short adjectives, where `lemmatised`, that tell a view where they are negated, too."""
    present: frozenset[str]
    """Stances, where `lemmatised`, that are one only in the present."""
    denied: frozenset[str]
    """Verbs, where `lemmatised`, that tell a view only where they are negated."""
    said_nouns: dict[str, str]
    """Every form of a noun for somebody's words, with its case: yanıtı, sözleriyle."""
    according: frozenset[str]
    """Words after a noun for words in the dative: açıklamasına göre."""
    plain_nouns: dict[str, str]
    """The same of such a noun as nobody's: açıklama yaptı."""
    light: dict[str, dict[Phrase, Act]]
    """Every form of the verbs that are reports after such a noun, by the noun's case."""
    roles: dict[Phrase, tuple[str, frozenset[str]]]
    """Every form of a role, with the role and the cases it may be in; where `lemmatised`, dictionary forms."""
    role_endings: dict[str, tuple[str, frozenset[str]]]
    """Every form of what a word for somebody who does something ends in, with the ending and the cases."""
    not_roles: frozenset[str]
    """Words that end so and are for nobody."""
    no_title: tuple[str, ...]
    """What words end in that stand before a name and do not tell what its bearer is."""
    views: frozenset[str]
    """What is somebody's view: fikri, cavabı."""
    genitive_endings: tuple[str, ...]
    """What a word ends in to which what follows belongs."""
    owned_endings: tuple[str, ...]
    """What a word ends in that is somebody's, by itself and, in the next, as what owns something."""
    owned_genitives: tuple[str, ...]
    predicate_endings: tuple[str, ...]
    """What a word ends in that tells something of what stands before it."""
    name_copulas: tuple[str, ...]
    """What a name ends in that is a predicate: Əsgərzadədir."""
    where: tuple[str, ...]
    """Endings of a word that tell where, or where from."""
    anonymous: frozenset[str]
    """Words of which one stands before somebody who is not to be named: adını vermeyen."""
    doubtful_names: frozenset[str]
    """Given names that are common words, too, so that one at the start of a sentence is nobody's."""
    own_acts: tuple[str, ...]
    """What a word ends in that tells what whoever writes does: soruşuram."""
    reporters: frozenset[str]
    """Roles of those who only report on others."""
    honorifics: dict[str, frozenset[str]]
    """Every form of what may follow a name, with its cases: Samir müəllimin; only where not `lemmatised`."""
    kin: dict[str, frozenset[str]]
    """The same of what may follow a given name only: Gülsüm nənə."""
    last_names: tuple[str, ...]
    """What the last word of a name that starts with a given name may end in."""
    places: frozenset[str]
    """Every form of words after what is a place's name: Qoşaqum kəndinin."""
    bodies: dict[str, frozenset[str]]
    """The same of the words for bodies."""
    named_bodies: tuple[str, ...]
    """The same as they are listed."""
    owned_bodies: tuple[str, ...]
    """Those that are somebody's: bakanlığı."""
    before: dict[Phrase, str]
    """Phrases before a source, with the case they ask for."""
    after: dict[Phrase, str]
    """Phrases after a source, with the case they ask for."""
    texts: frozenset[str]
    inside: frozenset[str]
    as_words: frozenset[str]
    quote_marks: frozenset[str]
    before_pronoun: frozenset[str]
    pronoun_nouns: frozenset[str]
    source_particles: frozenset[str]
    there: frozenset[str]
    """Words for the place of a body that was told of."""
    own: frozenset[str]
    """Words for what is the subject's: по собственным словам."""
    before_name: frozenset[str]
    that: frozenset[str]
    circumstances: frozenset[str]
    """Those that after a verb of thinking tell when or where."""
    said_endings: tuple[str, ...]
    object_endings: tuple[str, ...]
    """What a word ends in that is acted on, so that a noun just before it only tells of what kind it is."""
    oblique_endings: tuple[str, ...]
    """What words end in that never act."""
    postpositions: frozenset[str]
    same: frozenset[str]
    """What stands before a description of whoever spoke last: aynı kişi."""
    ones: dict[str, str]
    """Words for one of several, with their case: kaynaklardan birine."""
    asked: frozenset[str]
    """Verbs that tell that somebody in the dative was asked."""
    kinds: tuple[str, ...]
    """Words for a body that may mean any: şirket, kurum."""
    body_endings: tuple[str, ...]
    """What the name of a body that has no such word ends in."""
    nations: frozenset[str]
    """Adjectives with a capital that are no name alone: Türk takımı."""
    anybody: frozenset[str]
    """What anybody may be called, whatever else they are: qız, kişi."""
    nobodies: frozenset[Phrase]
    """Words for nobody: heç kim bilmir."""
    hearsay: tuple[str, ...]
    """What the verb of a sentence ends in that somebody is only said to have told."""
    role_genders: dict[str, str]
    back: frozenset[Phrase]
    contrast: frozenset[Phrase]
    negations: frozenset[str]
    indefinite: frozenset[str]
    agents: frozenset[str]
    ands: frozenset[str]
    others: frozenset[str]
    relatives: frozenset[str]
    partitive: frozenset[str]
    adjectives: frozenset[str]
    plurals: tuple[str, ...]
    pronouns: dict[str, str]
    doubtful_pronouns: frozenset[str]
    pronoun_cases: dict[str, str]
    alike: dict[str, frozenset[str]]
    """A role with those that may name the same person."""
    unnamed: frozenset[str]
    opinions: frozenset[str]
    """Nouns for somebody's view, where `lemmatised`."""
    having: frozenset[str]
    """What stands before whoever has something: ответ у Зорина."""
    would: frozenset[str]
    """What tells that something would be."""
    generic: frozenset[str]
    askers: frozenset[str]
    offices: frozenset[str]
    pointing: frozenset[str]
    not_labels: frozenset[str]
    answer_labels: frozenset[str]
    question_labels: frozenset[str]
    not_names: frozenset[str]


@cache
def shallow(language: str) -> Shallow | None:
    """Return the words of a language, None if its file has no `[shallow]` part (or there is no file)."""
    if language not in languages.codes() or "shallow" not in (data := languages.load(language)):
        return None
    part, sources, words = data["shallow"], data["shallow"]["sources"], data["shallow"]["words"]
    lemmatised = "finite" not in part
    verbs = (
        _listed_verbs(part) if lemmatised else _inflected_verbs(language, part, part["verbs"]) | _denied(language, part)
    )
    nouns = part.get("saying")
    if nouns:
        verbs = _inflected_verbs(language, part, list(saying.opinions(language, nouns))) | verbs
    return Shallow(
        language=language,
        lemmatised=lemmatised,
        verbs=verbs,
        verb_starts=frozenset(phrase[0] for phrase in verbs),
        light=_light_verbs(language, part),
        weak=_marked(language, part, "weak_verbs", lemmatised),
        stances=_marked(language, part, "stance_verbs", lemmatised) if "stance_verbs" in part else frozenset(),
        particles=frozenset(part.get("particles", ())),
        relays=_marked(language, part, "relay_verbs", lemmatised),
        deniable=frozenset((*part.get("deniable", ()), *part["stance_verbs"])) if lemmatised else frozenset(),
        present=frozenset(part.get("present", ())),
        denied=frozenset(part.get("denied", ())),
        said_nouns=_said_nouns(saying.owned, language, nouns),
        according=frozenset(nouns["according"] if nouns else ()),
        plain_nouns=_said_nouns(saying.plain, language, nouns),
        roles=_roles(language, [*words["roles"], *words["unnamed"]], lemmatised),
        role_endings=_role_endings(language, words.get("role_endings", [])),
        not_roles=frozenset(words.get("not_roles", ())),
        no_title=tuple(words.get("no_title", ())),
        views=frozenset(words.get("views", ())),
        genitive_endings=tuple(inflection.every_form(language, data["inflection"].get("genitive", []))),
        owned_endings=tuple(words.get("owned_endings", ())),
        owned_genitives=tuple(words.get("owned_genitives", ())),
        name_copulas=tuple(words.get("name_copulas", ())),
        predicate_endings=tuple(words.get("predicate_endings", ())),
        where=tuple(words.get("where", ())),
        anonymous=frozenset(words.get("anonymous", ())),
        doubtful_names=frozenset(words.get("doubtful_names", ())),
        own_acts=tuple(words.get("own_acts", ())),
        reporters=frozenset(words.get("reporters", ())),
        honorifics={} if lemmatised else _forms(language, data["inflection"]["honorifics"]),
        kin=_forms(language, words.get("kin", [])),
        last_names=(*data["inflection"]["surnames"], *words.get("last_names", ())),
        places=_owned_forms(language, words.get("places", [])),
        bodies=_bodies(language, words["bodies"], lemmatised),
        named_bodies=tuple(words["bodies"]),
        owned_bodies=() if lemmatised else tuple(body for body in words["bodies"] if body[-1] in "ıiuü"),
        before=_sources(sources, {"before_genitive": "genitive", "before_dative": "dative"}),
        after=_sources(sources, {"genitive": "genitive", "dative": "dative", "ablative": "ablative"})
        | _owned_sources(language, sources)
        | dict.fromkeys(map(_phrase, saying.sources(language, nouns) if nouns else ()), "genitive"),
        texts=frozenset(sources.get("texts", ())),
        inside=frozenset(sources.get("in", ())),
        as_words=frozenset(sources.get("as", ())),
        quote_marks=frozenset(words["quote_marks"]),
        before_pronoun=frozenset(sources.get("before_pronoun", ())),
        pronoun_nouns=frozenset(sources.get("pronoun_nouns", ())),
        source_particles=frozenset(sources.get("particles", ())),
        there=frozenset(sources.get("there", ())),
        own=frozenset(sources.get("own", ())),
        before_name=frozenset(sources.get("before_name", ())),
        that=frozenset(words["that"]),
        circumstances=frozenset(words.get("circumstances", ())),
        said_endings=tuple(words.get("said_endings", ())),
        object_endings=tuple(words.get("object_endings", ())),
        oblique_endings=tuple(words.get("oblique_endings", ())),
        postpositions=frozenset(words.get("postpositions", ())),
        same=frozenset(words.get("same", ())),
        ones=dict(words.get("ones", {})),
        asked=frozenset(words.get("asked", ())),
        kinds=tuple(form for kind in words.get("kinds", ()) for form in (kind, inflection.softened(language, kind))),
        body_endings=tuple(words.get("body_endings", ())),
        anybody=frozenset(words.get("anybody", ())),
        nobodies=frozenset(map(_phrase, words.get("nobodies", ()))),
        hearsay=tuple(words.get("hearsay", ())),
        nations=frozenset(words.get("nations", ())),
        role_genders=dict(words.get("role_genders", {})),
        back=frozenset(map(_phrase, words["back"])),
        contrast=frozenset(map(_phrase, words["contrast"])),
        negations=frozenset(words["negations"]),
        indefinite=frozenset(words["indefinite"]),
        ands=frozenset(words["ands"]),
        others=frozenset(words["others"]),
        agents=frozenset(words["agents"]),
        partitive=frozenset(words["partitive"]),
        adjectives=frozenset(part.get("adjectives", ())),
        relatives=frozenset(words["relatives"]),
        plurals=tuple(words["plurals"]),
        doubtful_pronouns=frozenset(words["doubtful_pronouns"]),
        pronouns=dict(words["pronouns"]),
        pronoun_cases=_pronoun_cases(words),
        alike=_alike(words["same_roles"]),
        unnamed=frozenset(words["unnamed"]),
        opinions=frozenset(words.get("opinions", ())),
        having=frozenset(words.get("having", ())),
        would=frozenset(words.get("would", ())),
        generic=frozenset(words.get("generic", ())),
        askers=frozenset(words.get("askers", ())),
        offices=frozenset(words.get("offices", ())),
        pointing=frozenset(words.get("pointing", ())),
        answer_labels=frozenset(words["answer_labels"]),
        question_labels=frozenset(words["question_labels"]),
        not_labels=frozenset(words["not_labels"]),
        not_names=frozenset(
            (
                *words["not_names"],
                *words["weekdays"],
                *words["months"],
                *data["sentences"]["starters"],
                *words["pronouns"],
            )
        ).union((phrase.split()[0] for phrase in words["back"]), words["answer_labels"], words["question_labels"]),
    )


def _phrase(words: str) -> Phrase:
    return tuple(words.split())


def _listed_verbs(part: dict[str, Any]) -> dict[Phrase, Act]:
    verbs = dict.fromkeys(map(_phrase, [*part["verbs"], *part["stance_verbs"]]), Act.FINITE)
    return verbs | dict.fromkeys(map(_phrase, part["passive_verbs"]), Act.PASSIVE)


def _inflected_verbs(language: str, part: dict[str, Any], entries: list[str]) -> dict[Phrase, Act]:
    verbs: dict[Phrase, Act] = {}
    irregular = part["irregular"] | (saying.opinions(language, part["saying"]) if "saying" in part else {})
    for entry in entries:
        *first, stem = entry.split()
        listed = irregular.get(stem)
        for kind in reversed(_FORMS):
            forms = listed[kind] if listed else [_conjugated(language, stem, ending) for ending in part[kind]]
            verbs |= dict.fromkeys(((*first, form) for form in forms), Act(kind))
    return verbs


def _denied(language: str, part: dict[str, Any]) -> dict[Phrase, Act]:
    """Return what tells a view without a verb of saying: its denial, or a predicate (gizlətmir, razıdır)."""
    denied: dict[Phrase, Act] = {}
    for entry in part.get("denied_verbs", ()):
        *first, stem = entry.split()
        forms = (inflection.inflected(language, stem, ending) for ending in part["negatives"])
        denied |= dict.fromkeys(((*first, form) for form in forms), Act.FINITE)
    predicates = [*map(_phrase, part.get("predicates", ())), *_feelings(language, part)]
    return denied | dict.fromkeys(predicates, Act.FINITE)


def _feelings(language: str, part: dict[str, Any]) -> Iterator[Phrase]:
    """Yield what tells what somebody feels: dertli at the end of a sentence, dertli değil, dertliydi."""
    for feeling in map(_phrase, part.get("feelings", ())):
        yield (*feeling, ".")
        yield from ((*feeling, no) for no in part["words"]["negations"])
        copulas = (
            ending if inflection.ends_in_vowel(language, feeling[-1]) else ending.lstrip("y")
            for ending in part["saying"]["copulas"]
        )
        yield from ((*feeling[:-1], inflection.inflected(language, feeling[-1], ending)) for ending in copulas)


def _marked(language: str, part: dict[str, Any], name: str, lemmatised: bool) -> frozenset[Phrase]:
    """Return the forms of the verbs on a list, those in the passive left out."""
    if lemmatised:
        return frozenset(map(_phrase, part[name]))
    forms = _inflected_verbs(language, part, part[name])
    weak = map(_phrase, part.get("weak_predicates", ()) if name == "weak_verbs" else ())
    return frozenset(phrase for phrase, act in forms.items() if act is not Act.PASSIVE).union(weak)


def _conjugated(language: str, stem: str, ending: str) -> str:
    return inflection.inflected(language, inflection.narrowed(language, stem, ending), ending)


def _said_nouns(
    forms: Callable[[str, str], dict[str, str]], language: str, nouns: dict[str, Any] | None
) -> dict[str, str]:
    listed = nouns["nouns"] if nouns else ()
    return {form: case for noun in listed for form, case in forms(language, noun).items()}


def _light_verbs(language: str, part: dict[str, Any]) -> dict[str, dict[Phrase, Act]]:
    listed = part.get("saying", {}).get("verbs", {})
    return {case: _inflected_verbs(language, part, stems) for case, stems in listed.items()}


def _roles(language: str, roles: list[str], lemmatised: bool) -> dict[Phrase, tuple[str, frozenset[str]]]:
    if lemmatised:
        return {_phrase(role): (role, frozenset()) for role in roles}
    found: dict[Phrase, tuple[str, frozenset[str]]] = {}
    for role in roles:
        *first, noun = role.split()
        for form, cases in noun_forms(language, noun).items():
            found.setdefault((*first, form), (role, cases))
    for role in roles:  # "müəllimə" is a woman, not only to a teacher
        found[_phrase(role)] = (role, found[_phrase(role)][1] | {NOMINATIVE})
    return found


def _forms(language: str, nouns: list[str]) -> dict[str, frozenset[str]]:
    """Return every form of some nouns with its cases."""
    found: dict[str, frozenset[str]] = {}
    for form, cases in (item for noun in nouns for item in noun_forms(language, noun).items()):
        found[form] = found.get(form, frozenset()) | cases
    return found


def _owned_forms(language: str, nouns: list[str]) -> frozenset[str]:
    """Return every form of some nouns as somebody's: küçəsi, küçəsində."""
    part, found = languages.load(language)["inflection"], set()
    for noun in nouns:
        vowel = inflection.ends_in_vowel(language, noun)
        stem = noun if vowel else inflection.softened(language, noun)
        owned = inflection.inflected(language, stem, part["possessed"][vowel])
        endings = (ending for case in CASES for ending in part["vowel"].get(case, ()))
        bent = {inflection.inflected(language, owned, ending) for ending in endings}
        found |= {owned, *bent, *(form + ki for form in bent for ki in ("ki", "kı"))}  # qəsəbəsindəki
    return frozenset(found)


def _role_endings(language: str, endings: list[str]) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the forms of what words for people end in, the longest first."""
    found = [(form, (end, cases)) for end in endings for form, cases in noun_forms(language, end).items()]
    return dict(sorted(found, key=lambda item: -len(item[0])))


def _bodies(language: str, bodies: list[str], lemmatised: bool) -> dict[str, frozenset[str]]:
    if lemmatised:
        return dict.fromkeys(bodies, frozenset())
    forms = [item for body in bodies for item in noun_forms(language, body.split()[-1]).items()]
    found: dict[str, frozenset[str]] = {}
    for form, cases in forms:
        found[form] = found.get(form, frozenset()) | cases
    return found | {body: frozenset({NOMINATIVE}) for body in bodies}


@cache
def noun_forms(language: str, noun: str) -> dict[str, frozenset[str]]:
    """Return the forms of a noun of a language with harmony, by itself and as somebody's, with their cases."""
    part = languages.load(language)["inflection"]
    possessed = part["possessed"][inflection.ends_in_vowel(language, noun)]
    plural = inflection.inflected(language, noun, part["plural"][0])
    stems = [plural, inflection.inflected(language, plural, part["possessed"][0])]
    stems += [inflection.inflected(language, stem, possessed) for stem in {noun, inflection.softened(language, noun)}]
    found: dict[str, frozenset[str]] = {}
    for stem in (noun, inflection.softened(language, noun), *stems):
        endings = part["vowel"] if inflection.ends_in_vowel(language, stem) else part
        for case in CASES:
            for ending in endings.get(case, ()):
                found.setdefault(inflection.inflected(language, stem, ending), frozenset({case}))
    for stem in (noun, *stems):
        found[stem] = found.get(stem, frozenset()) | {NOMINATIVE}
    return found


def _sources(sources: dict[str, list[str]], lists: dict[str, str]) -> dict[Phrase, str]:
    return {_phrase(words): case for name, case in lists.items() for words in sources.get(name, ())}


def _owned_sources(language: str, sources: dict[str, list[str]]) -> dict[Phrase, str]:
    """Return the phrases that are made of what is somebody's and an ending: of hesablaması, hesablamasına görə."""
    found: dict[Phrase, str] = {}
    for ending in sources.get("owned_endings", ()):
        case, *after = ending.split()
        for words in sources["owned"]:
            *first, noun = words.split()
            found[*first, inflection.inflected(language, noun, case), *after] = "genitive"
    return found


def _pronoun_cases(words: dict[str, Any]) -> dict[str, str]:
    cases = dict.fromkeys(words["pronouns"], NOMINATIVE)
    if subjects := words.get("subject_pronouns"):
        cases = {word: NOMINATIVE if word in subjects else "" for word in cases}
    cases |= dict.fromkeys(words["genitive_pronouns"], "genitive")
    return cases | dict.fromkeys(words["dative_pronouns"], "dative")


def _alike(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        for role in group:
            found.setdefault(role, set()).update(group)
    return {role: frozenset(fits) for role, fits in found.items()}
