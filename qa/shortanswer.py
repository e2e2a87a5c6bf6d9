"""Short answers: the words inside a quoted sentence that answer "who", "when", "where", "how many"."""

from __future__ import annotations

import re

from index import Span
from index.names import words
from qa import entities
from qa.question import Question, language

_LESS_FITTING = 15  # code points that each place further down the list of expected labels counts
_EXPANSION = re.compile(r"\bstand(?:s)?\s+for\b|\bshort\s+for\b|\babbreviat|\bacronym\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9&.-]+\b")


def wants_expansion(question: Question) -> bool:
    """Tell whether the question asks what an abbreviation stands for."""
    return bool(_EXPANSION.search(question.text))


def find(question: Question, sentence: str) -> Span | None:
    """Return the place of the short answer in `sentence`; None if none is expected or none is found."""
    if wants_expansion(question):
        return next(filter(None, (expansion(name, sentence) for name in _ABBREVIATION.findall(question.text))), None)
    if not question.labels:
        return None
    asked = set(words(question.text)) - set(language()["empty"])
    fitting = [(span, label) for span, label in entities.find(sentence) if label in question.labels]
    new = [(span, label) for span, label in fitting if not set(words(span.of(sentence))) <= asked]
    if not new:
        return None
    places = [m.start() for m in re.finditer(r"[^\W_]+", sentence) if set(words(m.group())) & asked]
    best = min(new, key=lambda e: _LESS_FITTING * question.labels.index(e[1]) + _distance(e[0], places))
    return best[0]


def _distance(span: Span, places: list[int]) -> float:
    """Return the mean distance to the two words asked about that stand nearest, in code points."""
    nearest = sorted(min(abs(place - span.start), abs(place - span.end)) for place in places)[:2]
    return sum(nearest) / len(nearest) if nearest else 0.0


def expansion(name: str, sentence: str) -> Span | None:
    """Return the words that `sentence` spells the abbreviation `name` out with: "Long Name (LN)"."""
    found = re.search(rf"\(\s*[\"“]?{re.escape(name)}[\"”]?\s*\)", sentence)
    if not found:
        return None
    before = sentence[: found.start()].rstrip()
    letters = [c.lower() for c in name if c.isalnum()]
    return _by_initials(letters, before) or _by_letters(letters, before)


def _by_initials(letters: list[str], before: str) -> Span | None:
    """Return the shortest run of words at the end of `before` whose initials spell `letters`, others skipped."""
    starts = list(re.finditer(r"[^\W_]+", before))
    for first in reversed(starts[-3 * len(letters) :]):
        initials = iter(word.group()[0].lower() for word in starts if word.start() >= first.start())
        if first.group()[0].lower() == letters[0] and all(letter in initials for letter in letters):
            return Span(first.start(), len(before))
    return None


def _by_letters(letters: list[str], before: str) -> Span | None:
    """Return the end of `before` that holds `letters` in order, the first at the start of a word.

    Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical
    Text", PSB 2003.
    """
    at = len(before) - 1
    for i, letter in reversed(list(enumerate(letters))):
        while at >= 0 and not (before[at].lower() == letter and (i > 0 or at == 0 or not before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return Span(at + 1, len(before))
