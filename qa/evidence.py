"""Evidence: the sentences that may answer a question, best first, each with its statement.

Where a question asks for somebody's words, only sentences that hold a statement of that person are
candidates: what another one said can be near in every way and is still no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from index import Article, Filter, Snapshot, Span, Statement
from index.spans import covering
from qa import scoring
from qa.question import Kind, Question
from qa.retrieval import Hit, retrieve
from qa.scoring import Scorer
from qa.speakers import Mentions, Wanted, wanted

_MAX_SENTENCES = 40  # encoded per question; bounds the time of an answer
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
    people = [wanted(name) for name in question.speakers]
    hits = retrieve(snapshot, question.topic or question.text, scorer.vector, restriction, _PASSAGES)
    if question.kind is not Kind.SAID:
        accept = _of_anyone if question.kind in (Kind.WHO_SAID, Kind.ANYONE) else _anything
        return Gathered(_score(snapshot, scorer, _candidates(snapshot, hits, accept)), hits, [])
    own, others = hits, []
    names = tuple(person.last for person in people if person.last)
    if names:
        narrowed = Filter(restriction.since, restriction.until, restriction.outlets, names)
        own = retrieve(snapshot, question.topic or question.text, scorer.vector, narrowed, _PASSAGES)
    evidence = _score(snapshot, scorer, _candidates(snapshot, own, lambda mentions, s: _of(people, mentions, s)))
    if not evidence or evidence[0].score < snapshot.settings.threshold:
        others = _score(snapshot, scorer, _candidates(snapshot, hits, lambda mentions, s: _not_of(people, mentions, s)))
    return Gathered(evidence, hits, others)


Accept = Callable[[Mentions, Statement | None], bool]


def _anything(mentions: Mentions, statement: Statement | None) -> bool:
    return True


def _of_anyone(mentions: Mentions, statement: Statement | None) -> bool:
    return statement is not None and statement.mention is not None


def _of(people: Sequence[Wanted], mentions: Mentions, statement: Statement | None) -> bool:
    return statement is not None and any(mentions.said_by(person, statement) for person in people)


def _not_of(people: Sequence[Wanted], mentions: Mentions, statement: Statement | None) -> bool:
    named = statement is not None and statement.speaker is not None
    return named and not _of(people, mentions, statement)


def _candidates(snapshot: Snapshot, hits: Iterable[Hit], accept: Accept) -> list[Evidence]:
    """Return the sentences of the passages found that `accept` lets through, each once."""
    found: dict[tuple[str, int], Evidence] = {}
    read: dict[str, tuple[Article, tuple[Span, ...], tuple[Statement, ...], Mentions]] = {}
    for hit in hits:
        key = hit.passage.article
        if key not in read:
            article, statements = snapshot.article(key), snapshot.db.statements(key)
            read[key] = article, snapshot.db.sentences(key), statements, Mentions.of(article.text, statements)
        article, sentences, statements, mentions = read[key]
        for i in covering(sentences, *hit.passage.span):
            sentence = sentences[i]
            if (key, sentence.start) in found or article.is_furniture(sentence):
                continue
            said = said_in(sentence, statements)
            fitting = [s for s in said if accept(mentions, s)]
            if fitting or accept(mentions, None):
                statement = fitting[0] if fitting else (said[0] if said else None)
                found[key, sentence.start] = Evidence(article, sentence, statement, hit)
    return list(found.values())


def said_in(sentence: Span, statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that the sentence holds a substantial part of, the largest share first."""
    width = sentence.end - sentence.start
    shares = [(sentence.overlap((s.start, s.end)), s) for s in statements]
    held = [(share, s) for share, s in shares if share and (2 * share >= s.end - s.start or 3 * share >= width)]
    return [s for _, s in sorted(held, key=lambda pair: -pair[0])]


def _score(snapshot: Snapshot, scorer: Scorer, candidates: list[Evidence]) -> list[Evidence]:
    """Score the candidates and return the most promising ones, best first."""
    for c in candidates:
        c.parts = scorer.by_words(c.article.text, *c.sentence, c.article.title or "")
    candidates.sort(key=lambda c: -(c.parts["words"] + 0.5 * c.parts["words_near"] + c.hit.score))
    best = candidates[:_MAX_SENTENCES]
    if not best:
        return []
    vectors = snapshot.encoder.encode([c.text for c in best], _MAX_SENTENCES)
    for c, cosine in zip(best, scorer.by_meaning(vectors), strict=True):
        c.parts |= {"cosine": cosine, "passage": c.hit.score, "passage_cosine": c.hit.cosine or 0.0}
        c.parts |= scorer.by_answer(c.text)
        c.score = scoring.probability(c.parts, scoring.weights())
    return sorted(best, key=lambda c: (-c.score, c.article.id, c.sentence))
