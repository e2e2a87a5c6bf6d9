"""Asking: how a question in a language other than English names whose words it asks for, and on what topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index import Span
from index.attribution.shallow import shallow
from qa import languages
from qa.multilingual import certainty, names, offices, templates
from qa.multilingual.names import Called

UNNAMED = "unnamed"
"""The kind of what somebody said whom only the question before names."""
_TWO = 2
_ACTIVE = 5  # letters of a verb at most that ends like a passive one: bilir
_FIRST = 3  # words that a verb is among which stands first
_ENDS = " ?!.…"
_MARKS = " ,:;\"'“”‘’«»„—–-"


@dataclass(frozen=True)
class Asking:
    """What a question asks for."""

    kind: str
    """As `qa.question.Kind` has it, or UNNAMED."""
    topic: str
    """What it is about, without the speaker and the words that ask."""
    speakers: tuple[str, ...] = ()
    """Whose words are asked for, as far as it can be told as the archive has their names."""
    labels: tuple[str, ...] = ()
    """The labels of the entities that answer; empty if no fact is asked for, or one of another kind."""
    asks_fact: bool = False
    judges: bool = False
    """Whether praise, blame or the like is asked for, not whatever was said."""
    without: tuple[str, ...] = ()
    """Whose words are not asked for."""
    text: str | None = None
    """A follow-up, made to stand alone."""
    leans: bool = False
    """Whether it took something from the question before."""


def read(text: str, code: str, called: Called = names.nobody, *, leans: bool = False) -> Asking:
    """Read a question in this language; `called` tells who speaks in the archive.

    Where nobody is surely named, words that may name somebody do, unless the question `leans` on one before it,
    which may have named them.
    """
    plain = _without_clauses(text.rstrip(_ENDS), code)
    asking = _sourced(plain, code, called) or _after_dash(plain, code, called)
    asking = asking or _by_ways(plain, code, called, leans=leans) or _before_comma(plain, code, called)
    if asking := asking or _sourced(plain, code, called, parted=False):
        return asking
    asks = _labels(plain, code)
    if not asks and (place := somebody(plain, code, called)):
        rest = f"{plain[: place.start]} {plain[place.end :]}"
        return Asking("about", topic(rest), speakers(place.of(plain), code, called))
    return Asking("fact", plain, labels=asks or (), asks_fact=True)


def _by_ways(plain: str, code: str, called: Called, *, leans: bool = False) -> Asking | None:
    """Read a question by the ways to ask that the language's file has; None if it is put in none of them."""
    for least in (certainty.CERTAIN, 0.0):
        if least == 0.0 and (asking := _before_verb(plain, code, called)):
            return asking
        for way in templates.ways(code):
            if way.kind == UNNAMED and not (leans or least == 0.0):
                continue
            if (found := way.pattern.match(plain)) and (asking := _asking(way, found, plain, code, called, least)):
                return asking
    return None


def _without_clauses(plain: str, code: str) -> str:
    """Leave out clauses between commas that only tell who it is that acts: «австриец, отвечающий за лыжи, сказал»."""
    if not (endings := languages.load(code)["names"].get("clauses")):
        return plain
    return re.sub(rf",\s+(?:не\s+)?\w+(?:{'|'.join(endings)})(?!\w)[^,]*(?:,|$)", "", plain)


def _after_dash(plain: str, code: str, called: Called) -> Asking | None:
    """Read a question that asks behind a dash whose words are meant: «Опасен ли мост — что говорит мэр»."""
    for found in reversed(list(re.finditer(r"\s+[—–-]\s+", plain))):
        asking = _by_ways(plain[found.end() :], code, called)
        if asking and asking.kind == "said" and asking.speakers:
            told = languages.load(code)["followup"]["anaphors"]
            left = "" if asking.topic.casefold() in told or _asks(asking.topic, code) else asking.topic
            return replace(asking, topic=topic(f"{plain[: found.start()]} {left}"))
    return None


