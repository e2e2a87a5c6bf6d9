"""Evidence: how strongly each sentence of the passages found answers the question.

Three things count: how near sentence and topic are in meaning (cosine of their vectors), how much of
the topic's words the sentence holds (weighted by their rarity in the archive), and whether the names
and numbers that the topic turns on stand in it or close by. A sentence that is near in meaning but
holds none of the names asked for is no evidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from index import Article, Filter, Snapshot, Span, Statement
from index.spans import covering
from qa import shortanswer
from qa.question import Kind, Question, language
from qa.retrieval import Hit, retrieve
from qa.speakers import Mentions, Wanted, wanted

_MAX_SENTENCES = 40  # encoded per question; bounds the time of an answer
_PASSAGES = 12
_NEIGHBOUR = 0.5  # what a name in the sentence before or after counts
_KEY_TERM = re.compile(r"[^\W_]*[^\W_a-z][^\W_]*|\d+")
_WEIGHTS = {"bias": -5.2, "cosine": 5.0, "words": 3.0, "keys": 2.2, "type": 0.8, "expansion": 4.0}


@dataclass
class Evidence:
    """A sentence and how strongly it answers."""

    article: Article
    sentence: Span
    statement: Statement | None
    """The statement it holds, if it is one of the speaker asked for (or of anybody, if nobody was)."""
    passage_score: float
    score: float = 0.0
    """From 0 to 1."""
    parts: dict[str, float] = field(default_factory=dict)
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
        return Gathered(scorer.score(_candidates(snapshot, hits, accept)), hits, [])
    own, others = hits, []
    names = tuple(person.last for person in people if person.last)
    if names:
        narrowed = Filter(restriction.since, restriction.until, restriction.outlets, names)
        own = retrieve(snapshot, question.topic or question.text, scorer.vector, narrowed, _PASSAGES)
    evidence = scorer.score(_candidates(snapshot, own, lambda mentions, s: _of(people, mentions, s)))
    if not evidence or evidence[0].score < snapshot.settings.threshold:
        others = scorer.score(_candidates(snapshot, hits, lambda mentions, s: _not_of(people, mentions, s)))
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
                found[key, sentence.start] = Evidence(article, sentence, statement, hit.score)
    return list(found.values())


def said_in(sentence: Span, statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that the sentence holds a substantial part of, the largest share first."""
    width = sentence.end - sentence.start
    shares = [(sentence.overlap((s.start, s.end)), s) for s in statements]
    held = [(share, s) for share, s in shares if share and (2 * share >= s.end - s.start or 3 * share >= width)]
    return [s for _, s in sorted(held, key=lambda pair: -pair[0])]


class Scorer:
    """Scores sentences against one question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self._question = question
        asked = question.topic or question.text
        self.vector = snapshot.encoder.encode_query(question.text)
        self._topic_vector = snapshot.encoder.encode_query(asked)
        empty = set(language()["empty"])
        words = [word for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)?", asked) if word.lower() not in empty]
        first = asked.split()[0] if asked.split() else ""
        self._terms = self._weigh(words)
        keys = [w for w in words if _KEY_TERM.fullmatch(w) and (w != first or question.kind is not Kind.FACT)]
        self._keys = {term: self._terms[term] for term in self._weigh(keys) if term in self._terms}

    def _weigh(self, words: Iterable[str]) -> dict[str, float]:
        """Return the index's terms of `words` with their rarity."""
        terms = {term for word in words for term in self._snapshot.words.terms(word) if len(term) > 1 or term.isdigit()}
        return self._snapshot.words.rarity(terms)

    def score(self, candidates: list[Evidence]) -> list[Evidence]:
        """Score the candidates and return the most promising ones, best first."""
        for candidate in candidates:
            held = set(self._snapshot.words.terms(candidate.text))
            near = set(self._snapshot.words.terms(self._surroundings(candidate)))
            candidate.parts["words"] = _share(self._terms, held, near)
            candidate.parts["keys"] = _share(self._keys, held, near)
        candidates.sort(key=lambda c: -(c.parts["words"] + c.passage_score))
        best = candidates[:_MAX_SENTENCES]
        if not best:
            return []
        vectors = self._snapshot.encoder.encode([c.text for c in best], len(best))
        cosines = np.maximum(vectors @ self.vector, vectors @ self._topic_vector)
        for candidate, cosine in zip(best, cosines, strict=True):
            candidate.parts["cosine"] = float(cosine)
            candidate.score = self._evidence(candidate)
        return sorted(best, key=lambda c: (-c.score, c.article.id, c.sentence))

    def _surroundings(self, candidate: Evidence) -> str:
        """Return the text next to the sentence and the headline: where names may stand instead."""
        start, end = candidate.sentence
        text = candidate.article.text
        return f"{candidate.article.title or ''} {text[max(0, start - 300) : start]} {text[end : end + 150]}"

    def _evidence(self, candidate: Evidence) -> float:
        question = self._question
        if question.kind is Kind.FACT and question.labels:
            candidate.parts["type"] = float(shortanswer.find(question, candidate.text) is not None)
        elif shortanswer.wants_expansion(question):
            candidate.parts["expansion"] = 1.0 if shortanswer.find(question, candidate.text) else -1.0
        logit = _WEIGHTS["bias"] + sum(_WEIGHTS[name] * value for name, value in candidate.parts.items())
        return 1 / (1 + math.exp(-logit))


def _share(terms: dict[str, float], held: set[str], near: set[str]) -> float:
    """Return how much of the terms' weight the sentence holds; what stands close by counts in part."""
    total = sum(terms.values())
    if not total:
        return 1.0
    here = sum(weight for term, weight in terms.items() if term in held)
    by = sum(weight for term, weight in terms.items() if term not in held and term in near)
    return (here + _NEIGHBOUR * by) / total
