"""Forms: how a question names whose words it asks for, and where the topic stands in it.

First the ways to ask for somebody's words are tried, each a pattern over the words of the language file
("What did … say about …", "What is …'s view of …"). Where none fits, the parse tells whether the question
is about what a person or a body did or thinks ("Why does Brisk doubt …?"): those can be answered by that
person's words or by the reporter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from index import Span
from index import languages as index_languages
from index.parsing import Words, parse
from qa import languages

_MAX_SPEAKER_WORDS = 14
_MAX_NAME = 6
_NAME_WORD = r"[^\W\d_a-z][\w.'’-]+"
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|de|von|van|der|al|bin|la|of)"
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_NOUNS = frozenset({"NN", "NNP", "NNPS", "NNS", "PRP"})


@dataclass(frozen=True)
class Form:
    """Where a question names whose words it asks for, and its topic."""

    who: Span
    topic: str
    """What it is about, without the speaker and the words that ask."""
    topic_at: Span | None
    """Where the topic stands, if it is one stretch of the question."""
    way: str = ""
    """What is asked for without a topic, if it is not whatever was said: of "What did X promise?", "promise"."""


def language() -> dict[str, Any]:
    """Return what is known of the language that questions are asked in."""
    return languages.load("en")


def said(text: str) -> Form | None:
    """Return how `text` asks for somebody's words; None if it does not."""
    plain = _without_aside(text.rstrip(" ?!."))
    form = _said_plainly(plain) or _said_after_clause(plain)
    if form and form.who.of(plain).endswith(")"):  # of the question before, which a follow-up is completed with
        return said(plain[:-1])
    return form


def _without_aside(plain: str) -> str:
    """Put blanks where a name is told about: "What did Reyes, the mayor of Delta, say about …"."""
    for aside in _aside().finditer(plain):
        if _asked_name().search(plain, 0, aside.start()):
            plain = plain[: aside.start()] + " " * (aside.end() - aside.start()) + plain[aside.end() :]
    return plain


@cache
def _aside() -> re.Pattern[str]:
    starts = any_of([*language()["determiners"], "former", "now", "then", "which", "who"])
    return re.compile(rf",\s+(?:\d{{1,3}}|{starts}\s[^,]+),(?=\s)(?!\s+(?:and|or)\s)")


@cache
def _asked_name() -> re.Pattern[str]:
    """Return the pattern of an auxiliary and a name that stand right before a place."""
    return re.compile(rf"\b(?i:{any_of(language()['auxiliaries'])})\s+{_NAME_WORD}(?:\s{_NAME})*$", re.MULTILINE)


def _said_after_clause(plain: str) -> Form | None:
    """Return the form of a question that a clause leads to: "In the list of those who could win, what …"."""
    led = _led().match(plain)
    form = _said_plainly(" " * led.end() + plain[led.end() :]) if led else None
    if led is None or form is None:
        return None
    return replace(form, topic=" ".join(p for p in (content(led.group()), form.topic) if p))


@cache
def _led() -> re.Pattern[str]:
    leads, asks = any_of(language()["asks_after"]), any_of((*language()["asks"], *language()["auxiliaries"]))
    return re.compile(rf"^{leads}\s.*?,\s+(?={asks}\s)", re.IGNORECASE)


def _said_plainly(plain: str) -> Form | None:
    for pattern in _said_patterns():
        found = pattern.search(plain)
        if found and _may_speak(found["who"]):
            if form := _of_named(plain, found):
                return form
            told = found.groupdict()
            form = _form(plain, found, content(told.get("asked") or ""))
            way = told.get("way")
            if way and not form.topic and way.lower() not in language()["says_anything"]:
                return replace(form, way=way)
            return form
    found = _short_pattern().match(plain)
    if found and found["who"].lower() not in language()["not_before_on"]:
        return _form(plain, found, "")
    found = _short_role_pattern().match(plain)
    return _form(plain, found, "") if found and names_person(found["who"], lambda name: False) else None


def _of_named(plain: str, found: re.Match[str]) -> Form | None:
    """Return the form of a question for what a pronoun says that stands for a name in it; None if it is another.

    "Will Lee pay, according to her?" asks for Lee's words.
    """
    if found["who"].lower() not in language()["pronouns"] or found.end("topic") > found.start("who"):
        return None
    name = re.compile(rf"(?<=\s){_NAME_WORD}(?:\s{_NAME_WORD})*").search(plain, *found.span("topic"))
    if name is None:
        return None
    start, end = found.span("topic")
    return Form(Span(*name.span()), content(f"{plain[start : name.start()]} {plain[name.end() : end]}"), None)


