"""Centring: vectors less what all texts of their language and kind share.

An encoder of several languages puts what is in one language near together, and questions near to each other, whatever
they are about. Less the mean of any news in the language, they differ by what they say: Libovický, Rosa and Fraser, "On
the Language Neutrality of Pre-trained Multilingual Representations", Findings of EMNLP 2020.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from qa import languages
from qa.multilingual import vectors

Vectors = NDArray[np.float32]

ASKED = ("topics", "questions", "asked")
"""What of the languages' `background` is asked: topics, questions of fact, and of who said what."""


def question(encoder: Encoder, text: str, code: str) -> Vectors:
    """Return the centred vector of a question or topic in this language, shape (dimension,), of length 1."""
    return of_one(encoder.encode_query(text), _asked(encoder, code))


def sentences(encoder: Encoder, found: Vectors, code: str) -> Vectors:
    """Return vectors of sentences in this language centred, shape (sentences, dimension), each of length 1."""
    return of_one(found, _told(encoder, code))


def of_one(found: Vectors, mean: Vectors) -> Vectors:
    """Return vectors less a mean, each of length 1."""
    centred = found - mean
    length = np.linalg.norm(centred, axis=-1, keepdims=True)
    unit: Vectors = centred / np.maximum(length, np.finfo(np.float32).tiny)
    return unit


@lru_cache(16)
def _asked(encoder: Encoder, code: str) -> Vectors:
    """Return the mean vector of what is asked in a language."""
    told = languages.load(code)["background"]
    return _mean(encoder.encode_queries([text for name in ASKED for text in told[name]]))


@lru_cache(16)
def _told(encoder: Encoder, code: str) -> Vectors:
    """Return the mean vector of sentences of any news in a language."""
    return _mean(np.stack(vectors.of_sentences(encoder).of(languages.load(code)["background"]["sentences"])))


def _mean(found: Vectors) -> Vectors:
    mean: Vectors = found.mean(axis=0)
    return mean
