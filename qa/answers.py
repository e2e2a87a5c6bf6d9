"""Answers: evidence to citations, in article order, best article first; or a plain "not found"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypedDict

from index import Article, Filter, Snapshot, Span, parallel
from index.attribution import Kind as Said
from index.spans import covering
from qa import copies, languages, reckoning, scoring, shortanswer
from qa.candidates import Evidence
from qa.evidence import FIGURES, Gathered
from qa.forms import language
from qa.models import DIFFERING, NO_MORE, Answer, Citation, Copy, Passage, ReckonedDay, Stages, Status, silence
from qa.period import Period
from qa.question import Kind, Question
from qa.retrieval import Hit
from qa.speakers import Wanted, is_named, wanted

_NEAREST = 3
_OTHERS = 3
_KEEP = 0.9  # of the best score: what else is quoted of what somebody said
_KEEP_OF_ANYBODY = 0.8  # where whatever anybody said is asked for
_KEEP_FACT = 0.97
_KEEP_DIFFERING = 0.8
_MAX_FACTS = 2
_NEARLY = 3.0  # how much weaker a neighbour's answer may be, as the log of the odds, to be quoted with it
_LONGEST_QUOTE = 400  # code points of a quotation that is given whole


class _About(TypedDict):
    """What every answer to a question says."""

    question: str
    understood: str
    speakers: tuple[str, ...]
    topic: str
    period: Period | None
    probability: float
    best: Stages | None
    threshold: float
    generation: str


def make(snapshot: Snapshot, question: Question, asked: str, gathered: Gathered, restriction: Filter) -> Answer:
    """Return the answer that the evidence gives; copies of what is quoted are looked for within `restriction`."""
    threshold = scoring.threshold(question, snapshot.settings)
    evidence, limit = copies.folded(gathered.evidence), snapshot.settings.max_quotes
    keep = _KEEP_OF_ANYBODY if gathered.who_spoke else _KEEP
    chosen = first = _chosen(question, evidence, threshold, limit, keep)
    for _ in range(question.more):  # what is left of what may be told, as much as before at once
        evidence = [e for e in evidence if e not in chosen]
        chosen = _in_order([e for e in evidence if e.score >= threshold][:limit])
    no_more = bool(first) and not chosen
    chosen = chosen or first
    citations = _cite(snapshot, question, chosen, restriction, evidence)
    differing, silent = bool(_differing(question, chosen, threshold)), _silent(question, citations)
    best = max(gathered.evidence, key=lambda e: e.score, default=None)
    about = _About(
        question=asked,
        understood=question.text,
        speakers=question.speakers,
        topic=question.topic,
        period=question.period,
        probability=best.score if best else 0.0,
        best=_stages(best) if best else None,
        threshold=threshold,
        generation=snapshot.generation,
    )
    if citations:
        return Answer(
            **about,
            status=Status.ANSWERED,
            text="\n".join((*_lead(differing, no_more), *_lines(question, citations), *silence(silent))),
            citations=citations,
            differing=differing,
            no_more=no_more,
            silent=tuple(silent),
        )
    # The best of several people's words is near to the topic more often by chance than that of one.
    least = max(threshold, scoring.sure(question, snapshot.settings))
    others = [e for e in copies.folded(gathered.others) if e.score >= least][:_OTHERS]
    spoke = _cite(snapshot, question, others, restriction)
    return Answer(
        **about,
        status=Status.NOT_FOUND,
        text=_nothing(question, spoke),
        nearest=tuple(passage(snapshot, hit) for hit in gathered.hits[:_NEAREST]),
        others=spoke,
    )


def passage(snapshot: Snapshot, hit: Hit) -> Passage:
    """Return a passage found as others see it."""
    article = snapshot.article(hit.passage.article)
    start, end = hit.passage.span
    return Passage(
        article=article,
        start=start,
        end=end,
        text=article.text[start:end],
        score=hit.score,
        cosine=hit.cosine,
        bm25=hit.bm25,
    )


def _chosen(
    question: Question, evidence: Sequence[Evidence], threshold: float, limit: int, keep: float
) -> list[Evidence]:
    """Return the sentences to quote: those of one speaker together where several were asked for or found.

    Within that those of one article stand together, best article first, in the order of the text.
    """
    if question.period and question.period.newest:
        strong = [e for e in evidence if e.score >= threshold]
        days = sorted({e.article.published or date.min for e in strong}, reverse=True)
        return [e for day in days for e in _in_order(strong) if (e.article.published or date.min) == day][:limit]
    if question.asks_fact:
        if differing := _differing(question, evidence, threshold):
            return differing
        least = max(threshold, _KEEP_FACT * evidence[0].score) if evidence else threshold
        best = [e for e in evidence if e.score >= least][: min(limit, _MAX_FACTS)]
        return _in_order(best)
    if len(question.speakers) > 1:
        parts = [[e for e in evidence if e.asked == i] for i in range(len(question.speakers))]
        return [e for part in parts for e in _in_order(_strong(part, threshold, limit, keep))]
    strong = _strong(evidence, threshold, limit, keep)
    if question.kind is Kind.ANYONE:
        return [e for name in dict.fromkeys(_name(e) for e in strong) for e in _in_order(strong) if _name(e) == name]
    return _in_order(strong)


def _differing(question: Question, evidence: Sequence[Evidence], threshold: float) -> list[Evidence]:
    """Return the best evidence and what gives another figure in another article, newest first; none if none does."""
    figure = question.asks_fact and not FIGURES.isdisjoint(question.labels)
    if not evidence or evidence[0].score < threshold or not figure:
        return []
    best, *others = evidence
    told = _figures(question, best)
    least = max(threshold, _KEEP_DIFFERING * best.score)
    for other in others:
        near = other.article.id != best.article.id and other.score >= least
        sure = min(best.parts.get("keys", 0.0), other.parts.get("keys", 0.0)) >= 1.0
        figures = _figures(question, other) if near and sure else frozenset()
        if told and figures and not (told <= figures or figures <= told):  # "12" is as good as "12 million"
            return sorted((best, other), key=lambda e: e.article.published or date.min, reverse=True)
    return []


def _figures(question: Question, evidence: Evidence) -> frozenset[str]:
    """Return the figures of a short answer, number words as digits."""
    place = shortanswer.find(question, evidence)
    words = copies.signature(place.of(evidence.article.text)).order if place else ()
    digits: dict[str, int] = language()["digits"]
    return frozenset(str(digits.get(w, w)).replace(",", "") for w in words if w in digits or w[-1].isdigit())


def _strong(evidence: Sequence[Evidence], threshold: float, limit: int, keep: float) -> list[Evidence]:
    """Return what reaches the threshold and this share of the best one's score; `evidence` is best first."""
    least = max(threshold, keep * evidence[0].score) if evidence else threshold
    return [e for e in evidence if e.score >= least or (e.literal and e.score >= threshold)][:limit]