def _form(plain: str, found: re.Match[str], asked: str) -> Form:
    at = _topic_at(plain, Span(*found.span("topic")))
    return Form(Span(*found.span("who")), " ".join(p for p in (asked, at.of(plain)) if p), at if at.of(plain) else None)


def about(text: str, known: Callable[[str], bool]) -> Form | None:
    """Return whom a question is about, if a person or body does something in it; `known` tells who speaks.

    "Why does Brisk doubt the figures?", "Is the mayor worried?", "What is Brisk's next step?".
    """
    words = _parsed(text)
    for i in _subjects(words):
        name = _last_of_name(words, i)
        place, role = (words.span(words.left[i], last) for last in (name, _last_of_role(words, name)))
        if content(f"{text[: role.start]} {text[role.end :]}"):  # "Who is the head of music?" asks about music
            place = role
        who = place.of(text)
        named = (form for form in words.form[:i] if form[0].isupper() and form.lower() not in language()["empty"])
        if words.tag[i] == "PRP" and any(named):
            continue  # "What happened to Reyes when she left?"
        if _is_person(words, i, known) and _may_speak(who):
            rest = f"{text[: place.start]} {text[place.end :]}"
            return Form(place, content(rest), None)
    return None


@lru_cache(maxsize=32)
def _parsed(text: str) -> Words:
    """Return a question's words; a conversation asks for the same ones again and again."""
    return parse(text, [Span(0, len(text))])


def _subjects(words: Words) -> Iterator[int]:
    """Yield the heads of what may be the question's subject: after its auxiliary, or an owner in it."""
    aux = set(language()["auxiliaries"])
    for i, dep in enumerate(words.dep):
        inverted = words.left[i] > 0 and words.lower[words.left[i] - 1] in aux
        if dep == "poss" and words.lower[words.head[i]] in _person_nouns():
            continue
        if words.dep[_last_of_compound(words, i)] in _SUBJECTS and dep == "compound":
            continue  # of "union leader Ann Lee" the last word
        if words.tag[i] in _NOUNS and (dep in _SUBJECTS or inverted) and words.left[i] > 0:
            if words.lower[i] not in _person_nouns():  # "Reyes's next step", but not "Reyes's lawyer"
                yield from (c for c in words.children[i] if words.dep[c] == "poss")
            yield i


def _last_of_compound(words: Words, i: int) -> int:
    """Return the word that a compound with word `i` ends with."""
    while words.dep[i] == "compound" and words.head[i] > i:
        i = words.head[i]
    return i


def _last_of_name(words: Words, head: int) -> int:
    """Return the last word of the name that starts at or before `head`: the parser may part one."""
    while head + 1 < len(words):
        glued = words.form[head + 1] == "-" and words.end[head] == words.start[head + 1]
        if glued and head + 2 < len(words) and words.end[head + 1] == words.start[head + 2]:
            head += 2
        elif words.tag[head].startswith("NNP") and words.tag[head + 1].startswith("NNP"):
            head += 1
        else:
            break
    return head


def _last_of_role(words: Words, head: int) -> int:
    """Return the last word of the role that starts at or before `head`: of "the head of music", "music"."""
    joints = language()["role_joints"]
    if words.lower[head] not in _person_nouns() or head + 1 >= len(words) or words.lower[head + 1] not in joints:
        return head
    objects = [c for c in words.children[head + 1] if words.dep[c] == "pobj"] if words.head[head + 1] == head else []
    if objects and words.form[objects[0]][0].isupper():  # "the head of the Chamber of Commerce"
        return _last_of_name(words, words.right[objects[0]])
    return objects[0] if objects else head


def _is_person(words: Words, head: int, known: Callable[[str], bool]) -> bool:
    low = words.lower[head]
    if words.tag[head] == "PRP":
        return low in language()["pronouns"]
    return low in _person_nouns() or (words.form[head][0].isupper() and known(words.form[head]))


@cache
def _person_nouns() -> frozenset[str]:
    people = index_languages.load("en")["attribution"]["people"]
    return frozenset(
        (*people["titles"], *people["person_nouns"], *people["roles"], *language()["bodies"], *language()["people"])
    )