def _asks(text: str, code: str) -> bool:
    """Tell whether a text starts with a word that asks."""
    return any(word in certainty.no_speaker(code) for word in text.casefold().split()[:1])


def _before_comma(plain: str, code: str, called: Called) -> Asking | None:
    """Read a question that asks on behind a comma: "Demir kazada kimi suçluyor, kaptanı mı tayfayı mı"."""
    head, comma, tail = plain.partition(", ")
    asked = languages.load(code)["words"].get("asked", ())
    if not comma or not any(word in asked or _asks(word, code) for word in tail.split()):
        return None
    asking = _by_ways(head, code, called)
    return replace(asking, topic=topic(f"{asking.topic}, {tail}")) if asking and asking.speakers else None


def _sourced(plain: str, code: str, called: Called, *, parted: bool = True) -> Asking | None:
    """Read a question with a source between commas: «Почему, по словам Зорина, мост закрыт»; None if there is none.

    One that is not `parted` by commas ends the question: «С чего начался пожар по версии Зорина».
    """
    if not (sources := languages.load(code)["words"].get("sourced")):
        return None
    several = sources if parted else [source for source in sources if " " in source]
    before, after = (r"(?:^|,\s*)", r"\s*(?:,|$)") if parted else (r"\s", "$")
    pattern = rf"{before}{templates.any_of(several, code)}\s+(?P<who>[^,]+?){after}"
    for found in re.finditer(pattern, plain, re.IGNORECASE):
        rest = topic(f"{plain[: found.start()]} {plain[found.end() :]}")
        phrase = plain[found.start() : found.start("who")].strip(" ,")
        least = (
            certainty.CERTAIN if " " not in phrase and phrase.islower() and len(phrase) < certainty.SHORTEST else 0.0
        )
        if rest and (sure := certainty.of(found["who"], code, called)) and sure >= least:
            return Asking("said", rest, speakers(found["who"], code, called), _labels(rest, code) or ())
    return None


def _before_verb(plain: str, code: str, called: Called) -> Asking | None:
    """Read a question whose speaker stands after the topic, right before the verb: "Yolun bağlandığını X dedi?"."""
    place = somebody(plain, code, called)
    if place is None or not topic(plain[: place.start]):
        return None
    ever, what = (rf"(?:{templates.any_of_list(name, code)}\s+)?" for name in ("ever", "what"))
    for name in ("said", "judged"):
        verb = rf"\s+{ever}{what}{ever}{templates.any_of_list(name, code)}"
        if re.fullmatch(verb, plain[place.end :], re.IGNORECASE):
            who = speakers(place.of(plain), code, called)
            return Asking("said", topic(plain[: place.start]), who, judges=name == "judged")
    return None


