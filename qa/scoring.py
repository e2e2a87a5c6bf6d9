"""Scoring: how strongly a sentence answers a question, from named features by a logistic regression.

What counts: what the reader makes of it, how much of the topic's words the sentence holds (weighted by
their rarity in the archive) or has close by, whether it has words that mean alike (`qa.wordvectors`),
whether the names and numbers that the topic turns on are among them, whether words stand in the question's
order, how near to the topic it is as a whole (the encoder's cosine), how well its passage was found, who
says it and how surely, by what they said or by an act, and how it stands to the best that was read.
`qa/training` finds the weights.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property, partial
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np

from index import Article, Settings, Snapshot, parallel, static
from index import encoder as encoders
from index.attribution import Kind as Said
from index.attribution import Statement
from index.attribution.cues import lexicon
from index.products import all_cosines, cosines
from qa import languages, wordvectors
from qa.candidates import Evidence
from qa.forms import language
from qa.logistic import Features, probability
from qa.multilingual import centring, weighing
from qa.multilingual.weighing import Weigher
from qa.question import Kind, Question
from qa.retrieval import Hit
from qa.speakers import Cast, Wanted
from qa.wordvectors import Vectors

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_OWNING = re.compile(r"['’]s?$")
_KEY = re.compile(r"[^\W_]*[^\W_a-z][^\W_]*|\d+")
_BEFORE, _AFTER = 300, 150  # code points next to a sentence in which a name may stand instead
_LONG = 40  # words
_ALL = 0.999
_TINY = 1e-9
_UNHEARD = 1.0  # what a word weighs that the archive does not hold


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("qa").joinpath("evidence.toml").read_text("utf-8"))


def _table(question: Question, settings: Settings) -> str:
    if question.language != languages.DEFAULT:
        return weighing.table(question, settings)
    return "fact" if question.asks_fact else "said"


@cache
def weights(table: str) -> dict[str, float]:
    """Return the weight of each feature, and of "bias", for questions of "fact" or of what was "said".

    Where the question or the article is not in English, the table's name goes on (see `qa.multilingual.weighing`).
    """
    return {name: value for name, value in _tables()[table].items() if name not in ("made", "balanced", "careful")}


@cache
def _weights_of_both() -> dict[str, float]:
    """Return the weights of the features of a sentence that was read twice."""
    once, again = weights("said"), weights("second")
    return {name: once.get(name, 0.0) + again.get(name, 0.0) for name in once | again}


def threshold(question: Question, settings: Settings) -> float:
    """Return the probability from which a sentence is given as an answer to `question`."""
    told: float = _tables()[_table(question, settings)][settings.care]
    return told if settings.threshold is None else settings.threshold


def sure(question: Question, settings: Settings) -> float:
    """Return the threshold of the careful setting: for what is told though it was not asked for."""
    told: float = _tables()[_table(question, settings)]["careful"]
    return told


class Scorer:
    """Finds the features of sentences for one question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self.question = question
        self.asked = question.text if question.asks_fact else question.topic
        self._vector: Vectors | None = None
        if question.language == languages.DEFAULT and not question.asks_fact:
            # by this one, whatever the archive's: the weights know it
            by_topic = partial(encoders.load(encoders.DEFAULT).encode_query, self.asked)
            both: list[Callable[[], Vectors]] = [self._encode, by_topic]
            self._vector, self._topic_vector = parallel.each(lambda encode: encode(), both)
        self._empty = empty = set(language()["empty"])
        spoken = [word for word in _WORD.findall(self.asked) if word.lower() not in empty]
        self._order = [term for word in spoken for term in snapshot.words.terms(word)]
        self._terms = self._rarity(spoken)
        starts = _WORD.match(self.asked) if question.asks_fact else None
        self._spoken = list(dict.fromkeys(word.lower() for word in spoken if len(word) > 1))
        self._weights = self._weigh(self._spoken)
        keys = [word for word in spoken if _KEY.fullmatch(word) and not (starts and word == starts.group())]
        self._keys = {term: self._terms[term] for term in self._rarity(keys) if term in self._terms}

    def vector(self) -> Vectors:
        """Return the vector of the question, shape (dimension,).

        Where nothing is encoded beside it, it is encoded when first asked for.
        """
        if self._vector is None:
            self._vector = self._encode()
        return self._vector

    def _encode(self) -> Vectors:
        encoder, question = self._snapshot.encoder, self.question
        if self._snapshot.settings.encoder in encoders.ENGLISH:
            return encoder.encode_query(question.text)
        return centring.question(encoder, question.text, question.language)

    @property
    def threshold(self) -> float:
        """The probability from which a sentence is given as an answer."""
        return threshold(self.question, self._snapshot.settings)

    @property
    def usual_threshold(self) -> float:
        """The threshold of the balanced setting."""
        told: float = _tables()[_table(self.question, self._snapshot.settings)]["balanced"]
        return told

    @property
    def has_words(self) -> bool:
        """Whether anything is asked for that words can tell."""
        return bool(self._terms)

    def names_topic(self, features: Features) -> bool:
        """Tell whether the topic is nothing but a name or number ("COP29"), and the sentence holds all of it.

        What somebody says with that name in it is on that topic, however little the rest resembles the question.
        """
        asks = self.question.kind in (Kind.SAID, Kind.ANYONE, Kind.WHO_SAID)
        only_names = asks and bool(self._terms) and self._terms.keys() == self._keys.keys()
        return only_names and features["words"] >= _ALL and self._asks_plainly

    @cached_property
    def asks_who_spoke(self) -> bool:
        """Whether whatever anybody said on the topic is asked for: "Who spoke about …?", not "Who opposed …?"."""
        if self.question.kind is Kind.ANYONE:
            return True
        if self.question.language != languages.DEFAULT:
            return self.question.kind is Kind.WHO_SAID and not self.question.judges
        spoke = _plain_words(self.question.text) - _plain_words(self.question.topic)
        return self.question.kind is Kind.WHO_SAID and self._asks_plainly and bool(spoke & set(language()["plain"]))

    @cached_property
    def read_as(self) -> str:
        """The question as the reader takes it: however whatever was said is asked for, in the same words."""
        told: str = language()["asked_of_anybody"]
        return told.format(topic=self.question.topic) if self.asks_who_spoke else self.question.text

    @cached_property
    def _asks_plainly(self) -> bool:
        """Whether the question asks for whatever was said, not for praise or blame."""
        question = self.question
        told = _plain_words(" ".join((question.topic, *question.speakers, *question.without)))
        return _plain_words(question.text) - told - self._empty <= set(language()["plain"])

    def _rarity(self, spoken: Iterable[str]) -> dict[str, float]:
        terms = {
            term for word in spoken for term in self._snapshot.words.terms(word) if len(term) > 1 or term.isdigit()
        }
        return self._snapshot.words.rarity(terms)

    def _weigh(self, spoken: Sequence[str]) -> Vectors:
        """Return the share of each word in what the topic's words weigh together, shape (len(spoken),)."""
        rarities = (self._snapshot.words.rarity(self._snapshot.words.terms(word)) for word in spoken)
        weights = np.array([max(found.values(), default=_UNHEARD) for found in rarities], dtype=np.float32)
        return weights / weights.sum() if len(weights) else weights

    def by_terms(self, text: str, start: int, end: int, title: str) -> Features:
        """Return how much of the topic's words the sentence `text[start:end]` holds, and what is near it."""
        held = set(self._snapshot.words.terms(text[start:end]))
        near = set(self._snapshot.words.terms(_around(text, start, end, title))) - held
        return self._of_terms(held, near)

    def _of_terms(self, held: set[str], near: set[str]) -> Features:
        return {"words": _share(self._terms, held), "words_near": _share(self._terms, near)}

    def by_words(self, text: str, start: int, end: int, title: str) -> Features:
        """Return the features of the sentence `text[start:end]` that need no encoder."""
        order = self._snapshot.words.terms(text[start:end])
        held = set(order)
        around = _around(text, start, end, title)
        near = set(self._snapshot.words.terms(around)) - held
        pairs = set(pairwise(self._order))
        return (
            self._of_terms(held, near)
            | {
                "keys": _share(self._keys, held) if self._keys else 1.0,
                "keys_near": _share(self._keys, near),
                "order": len(pairs & set(pairwise(order))) / len(pairs) if pairs else 0.0,
                "length": min(1.0, len(order) / _LONG),
            }
            | self._by_meaning(text[start:end], around)
        )

    def _by_meaning(self, sentence: str, around: str) -> Features:
        """Return how alike each word of the topic and the likest of the sentence, or of those close by, are."""
        if not self._spoken:
            return {"meaning": 0.0, "meaning_least": 0.0, "meaning_near": 0.0, "meaning_near_least": 0.0}
        within = self._alike(sentence)
        near = np.maximum(within, self._alike(around))
        return {
            "meaning": float(within @ self._weights),
            "meaning_least": float(within.min()),
            "meaning_near": float(near @ self._weights),
            "meaning_near_least": float(near.min()),
        }

    @cached_property
    def _spoken_vectors(self) -> Vectors:
        return wordvectors.load().of(self._spoken)

    def _alike(self, text: str) -> Vectors:
        """Return for each word of the topic the cosine with the likest word of `text`, shape (len(spoken),)."""
        held = list({word.lower() for word in _WORD.findall(text) if len(word) > 1} - self._empty)
        if not held:
            return np.zeros(len(self._spoken), dtype=np.float32)
        alike: Vectors = all_cosines(self._spoken_vectors, wordvectors.load().of(held)).max(axis=1)
        return alike

    def by_topic(self, texts: Sequence[str]) -> list[Features]:
        """Return for each text how near it is as a whole to what somebody is asked, in English, to have said."""
        if not texts:
            return []
        vectors = encoders.load(encoders.DEFAULT).encode(list(texts))
        return [{"topic_cosine": float(cosine)} for cosine in cosines(vectors, self._topic_vector)]

    def roughly(self, texts: Sequence[str]) -> list[float]:
        """Return for each text a cosine with the topic that takes no network: of the means of their tokens' vectors."""
        encoder = encoders.load(static.NAME)
        found: list[float] = cosines(encoder.encode(list(texts)), encoder.encode_query(self.asked)).tolist()
        return found

    def by_passage(self, hit: Hit) -> Features:
        """Return the features of the passage that the sentence was found in."""
        return {"passage": hit.score, "passage_cosine": hit.cosine or 0.0}

    def by_speaker(self, cast: Cast, people: Sequence[Wanted], candidate: Evidence) -> Features:
        """Return whose words the sentence holds, where somebody's are asked for, and how surely."""
        statement = candidate.statement
        if self.question.asks_fact or (not people and statement is None):
            return {}
        own = candidate.asked is not None or not people  # where nobody is named, everybody is asked for
        another = statement is not None and not own and any(cast.has(person) for person in people)
        told = of_statement(statement, candidate.article.text) if own and statement else {}
        return {"by": float(own), "by_another": float(another), "sure": 0.0} | told

    def compare(self, candidates: Sequence[Features]) -> None:
        """Add how each candidate stands to the best of them, and how many there are."""
        best = max((f["reader"] for f in candidates), default=0.0)
        for f in candidates:
            f["behind"] = best - f["reader"]
            f["many"] = math.log1p(len(candidates))

    def probability(self, features: Features) -> float:
        """Return the probability that a sentence with these features answers."""
        return probability(features, weights(_table(self.question, self._snapshot.settings)))

    def judge(self, c: Evidence) -> None:
        """Note how likely a sentence of an English article, whose features are known, answers."""
        if c.second is None:
            c.score = self.probability(c.parts)
        else:
            c.score = probability(c.parts | {"second": c.second}, _weights_of_both())
        c.literal = self.names_topic(c.parts)
        if c.literal:
            c.score = max(c.score, self.usual_threshold)

    @cached_property
    def other(self) -> Weigher:
        """What weighs sentences where the question or the article is not in English."""
        return Weigher(self._snapshot, self.question)

    def other_probability(self, features: Features, article: Article) -> float:
        """Return the probability that a sentence of an article weighed by `other` answers.

        It is moved so that the threshold of its table falls on that of the question's, which may be another one.
        """
        settings, care = self._snapshot.settings, self._snapshot.settings.care
        own = weighing.table(self.question, settings, languages.known(article.language))
        told = _table(self.question, settings)
        found = probability(features, weights(own))
        return moved(found, _tables()[own][care], _tables()[told][care])


