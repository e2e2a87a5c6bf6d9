"""Vectors: those of texts met before are kept, and those of new ones are made together, which takes less time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder

Vectors = NDArray[np.float32]

_KEPT = 16_384


class Kept:
    """The unit vectors of texts by one encoder. Safe to use from several threads."""

    def __init__(self, encode: Callable[[list[str]], Vectors], most: int = _KEPT) -> None:
        """Keep up to `most` of the vectors that `encode` makes of texts, shape (len(texts), dimension)."""
        self._encode = encode
        self._most = most
        self._kept: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the vector of each text, shape (dimension,)."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        if new := [text for text in dict.fromkeys(texts) if text not in found]:
            made = dict(zip(new, self._encode(new), strict=True))
            found |= made
            with self._lock:
                self._kept |= made
                _drop_first(self._kept, len(self._kept) - self._most)
        return [found[text] for text in texts]


def _drop_first(kept: dict[str, Vectors], number: int) -> None:
    for text in list(islice(kept, max(0, number))):
        del kept[text]


@lru_cache(16)
def of_words(encoder: Encoder) -> Kept:
    """Return the vectors of words, which are encoded as questions are."""
    return Kept(encoder.encode_queries)


@lru_cache(16)
def of_sentences(encoder: Encoder) -> Kept:
    """Return the vectors of sentences, which are encoded as passages are."""
    return Kept(encoder.encode)
