"""Scoring: how strongly a sentence answers a question, from named features by a logistic regression.

What counts: how near sentence and question are in meaning, how much of the topic's words the sentence
holds (weighted by their rarity in the archive) or has close by, whether the names and numbers that the
topic turns on are among them, whether words stand in the question's order, whether the sentence holds
what can be a short answer, and how well its passage was found. `qa/training/fit_evidence.py` finds the
weights.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np

from index import Settings, Snapshot
from index.encoder import Vectors
from qa import shortanswer
from qa.question import Kind, Question, language

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_KEY = re.compile(r"[^\W_]*[^\W_a-z][^\W_]*|\d+")
_BEFORE, _AFTER = 300, 150  # code points next to a sentence in which a name may stand instead
_LONG = 40  # words

Features = dict[str, float]


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("qa").joinpath("evidence.toml").read_text("utf-8"))


def _table(question: Question) -> str:
    return "fact" if question.kind is Kind.FACT else "said"


@cache
def weights(table: str) -> dict[str, float]:
    """Return the weight of each feature, and of "bias", for questions of "fact" or of what was "said"."""
    return {name: value for name, value in _tables()[table].items() if name not in ("made", "threshold")}


def threshold(question: Question, settings: Settings) -> float:
    """Return the probability from which a sentence is given as an answer to `question`."""
    return _tables()[_table(question)]["threshold"] if settings.threshold is None else settings.threshold


def probability(features: Mapping[str, float], weight: Mapping[str, float]) -> float:
    """Return the probability that a sentence with these features answers."""
    logit = weight["bias"] + sum(weight.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


class Scorer:
    """Finds the features of sentences for one question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self._question = question
        self.asked = question.text if question.kind is Kind.FACT else question.topic
        encoder = snapshot.encoder
        self.vector = encoder.encode_query(question.text)
        self._topic = self.vector if self.asked == question.text else encoder.encode_query(self.asked)
        empty = set(language()["empty"])
        spoken = [word for word in _WORD.findall(self.asked) if word.lower() not in empty]
        self._order = [term for word in spoken for term in snapshot.words.terms(word)]
        self._terms = self._rarity(spoken)
        starts = _WORD.match(self.asked) if question.kind is Kind.FACT else None
        keys = [word for word in spoken if _KEY.fullmatch(word) and not (starts and word == starts.group())]
        self._keys = {term: self._terms[term] for term in self._rarity(keys) if term in self._terms}

    @property
    def has_words(self) -> bool:
        """Whether anything is asked for that words can tell."""
        return bool(self._terms)

    def _rarity(self, spoken: Iterable[str]) -> dict[str, float]:
        terms = {
            term for word in spoken for term in self._snapshot.words.terms(word) if len(term) > 1 or term.isdigit()
        }
        return self._snapshot.words.rarity(terms)

    def by_words(self, text: str, start: int, end: int, title: str) -> Features:
        """Return the features of the sentence `text[start:end]` that need no encoder."""
        order = self._snapshot.words.terms(text[start:end])
        held = set(order)
        around = f"{title} {text[max(0, start - _BEFORE) : start]} {text[end : end + _AFTER]}"
        near = set(self._snapshot.words.terms(around)) - held
        pairs = set(pairwise(self._order))
        return {
            "words": _share(self._terms, held),
            "words_near": _share(self._terms, near),
            "keys": _share(self._keys, held) if self._keys else 1.0,
            "keys_near": _share(self._keys, near),
            "order": len(pairs & set(pairwise(order))) / len(pairs) if pairs else 0.0,
            "length": min(1.0, len(order) / _LONG),
        }

    def by_meaning(self, vectors: Vectors) -> list[float]:
        """Return the cosine of each sentence to the question or its topic, whichever is nearer."""
        cosines: list[float] = np.maximum(vectors @ self.vector, vectors @ self._topic).tolist()
        return cosines

    def by_answer(self, sentence: str) -> Features:
        """Return whether the sentence holds a short answer of the kind expected: 1, -1, or nothing if none is."""
        question = self._question
        expansion = shortanswer.wants_expansion(question)
        if not expansion and (question.kind is not Kind.FACT or not question.labels):
            return {}
        found = 1.0 if shortanswer.find(question, sentence) else -1.0
        return {"expansion" if expansion else "type": found}

    def compare(self, own: list[Features], rivals: list[Features]) -> None:
        """Add how each sentence of the speaker asked for stands to that speaker's best and to others' best."""
        if self._question.kind is not Kind.SAID:
            return
        for name in ("cosine", "words"):
            best = max((f[name] for f in own), default=0.0)
            rival = max((f[name] for f in rivals), default=0.0)
            for f in own:
                f[f"{name}_behind"] = best - f[name]
                f[f"{name}_rival"] = max(0.0, rival - f[name])

    def probability(self, features: Features) -> float:
        """Return the probability that a sentence with these features answers."""
        return probability(features, weights(_table(self._question)))


def _share(terms: Mapping[str, float], held: set[str]) -> float:
    """Return how much of the terms' weight is among those held."""
    total = sum(terms.values())
    return sum(weight for term, weight in terms.items() if term in held) / total if total else 0.0