def moved(found: float, one: float, other: float) -> float:
    """Return a probability moved, by its log odds, as far as `one` lies from `other`."""
    odds = found / max(1 - found, _TINY) * (1 - one) / one * other / (1 - other)
    return odds / (1 + odds)


def _plain_words(text: str) -> set[str]:
    """Return the words in lower case, without the owner's "'s"."""
    return {_OWNING.sub("", word.lower()) for word in _WORD.findall(text)}


def _around(text: str, start: int, end: int, title: str) -> str:
    """Return the headline and what stands next to the sentence `text[start:end]`."""
    return f"{title} {text[max(0, start - _BEFORE) : start]} {text[end : end + _AFTER]}"


def _share(terms: Mapping[str, float], held: set[str]) -> float:
    """Return how much of the terms' weight is among those held."""
    total = sum(terms.values())
    return sum(weight for term, weight in terms.items() if term in held) / total if total else 0.0


def of_statement(statement: Statement, text: str) -> Features:
    """Return how surely, and how, the article tells that somebody said this."""
    return {"sure": statement.confidence, "act": float(_is_act(statement, text))}


def _is_act(statement: Statement, text: str) -> bool:
    """Tell whether somebody's words are told by what they did, not by a verb of saying: "authorized a purchase"."""
    cues = lexicon(languages.DEFAULT)
    if statement.kind is not Said.INDIRECT or statement.cue is None or cues is None:
        return False
    told = statement.cue.of(text).lower().split()
    says = any(word in cues.quoting_forms or word in cues.source_phrases for word in told)
    return not says and any(word.isalpha() for word in told)
