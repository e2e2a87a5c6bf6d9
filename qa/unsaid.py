"""Unsaid: statements that tell what somebody did not say ("She never said that …", "declined to say whether …").

Who says what is read off them as off any other, but nobody's words stand in them.
"""

from __future__ import annotations

import re
from functools import cache

from index import Statement
from index.attribution.cues import lexicon
from index.attribution.statement import Kind
from qa.forms import language

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE = re.compile(r"[.?!:;]\s")
_BEFORE = 60
"""How many code points before the cue may tell that nothing was said: "stopped short of saying"."""
_FIRST = 3
"""How many words of the content may hold what was not done: "declined" "to say whether …"."""


def unsaid(text: str, statement: Statement) -> bool:
    """Tell whether a statement of the article `text` tells what was not said."""
    if statement.cue is None:
        return False
    told, cue = language()["unsaid"], _words(statement.cue.of(text))
    mention = _words(statement.mention.of(text)) if statement.mention else []
    if mention and mention[0] in told["nobody"]:
        return True
    if _speaks(cue, told["quoting" if statement.kind is Kind.DIRECT else "verbs"]):
        lead = _CLAUSE.split(text[max(0, statement.cue.start - _BEFORE) : statement.cue.start])[-1]
        before = " ".join(_words(lead))
        return _denies(cue) or any(f" {before}".endswith(f" {lead}") for lead in told["leads"])
    withheld = any(_lemma(word) in told["withholding"] for word in cue) and not _denies(cue)
    return withheld and _speaks(_words(text[statement.start : statement.end])[:_FIRST], told["verbs"])


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _denies(cue: list[str]) -> bool:
    told = language()["unsaid"]
    return any(word in told["negations"] or word.endswith(tuple(told["negation_ends"])) for word in cue)


def _speaks(words: list[str], verbs: list[str]) -> bool:
    return any(_lemma(word) in verbs for word in words)


def _lemma(word: str) -> str:
    return _lemmas().get(word, word)


@cache
def _lemmas() -> dict[str, str]:
    known = lexicon("en")
    return dict(known.lemmas) if known else {}
