"""Hindsight: what articles of another time tell of the period that a question asks for.

"What did Reyes warn of in 2010?" asks for articles of 2010 first. Where none answers, a sentence of any article that
names the year, or the month or day in it, is about that period all the same: "In 2010, she warned …".
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from index import Filter, Snapshot, Span
from index import languages as index_languages
from qa import evidence, languages
from qa.evidence import Gathered
from qa.forms import any_of
from qa.period import Period
from qa.question import Question

_MONTH = timedelta(days=31)
_DAY = timedelta(days=2)
_RECENT = timedelta(days=366)
"""A month named without a year is one of the year before the article."""


def gather(snapshot: Snapshot, question: Question, restriction: Filter, only: frozenset[str]) -> Gathered | None:
    """Gather the sentences, of whatever time, that name the question's period; None if it names none.

    `restriction` is the question's without its period.
    """
    period = question.period
    if period is None or not period.is_fixed or not (period.since and period.until):
        return None
    found = evidence.gather(snapshot, question, restriction, only)
    told = [e for e in found.evidence if names(period, e.article.text, e.sentence, e.article.published)]
    return replace(found, evidence=told, others=[])


def names(period: Period, text: str, sentence: Span, published: date | None) -> bool:
    """Tell whether a sentence names a day of the period: its year or, of a month or a day, these with it.

    A month or a day may stand without its year in an article published within a year after it.
    """
    since, until = period.since, period.until
    if since is None or until is None:
        return False
    said = sentence.of(text)
    years = {str(year) for year in range(since.year, until.year + 1)}
    dated = not years.isdisjoint(re.findall(r"(?<!\w)(?:19|20)\d\d(?!\w)", said))
    if until - since > _MONTH:
        return dated
    recent = published is not None and timedelta(0) <= published - since <= _RECENT
    months = index_languages.load(languages.DEFAULT)["attribution"]["people"]["months"]
    name = months[since.month - 1]
    month = any_of([name, *({name[:3], name[:4]} if len(name) > len("june") else ())])
    if until - since > _DAY:
        told = re.search(rf"\b{month}\b", said, re.IGNORECASE)
    else:
        told = re.search(rf"\b(?:{month}\.?\s+{since.day}|{since.day}\s+{month})\b", said, re.IGNORECASE)
    return bool(told) and (dated or recent)