def _asking(
    way: templates.Way, found: re.Match[str], plain: str, code: str, called: Called, least: float
) -> Asking | None:
    told = found.groupdict()
    place: Span | None = None
    sure = 0.0
    if "turned" in told:
        return _asking_turned(way, found, plain, code, called)
    first = (told.get("both") or told.get("who") or "").split()[:1]
    if least and way.has_actor and any(word[0].islower() and not names.may_act(word, code) for word in first):
        return None  # of «Что посоветовал мэру критик» the critic acts
    if "both" in told:
        sure, place = _starting(told["both"], found.start("both"), way, plain, code, called)
        if place is None or sure < (least if way.has_verb else certainty.CERTAIN):
            return None
        start, end = found.span("both")
        about = plain[start : place.start] or plain[place.end : end]
    elif "who" in told:
        place, about = Span(*found.span("who")), told.get("topic") or ""
        last = _acting_last(told["who"], plain[place.end :], way, code, called)
        if about and last and found.start("topic") < place.start:  # "Yol barədə ittihama Leyla Rzayeva nə cavab verdi"
            place = Span(place.end - last, place.end)
            about = plain[found.start("topic") : place.start]
        sure = certainty.of(place.of(plain), code, called)
        if way.tells_source and sure and _tells_source(plain[place.end :], code):
            sure = max(sure, certainty.CERTAIN)
        if sure == 0 or sure < (least if way.has_verb else certainty.CERTAIN):
            return None
    else:
        about = told.get("topic") or ""
    passive = way.has_verb and not way.tells_source and _is_passive(plain, code)
    asks = plain[: found.start("topic")] + plain[found.end("topic") :] if way.has_topic and "topic" in told else plain
    if place is not None and (passive or (sure < certainty.CERTAIN and _labels(asks, code))):
        return None  # "Zavod hansı gün bağlanacaq" asks of nobody's words
    if place is None:
        return Asking(way.kind, topic(about), judges=way.judges)
    who = place.of(plain)
    if who.casefold() in languages.load(code)["followup"]["pronouns"]:
        return Asking(UNNAMED, topic(about), judges=way.judges)
    left = topic(about) or (topic(f"{plain[: place.start]} {plain[place.end :]}") if way.judges else "")
    return Asking(way.kind, left, speakers(who, code, called), _labels(about, code) or (), judges=way.judges)


def _asking_turned(way: templates.Way, found: re.Match[str], plain: str, code: str, called: Called) -> Asking | None:
    start, end = found.span("turned")
    sure, length = split_behind(found["turned"], code, called)
    about = topic(plain[start : end - length])
    if sure < certainty.CERTAIN or not about:
        return None
    who = speakers(plain[end - length : end], code, called)
    return Asking(way.kind, about, who, _labels(about, code) or (), judges=way.judges)


def _tells_source(rest: str, code: str) -> bool:
    """Tell whether what follows somebody tells what they are the source of: "Quliyevin hesabına görə"."""
    sources = languages.load(code)["words"].get("sources")
    return bool(sources) and re.match(rf"\s+{templates.any_of(sources, code)}", rest, re.IGNORECASE) is not None


def _acting(text: str, length: int, code: str, called: Called) -> int:
    """Return where whoever acts ends, of whom words start with: of "Prorektor İmanova Rzayevaya" before the last."""
    *before, last = text[:length].split() or [""]
    if not last[:1].isupper() or not names.is_oblique(last, code):
        return length
    if before and called(text[:length], code, last=True):
        return 0  # "Nihan Ersoy'un ailesi" tells whose, not who
    while len(before) > 1 and names.is_first_name(before[-1], code):
        before = before[:-1]  # of "Akustik Rəşid Quliyevin" the first
    head = " ".join(before)
    return len(head) if head and certainty.of(head, code, called) >= certainty.CERTAIN else 0


def _starting(
    text: str, start: int, way: templates.Way, plain: str, code: str, called: Called
) -> tuple[float, Span | None]:
    """Return how surely words of a question, from `start` on, start with somebody, and where; or end with who acts."""
    if size := _acting_last(text, plain[start + len(text) :], way, code, called):
        return certainty.SURELY, Span(start + len(text) - size, start + len(text))
    sure, length = split(text, code, called, acts=way.has_verb)
    if way.has_verb:
        length = _acting(text, length, code, called)
    return sure, Span(start, start + length) if length else None


def _acting_last(text: str, rest: str, way: templates.Way, code: str, called: Called) -> int:
    """Return how long the name is that words end with, right before what asks and the verb; 0 if they end with none.

    Of "Bakanın iddiasına Ersoy Kaya ne cevap verdi" it is Kaya who answers.
    """
    about = templates.any_of_list("about", code)
    if (
        not way.has_verb
        or languages.load(code)["names"]["head"] != "last"
        or re.match(rf"\s+{about}", rest, re.IGNORECASE)
    ):
        return 0
    sure, length = split_behind(text, code, called)
    before, name = text[: len(text) - length].split(), text[len(text) - length :].split()
    parted = before and not before[-1][0].isupper()  # or the name starts before
    return length if sure >= certainty.NAMED and parted and all(word[0].isupper() for word in name) else 0


