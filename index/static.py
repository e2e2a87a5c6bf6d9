"""The packaged static encoder: a vector for each token, found in a table; a text's is their mean.

The table was distilled from the packaged all-MiniLM-L6-v2 by model2vec (Tulkens and van Dongen, "Model2Vec: Fast
State-of-the-Art Static Embeddings", 2024), see `index.static_table`. It counts tokens as that model does, so that
archives made with either have the same passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.tokens import Tokens

NAME = "all-MiniLM-L6-v2-static"
TABLE = "static.safetensors"
VECTORS = "vectors"
"""The table's name in its file."""
_SHA256 = "06b664ae539facd86de89e444cce57bf2879cf936ecb3288784bc21f0ef94f2c"
_AT_ONCE = 256
"""Texts whose tokens are held at once."""

Vectors = NDArray[np.float32]


class Static:
    """Encodes questions and passages alike, by a table of 8 bits, whose scale is of no account to unit vectors.

    Safe to use from several threads.
    """

    quantises = False
    """There is one table, for questions and passages."""

    def __init__(self, tokens: Tokens) -> None:
        """Load the table."""
        from safetensors import safe_open  # noqa: PLC0415 - not every command encodes

        self._tokens = tokens
        self.max_tokens = tokens.max_tokens
        with safe_open(table(), framework="numpy") as file:
            self._table: NDArray[np.int8] = file.get_tensor(VECTORS)
        self.dimension = int(self._table.shape[1])
        self._any = self._sum(range(len(self._table)))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (len(texts), dimension)."""
        return self.encode_all(texts)

    def encode_all(self, texts: Sequence[str], threads: int | None = None, *, exact: bool = False) -> Vectors:
        """Return the unit vectors of passages, shape (len(texts), dimension); `threads` and `exact` change nothing."""
        sums = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            for i, ids in enumerate(self._tokens.ids(texts[start : start + _AT_ONCE]), start):
                sums[i] = self._sum(ids)
        sums[~sums.any(axis=1)] = self._any  # nothing of them is known
        unit: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the tokens of each text start and end, in code points."""
        return self._tokens.offsets(texts)

    def _sum(self, ids: Sequence[int]) -> NDArray[np.int32]:
        total: NDArray[np.int32] = self._table[ids].sum(axis=0, dtype=np.int32)
        return total


def table() -> Path:
    """Return where the table lies."""
    return Path(str(resources.files("index").joinpath(TABLE)))


def check(digest: str) -> None:
    """Raise EncoderError if the table is not the known one."""
    if digest != _SHA256:
        raise EncoderError(
            f"the table {table()} has sha256 {digest}, not {_SHA256}; "
            "install On Record anew: pip install --force-reinstall --no-deps ."
        )