@cache
def _said_patterns() -> tuple[re.Pattern[str], ...]:
    words = language()
    sayings, gives, views, moves = (any_of(words[name]) for name in ("sayings", "gives", "views", "moves"))
    say, done = (f"(?-i:{any_of(words[name])})" for name in ("say", "said"))  # "State" is no verb
    inserted = r"also|ever|then|later|actually|have to|has to|had to|once|really|first"
    between = rf"(?:(?:{inserted}|himself|herself|itself|themselves)\s+)*"
    articles, accounts = any_of(words["determiners"]), any_of(words["accounts"])
    started = r"[\w-]+(?:\s[\w-]+){0,4}"  # "In which year, according to Reyes, …"
    # As short as may be, word by word and within a word: of "Quan's view of the nurses' case" it is Quan.
    who = rf"(?P<who>(?:{articles}\s+\S+?|(?!{articles}\s)\S+?)(?:\s+\S+?){{0,13}}?)"
    whom = rf"(?P<who>(?:{articles}\s+)?[^\s,]+(?:\s+[^\s,]+){{0,13}}?)"
    named = rf"(?P<who>(?-i:(?!{articles}\s){_NAME_WORD}(?:\s{_NAME_WORD}){{0,3}}))"
    where = rf"\s+{any_of(words['where_said'])}\s(?-i:(?=[a-z0-9]))[^,]+"
    asks = rf"(?:{any_of(words['asks_after'])}\s+)?{any_of((*words['asks'], *words['auxiliaries']))}\b"
    aux = r"(?:did|does|do|would|will|might|could|can|should)"
    be = r"(?:is|was|are|were)"
    topic = r"\b(?P<topic>.*)$"
    owner = r"(?<!['’]s)(?<!\sof)"  # no verb: "the watchdog's report", "secretary of state"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^according\s+to\s+{whom},\s*(?P<topic>{asks}.*)$",
            rf"^according\s+to\s+(?P<who>[^,]+,\s+[^,]+),\s*(?P<topic>{asks}.*)$",  # "the mayor, Ann Lee, what …"
            rf"^according\s+to\s+{named}{where},\s*(?P<topic>{asks}.*)$",  # "According to Lee at her rally, what …"
            rf"^(?:according\s+to|for|in\s+the\s+{views}\s+of)\s+{who},\s*(?P<topic>.*)$",
            rf"^in\s+{who}['’]s?\s+{views},?\s*(?P<topic>.*)$",
            rf"^(?P<topic>.*),?\s+(?:according\s+to|by)\s+{who}['’]s?\s+(?:own\s+)?{accounts}$",
            rf"^(?P<asked>{started}),\s+according\s+to\s+{who},\s*(?P<topic>.*)$",
            rf"^(?P<asked>{started}),\s+in\s+{who}['’]s?\s+{views},\s*(?P<topic>.*)$",
            rf"^(?P<topic>.*?),?\s+(?:according\s+to|in\s+the\s+{views}\s+of|in\s+the\s+words\s+of)\s+{who}$",
            rf"^(?P<topic>.*),?\s+in\s+{who}['’]s?\s+{views}$",
            rf"^(?P<topic>.*?),\s+{who}\s+(?:says?|said|thinks?|believes?|argues?|claims?)$",
            rf"^(?P<asked>(?:what|which)\s+(?:\w+\s+)?{sayings})\s+(?:did|does|do|has|have)\s+{who}\s+{gives}{topic}",
            rf"^(?P<asked>.*?)\b{aux}\s+{who}{owner}\s+{between}(?P<way>{say})(?!\s+up\b(?!\s+to\b)){topic}",
            rf"^(?P<asked>.*?)\b(?:has|have|had)\s+{who}{owner}\s+{between}(?P<way>{done}){topic}",
            rf"^(?:what|how)\s+{be}\s+{who}['’]s?\s+(?:\w+\s+)?(?P<way>{sayings}){topic}",
            rf"^(?:what|how)\s+{be}\s+the\s+{sayings}\s+(?:of|by|from)\s+{who}(?P<topic>\s+(?:on|to|about|of|regarding)\b.*)$",
            rf"^what\s+{moves}\s+{who}(?P<topic>\s+(?:about|with|in|at|by|most)\b.*)$",
        )
    )


@cache
def _short_pattern() -> re.Pattern[str]:
    return re.compile(rf"^(?P<who>{_NAME}(?:\s{_NAME}){{0,4}})(?:\s+on\s+|:\s*)(?P<topic>.+)$")


@cache
def _short_role_pattern() -> re.Pattern[str]:
    articles = any_of(language()["determiners"])
    return re.compile(
        rf"^(?P<who>(?:{articles}|\S+['’]s?)(?:\s\S+){{1,5}}?)(?:\s+on\s+|:\s*)(?P<topic>.+)$", re.IGNORECASE
    )