def _in_order(evidence: Sequence[Evidence]) -> list[Evidence]:
    articles = list(dict.fromkeys(e.article.id for e in evidence))
    return sorted(evidence, key=lambda e: (articles.index(e.article.id), e.sentence))


def _name(evidence: Evidence) -> str:
    return (evidence.statement.speaker if evidence.statement else None) or ""


def _cite(
    snapshot: Snapshot,
    question: Question,
    chosen: Iterable[Evidence],
    restriction: Filter,
    evidence: Sequence[Evidence] = (),
) -> tuple[Citation, ...]:
    places: list[tuple[Evidence, Span]] = []
    for e in chosen:
        sentences = snapshot.db.sentences(e.article.id)
        place = _whole(e, sentences)
        if question.asks_fact and place == e.sentence:
            place = _beside(e, evidence, sentences)
        if not any(other.article.id == e.article.id and held.holds(place) for other, held in places):
            places.append((e, place))
    same = parallel.each(lambda told: copies.of(snapshot, told[0], restriction), places)
    told = zip(places, same, strict=True)
    return tuple(_citation(question, n, e, place, found) for n, ((e, place), found) in enumerate(told, 1))


def _whole(evidence: Evidence, sentences: Sequence[Span]) -> Span:
    """Return the place to quote: the sentence or, where a quotation runs over several, all of them if they are short.

    Of “No. I have done nothing wrong.” the second sentence alone says something else.
    """
    statement = evidence.statement
    if statement is None or statement.kind is not Said.DIRECT:
        return evidence.sentence
    held = [sentences[i] for i in covering(sentences, statement.start, statement.end)]
    start, end = min(held)[0], max(span.end for span in held)
    whole = Span(min(start, evidence.sentence.start), max(end, evidence.sentence.end))
    return whole if whole.end - whole.start <= _LONGEST_QUOTE else evidence.sentence


