"""Evidence: the sentences that may answer a question, best first, each with its statement.

Where a question asks for somebody's words, only sentences that hold a statement of that person are
candidates: what another one said can be near in every way and is still no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index import Article, Filter, Snapshot, Span, Statement
from index.spans import covering
from qa import scoring
from qa.question import Kind, Question
from qa.retrieval import Hit, retrieve
from qa.scoring import Scorer
from qa.speakers import Cast, Wanted, wanted

_MAX_SENTENCES = 28  # encoded per question; bounds the time of an answer
_BATCH = 8  # the encoder pads to the longest of a batch, so sentences of like length go together
_MAX_READ = 8  # searched for a short answer
_MAX_RIVALS = 10
_PASSAGES = 12


@dataclass
class Evidence:
    """A sentence and how strongly it answers."""

    article: Article
    sentence: Span
    statement: Statement | None
    """The statement it holds, if it is one of the speaker asked for (or of anybody, if nobody was)."""
    hit: Hit
    """The passage it was found in."""
    score: float = 0.0
    """The probability that it answers."""
    parts: scoring.Features = field(default_factory=dict)
    """What the score was made of."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.of(self.article.text)


@dataclass
class Gathered:
    """What was found for a question."""

    evidence: list[Evidence]
    """Best first."""
    hits: list[Hit]
    others: list[Evidence]
    """Statements of other people on the topic, best first; only where somebody named was asked for."""


def gather(snapshot: Snapshot, question: Question, restriction: Filter) -> Gathered:
    """Find the sentences that may answer `question` and score them."""
    scorer = Scorer(snapshot, question)
    hits = retrieve(snapshot, scorer.asked, scorer.vector, restriction, _PASSAGES)
    if not scorer.has_words and question.kind is not Kind.SAID:
        return Gathered([], hits, [])
    if question.kind is not Kind.SAID:
        accept = _anything if question.kind is Kind.FACT else _of_anyone
        evidence, _ = _score(snapshot, scorer, _candidates(snapshot, hits, accept), [])
        return Gathered(evidence, hits, [])
    people = [wanted(name) for name in question.speakers]
    own = hits
    if all(person.last for person in people):
        names = tuple(person.last for person in people if person.last)
        narrowed = replace(restriction, speakers=names)
        own = retrieve(snapshot, scorer.asked, scorer.vector, narrowed, _PASSAGES)
    if not scorer.has_words:
        return Gathered(_newest(_candidates(snapshot, own, lambda cast, s: _of(people, cast, s))), hits, [])
    evidence, others = _score(
        snapshot,
        scorer,
        _candidates(snapshot, own, lambda cast, s: _of(people, cast, s)),
        _candidates(snapshot, hits, lambda cast, s: _not_of(people, cast, s)),
    )
    return Gathered(evidence, hits, others)


Accept = Callable[[Cast, Statement | None], bool]


def _anything(cast: Cast, statement: Statement | None) -> bool:
    return True


def _of_anyone(cast: Cast, statement: Statement | None) -> bool:
    return statement is not None and statement.mention is not None


def _of(people: Sequence[Wanted], cast: Cast, statement: Statement | None) -> bool:
    return statement is not None and any(cast.said_by(person, statement) for person in people)


def _not_of(people: Sequence[Wanted], cast: Cast, statement: Statement | None) -> bool:
    named = statement is not None and statement.speaker is not None
    return named and not _of(people, cast, statement)


def _candidates(snapshot: Snapshot, hits: Iterable[Hit], accept: Accept) -> list[Evidence]:
    """Return the sentences of the passages found that `accept` lets through, each once."""
    found: dict[tuple[str, int], Evidence] = {}
    read: dict[str, tuple[Article, tuple[Span, ...], tuple[Statement, ...], Cast]] = {}
    for hit in hits:
        key = hit.passage.article
        if key not in read:
            article, sentences, statements = (
                snapshot.article(key),
                snapshot.db.sentences(key),
                snapshot.db.statements(key),
            )
            read[key] = article, sentences, statements, Cast(article.text, sentences, statements)
        article, sentences, statements, cast = read[key]
        for i in covering(sentences, *hit.passage.span):
            sentence = sentences[i]
            if (key, sentence.start) in found or article.is_furniture(sentence):
                continue
            said = said_in(sentence, statements)
            fitting = [s for s in said if accept(cast, s)]
            if fitting or accept(cast, None):
                statement = fitting[0] if fitting else (said[0] if said else None)
                found[key, sentence.start] = Evidence(article, sentence, statement, hit)
    return list(found.values())


def said_in(sentence: Span, statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that the sentence holds a substantial part of, the largest share first."""
    width = sentence.end - sentence.start
    shares = [(sentence.overlap((s.start, s.end)), s) for s in statements]
    held = [(share, s) for share, s in shares if share and (2 * share >= s.end - s.start or 3 * share >= width)]
    return [s for _, s in sorted(held, key=lambda pair: -pair[0])]


def _score(
    snapshot: Snapshot, scorer: Scorer, own: list[Evidence], rivals: list[Evidence]
) -> tuple[list[Evidence], list[Evidence]]:
    """Score the candidates, and what others said on the topic; return the most promising of both, best first."""
    own = _most_promising(scorer, own, _MAX_SENTENCES - min(len(rivals), _MAX_RIVALS))
    rivals = _most_promising(scorer, rivals, _MAX_RIVALS)
    both = [*own, *rivals]
    if not both:
        return [], []
    vectors = snapshot.encoder.encode([c.text for c in both], _BATCH)
    for c, cosine in zip(both, scorer.by_meaning(vectors), strict=True):
        c.parts |= {"cosine": cosine, "passage": c.hit.score, "passage_cosine": c.hit.cosine or 0.0}
    scorer.compare([c.parts for c in own], [c.parts for c in rivals])
    for c in both:
        c.score = scorer.probability(c.parts)
    own.sort(key=_rank)
    for c in own[:_MAX_READ]:
        c.parts |= scorer.by_answer(c.text)
        c.score = scorer.probability(c.parts)
    return sorted(own, key=_rank), sorted(rivals, key=_rank)


def _newest(candidates: list[Evidence]) -> list[Evidence]:
    """Return all that somebody said, newest first, where no topic was asked for."""
    for c in candidates:
        c.score = 1.0
    return sorted(candidates, key=lambda c: (-(c.article.published or date.min).toordinal(), c.article.id, c.sentence))


def _most_promising(scorer: Scorer, candidates: list[Evidence], limit: int) -> list[Evidence]:
    for c in candidates:
        c.parts = scorer.by_words(c.article.text, *c.sentence, c.article.title or "")
    candidates.sort(key=lambda c: -(c.parts["words"] + 0.5 * c.parts["words_near"] + c.hit.score))
    return candidates[:limit]


def _rank(c: Evidence) -> tuple[float, str, Span]:
    return -c.score, c.article.id, c.sentence
