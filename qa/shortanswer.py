"""Short answers: the words inside a quoted sentence that answer, as the reader saw them or by kind of entity."""

from __future__ import annotations

import re
from dataclasses import replace

from index import Span
from index.names import words
from qa import entities
from qa.candidates import Evidence
from qa.forms import language
from qa.multilingual import weighing
from qa.question import Kind, Question, asks_expansion

_LESS_FITTING = 15  # code points that each place further down the list of expected labels counts
_WHEN = ("DATE", "TIME")
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9&.-]+\b")


def find(question: Question, evidence: Evidence) -> Span | None:
    """Return the place in the article of the short answer; None if none is expected or none is found."""
    statement = evidence.statement
    if question.asks_when:
        question = replace(question, kind=Kind.SAID, labels=_WHEN)
    if question.kind is Kind.WHO_SAID:
        mention = statement.mention if statement else None
        return mention if mention and evidence.sentence.holds(mention) else None
    if weighing.is_for(question, evidence.article):  # the names of entities do not know its language
        return evidence.answer if question.kind is Kind.FACT else None
    if evidence.answer and _is_read(question):
        return evidence.answer
    place = _within(question, evidence.text)
    start = evidence.sentence.start
    return Span(start + place.start, start + place.end) if place else None


def _is_read(question: Question) -> bool:
    """Tell whether what the reader marks is the short answer.

    It is for questions of fact and for those about somebody ("What team did Reyes join?") unless yes or no answers;
    for what somebody said only if a kind of name or number is asked for.
    """
    if question.asks_when or asks_expansion(question.text):
        return False
    if question.kind is Kind.ABOUT:
        return question.text.split(" ", 1)[0].lower() not in language()["auxiliaries"]
    return question.kind is Kind.FACT or (question.kind is Kind.SAID and bool(question.labels))


def _within(question: Question, sentence: str) -> Span | None:
    if asks_expansion(question.text):
        names = _ABBREVIATION.findall(question.text)
        return next(filter(None, (expansion(name, sentence) for name in names)), None)
    return _by_label(question, sentence) if question.labels else None


def _by_label(question: Question, sentence: str) -> Span | None:
    """Return the entity of a kind that answers which stands nearest to the words asked about."""
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
