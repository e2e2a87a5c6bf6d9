"""Follow-ups: a question that leans on the ones before it, rewritten so that it stands alone.

"And about the cost?", "What about Reyes?", "When was that?", "Did she say why?", "Tell me more". What stands
alone is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from index.attribution.people import people as known_people
from qa import forms, languages
from qa.forms import Form, language

_BARE = 3
"""Words of a question that has no topic: "Who disagrees?"."""
_SHORT = 6
"""Words of something named in a follow-up."""
_NAMED = re.compile(r"(?<=\s)[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*)+")
"""A name of several words inside a question."""
_OWNER = re.compile(r"(?P<owner>[^\W\d_a-z][\w\s-]*)['’]s?")


def complete(text: str, history: Sequence[str], known: Callable[[str], bool]) -> str:
    """Return `text` as a question that stands alone; `history` holds the earlier ones, oldest first.

    `known` tells whether somebody of that name speaks in the archive.
    """
    if not history:
        return text
    before = complete(" ".join(history[-1].split()), history[:-1], known)
    if asks_more(text):
        return before
    return _of_another_count(text.rstrip(" ?!."), before) or _completed(text, before, known)


def _completed(text: str, before: str, known: Callable[[str], bool]) -> str:
    words, plain = language(), text.rstrip(" ?!.")
    earlier = _form(before, known)
    owned = _of_earlier(plain, earlier.who.of(before), known) if earlier else None
    if owned:
        text, plain = f"{owned}?", owned
    if asks_who_else(text) and earlier:
        return f"{plain} but {earlier.who.of(before)} spoke about {earlier.topic}?"
    if found := _pattern("switch_topic").match(plain):
        return _about_another(found["rest"], before, earlier)
    switched, continued = _pattern("switch").match(plain), _pattern("continues").match(plain)
    if (led := switched or continued) and (owned := _of_another_owner(led["rest"], before, earlier)):
        return owned
    if switched:
        return _switched(switched["rest"], before, earlier, known)
    rest = _capital(continued["rest"]) if continued else plain
    if continued and earlier and forms.names_person(rest, known):  # "And Reyes?"
        return _switched(continued["rest"], before, earlier, known)
    own = _form(rest, known)
    if own and earlier is None and own.who.of(rest).lower() in words["pronouns"]:
        return _of_one_named(rest, own, before, known)
    if earlier and _asks_who(rest) and len(rest.split()) <= _BARE:
        return f"{rest} ({earlier.topic})"
    if own is None and earlier and continued and _is_thing(continued["rest"]):  # "And the budget?"
        return _about_another(continued["rest"], before, earlier)
    if own is None or earlier is None:
        return f"{rest} ({before})" if continued or _leans(plain) else text
    if own.who.of(rest).lower() in words["pronouns"] or _shortens(own.who.of(rest), earlier.who.of(before)):
        rest = f"{rest[: own.who.start]}{earlier.who.of(before)}{rest[own.who.end :]}"
    elif not (continued or owned or _leans(own.topic)) or (not (continued or owned) and _is_whole(rest, own)):
        return text
    return f"{rest} ({earlier.topic})" if earlier.topic and _leans(own.topic) else rest


def _of_earlier(plain: str, who: str, known: Callable[[str], bool]) -> str | None:
    """Return a question for somebody near to `who`, who was asked for before, with their name: "And her opponent?"."""
    if _pattern("switch_topic").match(plain):
        return None
    led = _pattern("switch").match(plain) or _pattern("continues").match(plain)
    start = led.start("rest") if led else 0
    rest = plain[start:]
    owner = re.compile(rf"\b{forms.any_of(language()['possessives'])}(?=\s)", re.IGNORECASE)
    if who.lower().split()[0] in (*language()["pronouns"], *language()["possessives"]):
        return None
    saying = rf"{forms.any_of(language()['possessives'])}(?=\s+(?:\w+\s+)?{forms.any_of(language()['sayings'])}\b)"
    if found := re.search(rf"^(?P<asks>\w+\s+\w+\s+){saying}", rest, re.IGNORECASE):  # "What was her reaction to …?"
        return f"{plain[:start]}{found['asks']}{who}'s{rest[found.end() :]}"
    whole = forms.names_person(rest, known)
    own = None if whole else _form(_capital(rest), known)
    place = (0, len(rest)) if whole else own.who if own else (0, 0)
    asked = rest[slice(*place)]
    if not (found := owner.search(asked)):
        return None
    at = start + place[0]
    return f"{plain[: at + found.start()]}{who}'s{plain[at + found.end() :]}"


def _asks_who(text: str) -> bool:
    """Tell whether a question asks for whoever did something: "Who criticised the plan?"."""
    return text.lower().startswith(tuple(f"{word} " for word in language()["who"]))


def _shortens(who: str, earlier: str) -> bool:
    """Tell whether a role takes up one that was given in full before: "the finance minister", "the minister"."""
    articles = set(language()["articles"])
    short, full = ([word for word in text.lower().split() if word not in articles] for text in (who, earlier))
    return who.lower() != earlier.lower() and len(short) == 1 and len(full) > 1 and short == full[-1:]


def asks_more(text: str) -> bool:
    """Tell whether a question asks for more of the same: "Tell me more"."""
    return text.rstrip(" ?!.").lower() in language()["more"]


def asks_who_else(text: str) -> bool:
    """Tell whether a question asks for more people: "Who else?"."""
    return text.rstrip(" ?!.").lower() in language()["others"]


def asks_when(text: str) -> bool:
    """Tell whether a question asks when that was which was told before: "When was that?"."""
    return text.rstrip(" ?!.").lower() in language()["asks_when"]


def _form(text: str, known: Callable[[str], bool]) -> Form | None:
    return forms.said(text) or forms.about(text, known)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _switched(rest: str, before: str, earlier: Form | None, known: Callable[[str], bool]) -> str:
    """Return the question before with another speaker or another topic: "What about Reyes?"."""
    rest = " ".join(w for w in rest.split() if w.lower() not in language()["reflexives"])
    if earlier is None:
        return f"{rest} ({before})"
    if forms.names_person(rest, known):
        return f"{before[: earlier.who.start]}{rest}{before[earlier.who.end :]}"
    return _about_another(rest, before, earlier)


def _about_another(rest: str, before: str, earlier: Form | None) -> str:
    """Return the question before with another topic."""
    if earlier is None:
        return f"{rest} ({before})"
    if earlier.topic_at and earlier.topic_at.start > earlier.who.start:
        start = _article(before, earlier.topic_at.start)
        return f"{before[:start]}{rest}{before[earlier.topic_at.end :]}"
    return f"What did {earlier.who.of(before)} say about {rest}?"


def _is_thing(text: str) -> bool:
    """Tell whether a text is short and names something: "the electricity bill", "her own future"."""
    first, *others = text.lower().split()
    named = first in (*language()["determiners"], *language()["possessives"])
    return named and 0 < len(others) < _SHORT and "," not in text


def _of_another_owner(rest: str, before: str, earlier: Form | None) -> str | None:
    """Return the question before with another owner in its topic, after "And Reyes's?"; None if it has none."""
    owner = _OWNER.fullmatch(rest)
    if owner is None or earlier is None or earlier.topic_at is None:
        return None
    topic = earlier.topic_at
    found = re.search(r"[^\W\d_a-z][\w-]*(?:\s[^\W\d_a-z][\w-]*)*(?=['’]s\b)", topic.of(before))
    if found is None:
        return None
    return f"{before[: topic.start + found.start()]}{owner['owner']}{before[topic.start + found.end() :]}"


def _of_another_count(plain: str, before: str) -> str | None:
    """Return the question before with another thing counted: "How many ships sailed in May?", "And how many boats?"."""
    led = _pattern("continues").match(plain)
    rest = _capital(led["rest"]) if led else ""
    own, earlier = _counting().match(rest), _counting().match(before)
    if (
        own is None
        or earlier is None
        or earlier.end() == len(before)
        or own.end() < len(rest)
        or own["asks"].lower() != earlier["asks"].lower()
    ):
        return None
    return f"{rest}{before[earlier.end() :]}"


def _of_one_named(rest: str, own: Form, before: str, known: Callable[[str], bool]) -> str:
    """Return a question for what "he" said with the only person named before it, or the one before asked again."""
    if _asks_who(before):  # "Who criticised the plan?", "What did they say?"
        return before
    if name := _only_name(before, own.who.of(rest), known):
        return f"{rest[: own.who.start]}{name}{rest[own.who.end :]}?"
    return f"{rest} ({before})"


def _only_name(before: str, pronoun: str, known: Callable[[str], bool]) -> str | None:
    """Return the only person named in the question before whom "he" or "she" may mean; None if there are several."""
    people = known_people(languages.DEFAULT)
    gender = people.pronouns.get(pronoun.lower())
    if gender not in {"m", "f"}:
        return None
    names = (found.group().split() for found in _NAMED.finditer(before))
    fitting = [name for name in names if known(name[-1]) and people.gender(name[0].lower()) == gender]
    return " ".join(fitting[0]) if len(fitting) == 1 else None


def _article(text: str, at: int) -> int:
    """Return where the article or "that" before place `at` starts; `at` itself if there is none."""
    found = re.search(rf"\b{forms.any_of(language()['articles'])}\s+$", text[:at], re.IGNORECASE)
    return found.start() if found else at


def _leans(text: str) -> bool:
    """Tell whether words stand for something said before: "that", "it", or no topic at all."""
    low = re.findall(r"[\w'’]+", text.lower())
    leaning = set(language()["anaphors"]).intersection(low)
    return not forms.content(text) or bool(leaning and len(forms.content(text).split()) <= 2)


def _is_whole(text: str, form: Form) -> bool:
    """Tell whether a question asks for whatever somebody said, and leaves nothing open: "What did Reyes say?"."""
    left = f"{text[: form.who.start]} {text[form.who.end :]}".lower().rstrip(" ?!.")
    return " ".join(left.split()) in language()["whole"] and not _stresses(form.who.of(text))


def _stresses(who: str) -> bool:
    """Tell whether a speaker is set against another one: "the ministry itself"."""
    return not set(language()["reflexives"]).isdisjoint(who.lower().split())


@cache
def _counting() -> re.Pattern[str]:
    words = language()
    auxiliaries = forms.any_of(words["auxiliaries"])
    return re.compile(
        rf"^(?P<asks>{forms.any_of(words['counts'])})\s+(?P<what>(?!{auxiliaries}\s)\S.*?)(?=\s+{auxiliaries}\s|$)",
        re.IGNORECASE,
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{forms.any_of(language()[name])},?\s+(?P<rest>.+)$", re.IGNORECASE)