def _is_passive(plain: str, code: str) -> bool:
    """Tell whether a question's verb tells what is done, not who does it: "nə vaxt gözlənilir", «как называется»."""
    words = languages.load(code)["words"]
    passives = tuple(words.get("passives", ()))
    verbs = [word for word in plain.casefold().split() if word not in words.get("asked", ())]
    near = verbs[-1:] if languages.load(code)["names"]["head"] == "last" else verbs[:_FIRST]
    return bool(passives) and any(verb.endswith(passives) and len(verb) > _ACTIVE for verb in near)


def topic(text: str) -> str:
    """Return a topic without the marks around it."""
    return text.strip(_MARKS)


def _labels(text: str, code: str) -> tuple[str, ...] | None:
    """Return the labels of what answers a question of fact; None if it is none."""
    for entry in languages.load(code)["answers"]:
        if any(templates.found_in(text, entry["asks"], code)):
            return tuple(entry["with"])
    return None


def split(text: str, code: str, called: Called, *, acts: bool = False) -> tuple[float, int]:
    """Return how surely words start with somebody, and where that somebody ends; (0, 0) if nothing would be left.

    Where that somebody `acts`, nobody is meant who only owns what follows: "konuk takımın" of "konuk takımın hocası".
    """
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    owned, best = offices.owned_by_name(text, code, called), (0.0, 0)
    for end in ends[: min(certainty.MAX_SPEAKER, len(ends) - 1)]:
        if end > owned and (_is_past(text, end, code, called) or offices.is_passed(text, end, code)):
            break
        if end < owned or names.is_within(text, end, code, called):
            continue
        own = _is_owner(text[:end], code) or offices.is_acted_on(text[:end], code)
        parted = (acts and (own or offices.is_cut(text, end, code))) or names.is_first_alone(text, end, code, called)
        if parted or names.describes(text, end, code):
            continue
        who = text[:end].rstrip(",")
        sure = [certainty.of_one(part, code, called) for part in certainty.parts(who, code)] or [0.0]
        best = max(best, (max(sure) if min(sure) >= certainty.CERTAIN else min(sure), len(who)))
    return best if best[0] else (0.0, 0)


def split_behind(text: str, code: str, called: Called) -> tuple[float, int]:
    """Return how surely words end with somebody, and how long that is; (0, 0) if nothing would be left or nobody acts.

    Of "билетах Эсра Тан" it is "Эсра Тан".
    """
    starts = [found.start() for found in re.finditer(r"\S+", text)]
    best = (0.0, 0)
    for start in starts[1:][-certainty.MAX_SPEAKER :]:
        who = text[start:]
        acts = who[0].isupper() or names.may_act(who.split()[0], code)
        if acts and not any(names.is_declined(word, code) for word in who.split() if word[0].isupper()):
            best = max(best, (certainty.of(who, code, called), len(who)))
    return best


def _is_past(text: str, end: int, code: str, called: Called) -> bool:
    """Tell whether words go on past who is asked for, where a language puts its subject first and its role last.

    A comma ends who it is, unless others are named after it: "Demir, köprü …". So does a role that neither another
    role follows nor a name: "Sendika başkanı greve …".
    """
    if languages.load(code)["names"]["head"] != "last":
        return False
    if _is_whole_name(text[:end].split(), code) or _goes_on_after_name(text[:end].split(), code, called):
        return True
    _, comma, after = text[:end].partition(", ")
    if comma and not any(f" {joint} " in after for joint in languages.load(code)["names"]["joints"]):
        return True
    *before, last = text[:end].split()
    if not before or last in languages.load(code)["names"]["joints"]:
        return False
    if last[0].isupper():
        return offices.is_listed(" ".join(before), code) and "'" in last.replace("’", "'")
    following = text[end:].split()[:1]
    several = ((last,), (*before[-1:], last), (*before[-2:], last), (last, *following))
    goes_on = any(offices.is_listed(" ".join(words), code) for words in several) or offices.owns(last, text[end:], code)
    goes_on = goes_on or offices.is_cut(text, len(text[:end].rsplit(maxsplit=1)[0]), code)
    return offices.is_told(" ".join(before).rstrip(","), code) and not goes_on