def _beside(evidence: Evidence, others: Iterable[Evidence], sentences: Sequence[Span]) -> Span:
    """Return the place to quote for a question of fact: the sentence, with a neighbour that answers nearly as strongly.

    Where the reader hardly tells which of two sentences in a row answers, each is told better by both.
    """
    at = sentences.index(evidence.sentence)
    next_to = {*sentences[max(0, at - 1) : at], *sentences[at + 1 : at + 2]}
    if "reader" not in evidence.parts:
        return evidence.sentence
    least = evidence.parts["reader"] - _NEARLY
    near = [o for o in others if o.article.id == evidence.article.id and o.sentence in next_to]
    best = max(near, key=lambda o: o.parts["reader"], default=None)
    if best is None or best.parts["reader"] < least:
        return evidence.sentence
    place = Span(min(best.sentence.start, evidence.sentence.start), max(best.sentence.end, evidence.sentence.end))
    return place if place.end - place.start <= _LONGEST_QUOTE else evidence.sentence


def _citation(
    question: Question, number: int, evidence: Evidence, quoted: Span, same: Iterable[copies.Place]
) -> Citation:
    article, (start, end), statement = evidence.article, quoted, evidence.statement
    place = shortanswer.find(question, evidence)
    return Citation(
        number=number,
        article=article,
        start=start,
        end=end,
        quote=quoted.of(article.text),
        speaker=statement.speaker if statement else None,
        mention=statement.mention.of(article.text) if statement and statement.mention else None,
        answer=place.of(article.text) if place else None,
        answer_start=place.start if place else None,
        answer_end=place.end if place else None,
        score=evidence.score,
        stages=_stages(evidence),
        days=tuple(_days(article, quoted)),
        copies=tuple(_copy(place) for place in same),
    )


def _stages(evidence: Evidence) -> Stages:
    hit = evidence.hit
    return Stages(
        cosine=hit.cosine,
        bm25=hit.bm25,
        retrieval=hit.score,
        reader=evidence.parts.get("reader"),
        second=evidence.second,
        evidence=evidence.score,
    )


def _days(article: Article, sentence: Span) -> Iterator[ReckonedDay]:
    for named in reckoning.days(article.text, sentence, article.published) if article.published else ():
        (start, end), text = named.place, named.place.of(article.text)
        yield ReckonedDay(start=start, end=end, text=text, day=named.day)


def _copy(place: copies.Place) -> Copy:
    article, (start, end) = place.article, place.sentence
    return Copy(article=article, start=start, end=end, quote=article.text[start:end])


def _lead(differing: bool, no_more: bool) -> list[str]:
    lines = [NO_MORE] if no_more else []
    return [*lines, DIFFERING] if differing else lines


def _lines(question: Question, citations: Sequence[Citation]) -> list[str]:
    """Return the quotes with their numbers, each speaker's under the name where several are to be told apart."""
    lines: list[str] = []
    several = question.kind is Kind.ANYONE or len(question.speakers) > 1
    before: str | None = None
    for citation in citations:
        name = citation.speaker or "Speaker not named"
        if several and name != before:
            lines.append(f"{name}:")
            before = name
        lines.append(f"{_line(citation.quote)} [{citation.number}]")
    return lines


def _silent(question: Question, citations: Sequence[Citation]) -> list[str]:
    """Return those of several people asked for who are not quoted."""
    if len(question.speakers) < 2:
        return []
    asked = [(name, wanted(name, question.language)) for name in question.speakers]
    return [name for name, who in asked if not any(_is_quoted(who, citation) for citation in citations)]


def _is_quoted(who: Wanted, citation: Citation) -> bool:
    return bool(citation.speaker) and is_named(who, citation.speaker or "", languages.known(citation.article.language))


def _line(quote: str) -> str:
    return re.sub(r"\s*\n\s*", " ", quote)


def _nothing(question: Question, others: Sequence[Citation]) -> str:
    when = f" ({question.period.words})" if question.period and not question.period.newest else ""
    if question.kind is not Kind.SAID:
        return f"Nothing was found in the archive that answers this{when}."
    who = " or ".join(question.speakers)
    text = f"Nothing was found in the archive that {who} said about this{when}."
    if others:
        names = dict.fromkeys(citation.speaker for citation in others if citation.speaker)
        text += f" Others did speak on it: {', '.join(names)}."
    return text