def any_of(words: Sequence[str]) -> str:
    """Return a pattern that matches any of the words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _may_speak(who: str) -> bool:
    """Tell whether `who` can be a speaker: no clause is, and a name or a role is short."""
    told, low = who.split(), [part.lower() for part in who.split()]
    determined = low[0] in language()["determiners"]
    clause = next((i for i, word in enumerate(low) if word in language()["relatives"]), len(low))
    parts = told[:clause] if determined and clause > 1 else told  # "the woman who left early"
    barred = set(language()["not_in_speaker"])
    parts = [word for i, word in enumerate(parts) if not (i and word.lower() == "to" and _names_role(parts[i - 1]))]
    if len(told) > _MAX_SPEAKER_WORDS or (len(parts) > 1 and any(part.lower() in barred for part in parts)):
        return False
    if told[-1].endswith(("'s", "’s")):  # "What does the watchdog's report say?"
        return False
    if len(told) > 1 and low[-1] in language()["determiners"]:  # "What does a trip cost the state?"
        return False
    stands_for = who.lower() in (*language()["pronouns"], *language()["anybody"])
    if not (determined or stands_for or _may_be_several(told)):  # "How does expensive credit …?"
        return False
    if not determined and _name_and_clause().match(who):  # "Would Reyes close the port?"
        return False
    name_and_verb = parts[0][0].isupper() and not determined and parts[-1].islower() and not _names_role(parts[-1])
    return not name_and_verb or bool(re.search("['’]s?\\s", who))


@cache
def _name_and_clause() -> re.Pattern[str]:
    """Return the pattern of a name, a verb and what it is done to."""
    name, what = r"[^\W\d_a-z][\w.'’-]*", any_of(language()["determiners"])
    return re.compile(rf"^{name}(?:\s{name})*\s(?!{any_of(language()['role_joints'])}\s)[^\W\dA-Z_]+\s{what}\s")


def _may_be_several(told: Sequence[str]) -> bool:
    """Tell whether words without an article name people: "opposition politicians", "@reyes", but not "expensive"."""
    last = told[-1].lower()
    if last.startswith("@"):
        return True
    return (
        any(c.isupper() for word in told for c in word) or last.endswith("s") or any(_names_role(word) for word in told)
    )


def _names_role(word: str) -> bool:
    """Tell whether a word names people by what they are, or leads to whom they are near: "adviser to", "close to"."""
    low = word.lower()
    told = {low, low.removesuffix("s"), *low.split("-")[:1]}  # "secretary-general"
    return low in language()["nearness"] or not _person_nouns().isdisjoint(told)


def names_person(text: str, known: Callable[[str], bool]) -> bool:
    """Tell whether `text` is the name or the role of somebody; `known` tells who speaks in the archive."""
    found = re.findall(r"[\w'’-]+", re.split(r"\s(?:of|from|at|in|for|to)\s", text)[0])
    parts = [w for w in found if w.lower() not in language()["reflexives"]]
    words = language()
    low = [part.lower() for part in parts]
    asks = low[:1] and low[0] in words["asks"] and low[1:2] and low[1] in words["auxiliaries"]
    if asks or (low and low[0] in (*words["asks_after"], *words["auxiliaries"])):  # "in Parliament", "did the head"
        return False
    if not parts or len(parts) > _MAX_NAME:
        return False
    return _names_role(parts[-1]) or (parts[-1][0].isupper() and known(parts[-1]))


def asks_fact(text: str) -> bool:
    """Tell whether a question asks for a fact that anybody may tell: "Which …", "On which …", "How old …"."""
    asks, after = any_of(language()["asks_fact"]), any_of(language()["asks_after"])
    return bool(re.match(rf"(?:{after}\s+)?{asks}\b", text, re.IGNORECASE))


def content(text: str) -> str:
    """Return the words of `text` that carry a topic: of "What message did", "message"."""
    return " ".join(w for w in re.findall(r"[\w'’-]+", text) if w.lower() not in language()["empty"])


def topic(rest: str) -> str:
    """Return the topic that `rest`, the end of a question, asks about."""
    return _topic_at(rest, Span(0, len(rest))).of(rest)


def _topic_at(text: str, place: Span) -> Span:
    """Return the place of a topic without the words that only lead to it."""
    start, end = place
    lead = re.compile(rf"[\s,:]*(?:{any_of(language()['before_topic'])}\s+)*[\s,:\"'“”‘’]*", re.IGNORECASE)
    told = re.compile(
        rf"\s*{any_of(language()['addressees'])}\s+(?={any_of(language()['before_topic'])}\s)", re.IGNORECASE
    )
    whatever = re.compile(rf"\s*{any_of(language()['whatever'])}(?:\s+(?=\S)|$)", re.IGNORECASE)
    for before in (told, whatever):
        if found := before.match(text, start, end):
            start = found.end()
    if found := lead.match(text, start, end):
        start = found.end()
    while end > start and text[end - 1] in " ,:\"'“”‘’":
        end -= 1
    return Span(start, end)