def _is_whole_name(parts: Sequence[str], code: str) -> bool:
    """Tell whether the last of some words starts another name, after a last name: "İmanova Rzayevaya"."""
    if len(parts) < _TWO or not (parts[-1][0].isupper() and parts[-2][0].isupper()):
        return False
    return names.ends_as_surname(parts[-2], code) and not names.is_first_name(parts[-1], code)


def _goes_on_after_name(parts: Sequence[str], code: str, called: Called) -> bool:
    """Tell whether the last of some words stands after the name of somebody who speaks, and does not honour them."""
    *name, last = parts
    if not name or not last[0].islower() or not all(part[0].isupper() for part in name):
        return False
    known = shallow(code)
    own = name[-1]
    kin = known.kin if known and names.is_first_name(own, code) else ()
    honours = set(languages.load(code)["names"]["honorifics"]).union(kin)
    if last.casefold() in honours or last in languages.load(code)["names"]["joints"]:
        return False
    ends = called(own, code, last=True) or (len(own) > 1 and names.ends_as_surname(own, code))
    return ends and not offices.is_all(own, code) and not offices.is_title(own, code)


def speakers(who: str, code: str, called: Called) -> tuple[str, ...]:
    """Return each of those whom words name, as the archive has their names if it does."""
    honorifics = set(languages.load(code)["names"]["honorifics"])
    told = (
        " ".join(word for word in part.split() if word.casefold().rstrip(".") not in honorifics)
        for part in certainty.parts(who, code)
    )
    return tuple(names.dictionary_form(part, code, called) for part in told if part)


def somebody(text: str, code: str, called: Called) -> Span | None:
    """Return where a question first names somebody who speaks in the archive, or a role."""
    pronouns = languages.load(code)["followup"]["pronouns"]
    which = frozenset(languages.load(code)["words"].get("which", ()))
    likely = (
        place
        for place in _stretches(text)
        if place.of(text).casefold() not in pronouns
        and not any(names.leads(word, code) for word in place.of(text).split())
        and which.isdisjoint(text[: place.start].casefold().split()[-1:])  # "hangi banka" is asked for
    )
    found = [place for place in likely if certainty.of(place.of(text), code, called) >= certainty.SOMEBODY]
    owned = {place: offices.owned_by_name(text[place.start :], code, called) for place in found}
    found = [p for p in found if not _is_owner(p.of(text), code) and p.end - p.start >= owned[p]]
    leads = languages.load(code)["names"]["head"] == "last"

    def rank(place: Span) -> tuple[bool, float, int]:
        named = leads and (place.start == 0 or place.of(text)[0].isupper())
        return named, certainty.of(place.of(text), code, called), -place.start

    return max(found, key=rank, default=None)


def _is_owner(who: str, code: str) -> bool:
    """Tell whether words that are no name are in the genitive: "uşaqların" of "həkim uşaqların sayı …"."""
    known = shallow(code)
    last = who.rsplit(maxsplit=1)[-1]
    if known is None or known.lemmatised or offices.is_listed(last, code):  # kadın
        return False
    surely = last[0].islower() or offices.is_all(last, code)
    return last.endswith(known.genitive_endings if surely else known.owned_genitives)


def _stretches(text: str) -> Iterator[Span]:
    places = [Span(*found.span()) for found in re.finditer(r"[^\s,:;?!]+", text)]
    for first in range(len(places)):
        for last in range(first, min(len(places), first + 4)):
            yield Span(places[first].start, places[last].end)
