"""How surely words of a question in another language than English name somebody, by name or by role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from qa import languages
from qa.multilingual import callings, names, offices, templates
from qa.multilingual.names import Called

SHORTEST = 4  # letters of the beginning of a verb
MAX_SPEAKER = 9  # words
CERTAIN = 1.4
"""From which certainty on words that no verb of saying needs as its subject are taken for somebody."""
_CAPITALS = 1.5
"""How sure two words in capitals are that nothing else tells to be a name."""
SURELY = 3.5
"""How sure words are that the file of a language lists as one role."""
SOMEBODY = 1.9
"""How surely words must name somebody where no verb of saying tells that they do."""
NAMED = 2.2
"""How surely words name somebody that end with the last name of one who speaks: İşsiz Nozdrin."""
_TITLE = 1.92
"""How surely words name somebody that end with what the index knows for a person."""
_LONG_TITLE = 2.0
"""The same for several words."""
_PERHAPS = 2.0
"""How surely one word that somebody's name has, and that looks like no name, names them: Dövlət in a body's."""


def of(text: str, code: str, called: Called) -> float:
    """Return how surely a text names somebody, or several, from 0 on."""
    return min((of_one(part, code, called) for part in parts(text, code)), default=0.0)


def parts(text: str, code: str) -> list[str]:
    """Return those whom a text names together: "X və Y" names two."""
    joints = templates.any_of(languages.load(code)["names"]["joints"], code)
    return [part for part in re.split(rf"\s+{joints}\s+|\s*,\s*", text, flags=re.IGNORECASE) if part]


def of_one(text: str, code: str, called: Called) -> float:
    """Return how surely a text names one person or body."""
    words = names.words(text)
    low = [word.casefold() for word in words]
    asks = any(word in no_speaker(code) for word in low)
    if not words or len(words) > MAX_SPEAKER or asks or names.leads(low[0], code):
        return 0.0
    clauses = tuple(languages.load(code)["names"].get("participles", ()))  # "adı açıqlanmayan" of who that is
    small = [w for i, w in enumerate(words) if w[0].islower() and not (words[i + 1 :] and w.endswith(clauses))]
    if offices.runs_over(text, code) or any(_is_verb(w, code) for w in small):
        return 0.0
    if text.casefold() in languages.load(code)["followup"]["pronouns"]:
        return 3.0
    if len(words) > 1 and (listed := _as_listed(text, words, code, called)):
        return listed
    honorifics = set(languages.load(code)["names"]["honorifics"])
    if len(words) > 1 and (low[0] in honorifics or low[-1] in honorifics):
        kept = [word for word in words if word.casefold() not in honorifics]
        return 1.0 + of_one(" ".join(kept), code, called)
    known = offices.found(text, code)
    roles = [one for one in known if one.is_role]
    capitals = all(word[0].isupper() or word in names.PARTICLES for word in words)
    if (
        capitals and not (offices.is_all(text, code) or offices.is_listed(text, code)) and called(text, code)
    ):  # the first word of "Səhiyyə naziri" is nobody
        if len(words) > 1 or names.is_surname(text, code) or names.may_be_surname(text, code):
            return 3.0 + 0.1 * len(words)
        return CERTAIN if names.is_first_name(text, code) else _PERHAPS
    if offices.ends_with_role(text, code) or callings.end_of_somebody(text, code) == len(text):
        return 2.0 + 0.05 * len(words)
    if roles and (name := _after_role(text, roles[-1].end)):
        likely = SOMEBODY * names.is_surname(words[-1], code)  # surer than the role alone
        sure = max(of_one(name, code, called), _PERHAPS * called(name, code, last=True), likely)
        return 0.3 + sure if offices.ends_with_role(text[: roles[-1].end], code) else 0.0
    if (title := _as_title(text, words, code, called)) is not None:
        return title
    if not capitals:
        return 0.1
    first = len(words) > 1 and names.is_first_name(words[0], code)
    if 1 < len(words) < 4 and (names.is_surname(words[-1], code) or (first and len(words) == 2)):
        return 2.5
    return 1.5 if len(words) == 2 or (len(words) == 1 and names.is_surname(words[-1], code)) else 0.6


def _as_listed(text: str, words: Sequence[str], code: str, called: Called) -> float:
    """Return how surely several words are a role that the index lists, or one and a name; 0 if they are none."""
    if offices.is_listed(text, code):
        return SURELY
    end = offices.listed_before_name(text, code) if words[-1][0].isupper() else 0
    named = end and (names.is_surname(words[-1], code) or of_one(text[end:].strip(), code, called) > _CAPITALS)
    return SURELY + 0.1 * len(words) if named else 0.0  # "Nazir Bakı" of a question on Baku's roads is nobody


def _as_title(text: str, words: Sequence[str], code: str, called: Called) -> float | None:
    """Return how surely words name somebody by what the index knows for a person, with a name or without; else None.

    One who speaks in the archive by that last name is somebody, whatever stands before it.
    """
    if len(words) > 1 and names.may_end_name(words[-1]) and called(words[-1], code, last=True):
        return NAMED + 0.05 * len(words)
    if len(words) > 1 and offices.is_title(words[0], code) and all(word[0].isupper() for word in words[1:]):
        return max(0.3 + of_one(" ".join(words[1:]), code, called), NAMED * names.is_surname(words[-1], code))
    if len(words) == 1 and words[0][0].isupper() and called(text, code):
        return None  # a last name that ends as words for people do
    if end := callings.end_of_somebody(text, code):  # konqresmen Ann Lee
        return 0.3 + max(2.0, of_one(text[end:].strip(), code, called))
    least = _TITLE if len(words) == 1 else _LONG_TITLE  # more than the body in "Məktəb gözətçisi"
    return least + 0.05 * len(words) if offices.is_title(text, code) else None


def _after_role(text: str, end: int) -> str | None:
    """Return the name that follows a role: of "maliyyə naziri Ann Lee", "Ann Lee"."""
    rest = text[end:].strip()
    return rest if rest and all(word[0].isupper() for word in names.words(rest)) else None


def _is_verb(word: str, code: str) -> bool:
    """Tell whether a word in small letters is a verb: "советует", but not "советник", which is a role."""
    told = _verbs(code).fullmatch(word) is not None and not offices.is_all(word, code)
    return told or names.is_verb(word, code)


@cache
def _verbs(code: str) -> re.Pattern[str]:
    words = languages.load(code)["words"]
    plain = [verb for name in ("said", "judged") for verb in words[name] if " " not in verb and len(verb) > SHORTEST]
    return re.compile(templates.any_of(plain, code), re.IGNORECASE)


@cache
def no_speaker(code: str) -> frozenset[str]:
    """Return words that stand in nobody's name or role: those that ask, and those that lead to a topic."""
    words = languages.load(code)
    asks = [ask for entry in words["answers"] for ask in entry["asks"]]
    optional = [entry for name in ("how", "which", "nobody") for entry in words["words"].get(name, ())]
    listed = [*words["words"]["what"], *words["words"]["who_asks"], *optional, *asks]
    about = words["words"]["about"]
    first = (entry.split()[0].rstrip("*") for entry in listed)
    asking = {word for word in first if not names.leads(word, code)}  # "по" of «по чему» is in «директор по связям»
    return frozenset(asking) | {entry for entry in about if " " not in entry}
