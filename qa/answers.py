"""Answers: evidence to citations, in article order, best article first; or a plain "not found"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index import Snapshot
from qa import scoring, shortanswer
from qa.evidence import Evidence, Gathered
from qa.models import Answer, Citation, Passage, Status
from qa.question import Kind, Question
from qa.retrieval import Hit

_NEAREST = 3
_OTHERS = 3
_KEEP = 0.6  # of the best score: what else is quoted of what somebody said
_KEEP_FACT = 0.97
_MAX_FACTS = 2


def make(snapshot: Snapshot, question: Question, asked: str, gathered: Gathered) -> Answer:
    """Return the answer that the evidence gives."""
    threshold = scoring.threshold(question, snapshot.settings)
    chosen = _chosen(question, gathered.evidence, threshold, snapshot.settings.max_quotes)
    citations = _cite(question, chosen)
    if citations:
        return Answer(
            question=asked,
            status=Status.ANSWERED,
            text=_text(citations),
            citations=citations,
            threshold=threshold,
            generation=snapshot.generation,
        )
    others = _cite(question, [e for e in gathered.others if e.score >= threshold][:_OTHERS])
    return Answer(
        question=asked,
        status=Status.NOT_FOUND,
        text=_nothing(question, others),
        nearest=tuple(passage(snapshot, hit) for hit in gathered.hits[:_NEAREST]),
        others=others,
        threshold=threshold,
        generation=snapshot.generation,
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


def _chosen(question: Question, evidence: Sequence[Evidence], threshold: float, limit: int) -> list[Evidence]:
    """Return the sentences to quote, those of one article together, best article first."""
    if not evidence or evidence[0].score < threshold:
        return []
    fact = question.kind is Kind.FACT
    least = max(threshold, (_KEEP_FACT if fact else _KEEP) * evidence[0].score)
    best = [e for e in evidence if e.score >= least][: min(limit, _MAX_FACTS) if fact else limit]
    articles = list(dict.fromkeys(e.article.id for e in best))
    return sorted(best, key=lambda e: (articles.index(e.article.id), e.sentence))


def _cite(question: Question, chosen: Iterable[Evidence]) -> tuple[Citation, ...]:
    return tuple(_citation(question, number, evidence) for number, evidence in enumerate(chosen, 1))


def _citation(question: Question, number: int, evidence: Evidence) -> Citation:
    article, (start, end), statement = evidence.article, evidence.sentence, evidence.statement
    place = shortanswer.find(question, evidence.text)
    if (
        question.kind is Kind.WHO_SAID
        and statement
        and statement.mention
        and evidence.sentence.holds(statement.mention)
    ):
        place = statement.mention._replace(start=statement.mention.start - start, end=statement.mention.end - start)
    return Citation(
        number=number,
        article=article,
        start=start,
        end=end,
        quote=evidence.text,
        speaker=statement.speaker if statement else None,
        mention=statement.mention.of(article.text) if statement and statement.mention else None,
        answer=place.of(evidence.text) if place else None,
        answer_start=start + place.start if place else None,
        answer_end=start + place.end if place else None,
        score=evidence.score,
    )


def _text(citations: Sequence[Citation]) -> str:
    return "\n".join(f"{_line(citation.quote)} [{citation.number}]" for citation in citations)


def _line(quote: str) -> str:
    return re.sub(r"\s*\n\s*", " ", quote)


def _nothing(question: Question, others: Sequence[Citation]) -> str:
    if question.kind is not Kind.SAID:
        return "Nothing was found in the archive that answers this."
    who = " or ".join(question.speakers)
    text = f"Nothing was found in the archive that {who} said about this."
    if others:
        names = dict.fromkeys(citation.speaker for citation in others if citation.speaker)
        text += f" Others did speak on it: {', '.join(names)}."
    return text
