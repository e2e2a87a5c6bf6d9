"""Likeness: how alike words of two languages are, by the archive's encoder, which has seen them in like places.

A topic of one word is a poor sentence to compare; as a word it is near to its translations: «налог», "vergi", "tax".
Each word asked about is compared with each of a sentence, and the likest counts, as in Khattab and Zaharia, "ColBERT",
SIGIR 2020.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.products import all_cosines
from qa import languages
from qa.multilingual import centring, terms, vectors

Vectors = NDArray[np.float32]

SCALE = 10.0
"""By what cosines are multiplied, which lie near together."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_ANY = 120  # words of any news of which the mean is taken


class Likeness:
    """Compares the words of a topic with those of texts."""

    def __init__(self, encoder: Encoder, topic: str, code: str) -> None:
        self._encoder = encoder
        self._code = code
        self._words = tuple(words(topic, code))

    @cached_property
    def _asked(self) -> Vectors:
        """The centred vectors of the topic's words, shape (words, dimension)."""
        return _vectors(self._encoder, self._words, self._code)

    def prepare(self, texts: Iterable[tuple[str, str]]) -> None:
        """Find the vectors of all words of texts, each with its language, which are then compared by `of`."""
        if self._words:
            vectors.of_words(self._encoder).of([word for text, code in texts for word in words(text, code)])

    def of(self, text: str, code: str) -> Vectors:
        """Return for each word of the topic how alike the likest of a text is."""
        told = words(text, code)
        if not self._words or not told:
            return np.zeros(max(1, len(self._words)), dtype=np.float32)
        alike: Vectors = all_cosines(self._asked, _vectors(self._encoder, told, code)).max(axis=1)
        return SCALE * alike


def words(text: str, code: str) -> list[str]:
    """Return the words of a text in this language that carry a meaning, each once, in lower case."""
    low = (word.lower() for word in _WORD.findall(text))
    return [word for word in dict.fromkeys(low) if not terms.is_empty(word, code)]


@lru_cache(16)
def _mean(encoder: Encoder, code: str) -> Vectors:
    """Return the mean vector of words of any news in a language."""
    sentences: Sequence[str] = languages.load(code)["background"]["sentences"]
    mean: Vectors = np.stack(vectors.of_words(encoder).of(words(" ".join(sentences), code)[:_ANY])).mean(axis=0)
    return mean


def _vectors(encoder: Encoder, told: Sequence[str], code: str) -> Vectors:
    return centring.of_one(np.stack(vectors.of_words(encoder).of(told)), _mean(encoder, code))
