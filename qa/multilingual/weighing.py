"""Weighing: how strongly a sentence answers where the question or its article is not in English.

What counts holds in any language: what the reader for other languages makes of it (`qa.multilingual.reader`), how near
the sentence is to the topic by the archive's encoder, which of the topic's words, names and numbers it holds or has
close by, who says it and how surely, and how it stands to the best. Weights lie in `qa/evidence.toml`, some tables for
archives whose encoder knows several languages and some for those whose encoder does not, where words alone tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index import Article, Settings, Snapshot, Span, packed
from index import encoder as encoders
from index.products import cosines
from qa import languages
from qa.candidates import Evidence, Page, Pages, anything
from qa.logistic import Features
from qa.multilingual import centring, dictionary, reader, terms, vectors
from qa.multilingual.likeness import SCALE, Likeness
from qa.question import Kind, Question
from qa.reader import Reader
from qa.retrieval import Hit
from qa.speakers import Wanted

Vectors = NDArray[np.float32]

_WEIGHED = 24
"""Sentences of a question at most that are encoded, those that words and passages tell most of."""
_RIVAL_PASSAGES = 4
"""Passages whose other sentences are compared."""
_LONG = 40  # words
_COMPARED = ("words", "alike", "alone_cosine", "topic_cosine")
"""The features of which it counts how a sentence stands to the best."""
_FIGURES = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY", "DATE", "TIME"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "LOC", "FAC"})


def is_for(question: Question, article: Article) -> bool:
    """Tell whether sentences of an article are weighed here for a question: where one of both is not in English."""
    return question.language != languages.DEFAULT or article.language in languages.others()


def is_blind(settings: Settings) -> bool:
    """Tell whether words alone tell: the encoder knows English only, or the reader lacks what it needs."""
    return settings.encoder in encoders.ENGLISH or not packed.is_installed()


def table(question: Question, settings: Settings, language: str | None = None) -> str:
    """Return the name of the table of weights for an article in this language, by default that of the question.

    In one language each has its own for who said what, as the same probability leaves more unanswered in one than in
    another. Where the languages differ, it counts whether English is one of them: encoders know it best.
    """
    kind = "fact" if question.asks_fact else "said"
    if is_blind(settings):
        return f"{kind}_worded"
    if language in (None, question.language):
        return f"{kind}_other" if question.asks_fact else f"{kind}_{question.language}"
    return f"{kind}_english" if languages.DEFAULT in (language, question.language) else f"{kind}_cross"


class Weigher:
    """Finds the features of sentences for one question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._encoder = snapshot.encoder
        self.question = question
        plain = not (question.asks_fact or question.kind is Kind.WHO_SAID or question.judges)
        whole = question.text if question.asks_fact else _without(question.text, question.speakers)
        self._asked = question.topic if plain and question.topic else whole
        self._is_blind = is_blind(snapshot.settings)
        self._articles: dict[str, set[str]] = {}

    @property
    def reader(self) -> Reader | None:
        """What reads the candidates; None where words alone tell."""
        return None if self._is_blind else reader.load()

    def weigh(
        self, pages: Pages, candidates: Sequence[Evidence], people: Sequence[Wanted], hits: Sequence[Hit] = ()
    ) -> list[Evidence]:
        """Return those of the candidates that may answer best, with their features.

        `hits` are the passages nearest to the topic, whoever speaks there: what is said in them is compared.
        """
        rivals = self._rivals(pages, candidates, hits)
        rarities = self._rarities([*candidates, *rivals])
        for c in (*candidates, *rivals):
            c.parts |= self._by_words(pages.of(c.hit), c.sentence, *rarities)
            c.parts |= self._by_passage(c)
            c.parts |= self._by_speaker(pages.of(c.hit), people, c)
        weighed = sorted(candidates, key=_likely, reverse=True)[:_WEIGHED]
        if not self._is_blind:
            self._by_meaning(pages, [*weighed, *rivals])
        _compare([c.parts for c in weighed], [c.parts for c in rivals])
        return weighed

    def _rivals(self, pages: Pages, candidates: Sequence[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
        """Return sentences that are near to the topic, in the languages of the candidates, and no candidates."""
        if self.question.asks_fact:
            return []
        own = {(c.article.id, c.sentence) for c in candidates}
        spoken = {c.article.language for c in candidates}
        found: list[Evidence] = []
        for language in spoken:
            near = [hit for hit in hits if pages.of(hit).article.language == language][:_RIVAL_PASSAGES]
            found += [c for c in pages.candidates(near, anything) if (c.article.id, c.sentence) not in own]
        return found[:_WEIGHED]

    @cached_property
    def _terms(self) -> list[str]:
        return terms.content(self._asked, self.question.language)

    @cached_property
    def _named(self) -> tuple[frozenset[str], ...]:
        starts = not self.question.asks_fact
        return terms.named(self._asked, self.question.language, starts=starts)

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._encoder, self._asked, self.question.language)

    @cached_property
    def _topic_vector(self) -> Vectors:
        return centring.question(self._encoder, self._asked, self.question.language)

    def names_topic(self, features: Features) -> bool:
        """Tell whether the topic is nothing but names and numbers ("COP29"), and the sentence holds all of them."""
        asks = self.question.kind in (Kind.SAID, Kind.ANYONE, Kind.WHO_SAID) and not self.question.judges
        return asks and bool(self._named) and len(self._named) >= len(self._terms) and features["keys"] >= 1.0

    @cached_property
    def _meant(self) -> dict[str, dictionary.Concepts]:
        """The concepts of those of the topic's terms that the dictionary has."""
        return dict(dictionary.asked(self._asked, self.question.language))

    @cached_property
    def _related(self) -> dict[str, dictionary.Concepts]:
        """The same of what may stand for them, in any language."""
        return dict(dictionary.asked(self._asked, self.question.language, dictionary.RELATED))

    def _told(self, text: str, code: str) -> set[str]:
        """Return the topic's terms that a text in this language holds, if it is another one by the dictionary."""
        if code == self.question.language:
            return set(terms.of(text, code)).intersection(self._terms)
        if self._is_blind:  # what it would tell there was never weighed
            return set()
        held = dictionary.of(text, code)
        return {term for term, meant in self._meant.items() if not held.isdisjoint(meant)}

    def _told_or_akin(self, text: str, code: str) -> tuple[set[str], set[str]]:
        """Return the topic's terms that a text in this language holds, and those with what may stand for them."""
        told = self._told(text, code)
        if self._is_blind and code != self.question.language:
            return told, told
        held = dictionary.of(text, code, dictionary.RELATED)
        near = {term for term, meant in self._related.items() if not held.isdisjoint(meant)}
        return told, told | near.intersection(self._terms)

    def _rarities(self, candidates: Sequence[Evidence]) -> tuple[dict[str, float], dict[str, float]]:
        """Return how rare each term of the topic is among the candidates, alone and with what may stand for it."""
        held = [self._told_or_akin(c.text, languages.known(c.article.language)) for c in candidates]
        return self._rarity([told for told, _ in held]), self._rarity([akin for _, akin in held])

    def _rarity(self, told: Sequence[set[str]]) -> dict[str, float]:
        counts = {term: sum(term in one for one in told) for term in self._terms}
        return {term: math.log1p((len(told) + 1) / (count + 0.5)) for term, count in counts.items()}

    def _by_words(
        self, page: Page, sentence: Span, rarity: Mapping[str, float], akin_rarity: Mapping[str, float]
    ) -> Features:
        code = languages.known(page.article.language)
        own, near = sentence.of(page.article.text), _around(page, sentence)
        across = code != self.question.language
        (held, akin), (beside, akin_beside) = self._told_or_akin(own, code), self._told_or_akin(near, code)
        known, any_known = rarity, akin_rarity
        if across:  # what neither file has counts for nothing
            known = {term: rarity[term] for term in self._meant}
            any_known = {t: weight for t, weight in akin_rarity.items() if t in self._meant or t in self._related}
        found: Features = {
            "cross": float(across),
            "length": min(1.0, len(own.split()) / _LONG),
            "words": _share(known, held),
            "words_near": _share(known, beside - held),
            "akin": _share(any_known, akin),
            "akin_near": _share(any_known, akin_beside - akin),
        }
        found["article_akin"] = _share(any_known, self._told_in(page))
        if across:
            found["words_known"] = len(self._meant) / max(1, len(self._terms))
        told, close = _keys(own, code), _keys(near, code)
        found["keys"] = _held(self._named, told)
        found["keys_near"] = _held(self._named, close)
        if self.question.asks_fact:
            found["fits"] = self._fits(own, code)
        return found

    def _told_in(self, page: Page) -> set[str]:
        """Return the topic's terms that an article holds, or what may stand for them."""
        key = page.article.id
        if key not in self._articles:
            code = languages.known(page.article.language)
            self._articles[key] = self._told_or_akin(page.article.text, code)[1]
        return self._articles[key]

    def _fits(self, text: str, code: str) -> float:
        """Tell whether a sentence holds a number or a name besides those asked about, where one answers."""
        new = [one for one in terms.named(text, code) if not any(one & asked for asked in self._named)]
        digits = any(key[-1:].isdigit() for one in new for key in one)
        names = any(not key[-1:].isdigit() for one in new for key in one)
        labels = set(self.question.labels)
        if labels & _FIGURES:
            return float(digits)
        return float(names) if labels & _NAMES else 0.5

    def _by_passage(self, c: Evidence) -> Features:
        found: Features = {"passage": c.hit.score}
        if self.question.asks_fact and self._is_across(c) and not self._is_blind:
            found["passage_cosine"] = c.hit.cosine or 0.0
        return found

    def _is_across(self, c: Evidence) -> bool:
        return languages.known(c.article.language) != self.question.language

    def _by_speaker(self, page: Page, people: Sequence[Wanted], c: Evidence) -> Features:
        statement = c.statement
        c.asked = next((i for i, p in enumerate(people) if statement and page.cast.said_by(p, statement)), None)
        if self.question.asks_fact:
            return {"told": float(statement is not None)}
        own = statement is not None and (c.asked is not None or not people)
        likely = page.cast.likelihood(people[c.asked], statement) if statement and c.asked is not None else float(own)
        return {"by": float(own), "sure": statement.confidence if own and statement else 0.0, "role": likely}

    def _by_meaning(self, pages: Pages, candidates: Sequence[Evidence]) -> None:
        """Add how near each sentence is to the topic, alone and with the one before it."""
        own, count = [c.text for c in candidates], len(candidates)
        both = [pages.of(c.hit).with_the_one_before(c.sentence) for c in candidates]
        found = vectors.of_sentences(self._encoder).of([*both, *own])
        for c, one, other in zip(candidates, found[:count], found[count:], strict=True):
            code = languages.known(c.article.language)
            near = SCALE * cosines(centring.sentences(self._encoder, np.stack([one, other]), code), self._topic_vector)
            c.parts |= {"topic_cosine": float(near[0]), "alone_cosine": float(near[1])}
        if self.question.asks_fact:
            self._by_likeness(pages, [c for c in candidates if self._is_across(c)])

    def _by_likeness(self, pages: Pages, candidates: Sequence[Evidence]) -> None:
        """Add how alike the words of the topic and of each sentence are; elsewhere their terms tell as much."""
        codes = [languages.known(c.article.language) for c in candidates]
        beside = [_around(pages.of(c.hit), c.sentence) for c in candidates]
        self._likeness.prepare(zip((*(c.text for c in candidates), *beside), (*codes, *codes), strict=True))
        for c, code, around in zip(candidates, codes, beside, strict=True):
            alike = self._likeness.of(c.text, code)
            near = np.maximum(alike, self._likeness.of(around, code))
            c.parts |= {
                "alike": float(alike.mean()),
                "alike_least": float(alike.min()),
                "alike_near": float(near.mean()),
            }


def _without(text: str, names: Iterable[str]) -> str:
    """Return a question without those whose words it asks for: what they say seldom holds their own names."""
    for name in names:
        text = text.replace(name, " ")
    return " ".join(text.split())


def _around(page: Page, sentence: Span) -> str:
    """Return the headline and the sentences next to one, in which a word of the topic may stand instead."""
    at, text = page.sentences.index(sentence), page.article.text
    beside = (*page.sentences[max(0, at - 1) : at], *page.sentences[at + 1 : at + 2])
    return " ".join((page.article.title or "", *(one.of(text) for one in beside)))


def _compare(found: Sequence[Features], rivals: Sequence[Features]) -> None:
    """Add how each sentence stands to the best of them, and of the rivals."""
    likeliest = max((f.get("role", 0.0) for f in found), default=0.0)
    for f in found:
        f["role_behind"] = likeliest - f.get("role", 0.0)
    for name in _COMPARED:
        best = max((f.get(name, 0.0) for f in found), default=0.0)
        other = max((f.get(name, 0.0) for f in rivals), default=best)
        for f in found:
            f[f"{name}_behind"] = best - f.get(name, 0.0)
            f[f"{name}_rivals"] = other - f.get(name, 0.0)


def _likely(c: Evidence) -> float:
    """Return how likely a sentence is to answer, before its meaning is looked at: by the reader, or by its words."""
    if "reader" in c.parts:
        return c.parts["reader"]
    told = c.parts.get("words", 0.0) + 0.5 * c.parts.get("words_near", 0.0) + c.parts["keys"]
    return told + c.hit.score + c.parts.get("by", 0.0)


def _share(rarity: Mapping[str, float], held: set[str]) -> float:
    total = sum(rarity.values())
    return sum(weight for term, weight in rarity.items() if term in held) / total if total else 0.0


def _held(asked: Sequence[frozenset[str]], told: frozenset[str]) -> float:
    """Return the share of the names and numbers asked about that are told; 1 if there are none."""
    return sum(not one.isdisjoint(told) for one in asked) / len(asked) if asked else 1.0


def _keys(text: str, code: str) -> frozenset[str]:
    return frozenset(key for one in terms.named(text, code, starts=True) for key in one)
