"""Inference: the packaged encoder's vectors by ONNX Runtime, without loading torch.

The two graphs beside this file, made by `index.inference_graph`, hold no weights. The exact one, for questions, points
into the model's own `model.safetensors`, so that there is one copy of them and one checksum. The other, for passages,
multiplies by weights of 8 bits, which are rounded from that file when it is loaded: dynamic quantisation after Jacob
et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
with a scale for each output.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import parallel
from index.tokens import Tokens

GRAPH = "encoder.onnx"
QUANTISED_GRAPH = "encoder_int8.onnx"
WEIGHTS = "model.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
ROUNDED, SCALE = "_quantized", "_scale"
"""What the names of a weight's 8-bit values and of their scales end in; before that comes its name in the file."""
_LEVELS = 127
_ALIKE = 0.97
"""The least cosine of the two graphs' vectors; some processors lose digits where they add products of 8 bits."""
_PROBE = (
    "The mayor said on Tuesday that the bridge would open in May, two years later than planned.",
    "“We have not decided anything yet,” the minister told reporters after the meeting, when asked about the taxes "
    "that farmers and their families have paid since 2019.",
    "Rain.",
)

Vectors = NDArray[np.float32]


class Inference:
    """Encodes each text by itself, with one thread: no padding, and all of it in the cache. Safe to use from several.

    Raises OSError or RuntimeError where the model cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        """Read what the model in `folder` is; its weights are loaded with the first text."""
        self._folder = folder
        self._lock = threading.RLock()
        self._tokens = Tokens(folder)
        self.max_tokens = self._tokens.max_tokens
        self.dimension: int = json.loads((folder / "config.json").read_bytes())["hidden_size"]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of `texts`, shape (len(texts), dimension); whichever cores are free help."""
        return self.encode_all(texts, exact=True)

    def encode_all(self, texts: Sequence[str], threads: int | None = None, *, exact: bool = False) -> Vectors:
        """Return the unit vectors of `texts`, shape (len(texts), dimension), with 8-bit weights unless `exact`.

        Without a number of `threads` whichever cores are free help (`index.parallel`).
        """
        with self._lock:
            session = self._session_exact() if exact or not self.quantises else self._quantised
        return each_by_itself(lambda text: self._run(session, text), texts, self.dimension, threads)

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the tokens of each text start and end, in code points, without marks around the text."""
        return self._tokens.offsets(texts)

    @cached_property
    def quantises(self) -> bool:
        """Whether 8 bits give nearly the same vectors on this processor."""
        sessions = (self._session_exact(), self._quantised)
        exact, rounded = (np.stack([self._run(session, text) for text in _PROBE]) for session in sessions)
        return bool((exact * rounded).sum(axis=1).min() >= _ALIKE)

    def _run(self, session: Any, text: str) -> Vectors:
        encoded = self._tokens.marked(text)
        rows = (encoded.ids, encoded.attention_mask, encoded.type_ids)
        inputs = {name: np.asarray([row], dtype=np.int64) for name, row in zip(INPUTS, rows, strict=True)}
        vector: Vectors = session.run(None, inputs)[0][0]
        return vector

    def _session_exact(self) -> Any:
        with self._lock:
            return self._exact

    @cached_property
    def _exact(self) -> Any:
        return _session(GRAPH, _options(self._folder))

    @cached_property
    def _quantised(self) -> Any:
        import onnxruntime  # noqa: PLC0415
        from safetensors import safe_open  # noqa: PLC0415

        options = _options(self._folder)
        named: dict[str, NDArray[Any]] = {}
        with safe_open(self._folder / WEIGHTS, framework="numpy") as weights:
            for name in weights.keys():  # noqa: SIM118 - no mapping
                if name.startswith("encoder.") and name.endswith("weight") and "LayerNorm" not in name:
                    named[f"{name}{ROUNDED}"], named[f"{name}{SCALE}"] = quantised(weights.get_tensor(name))
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in named.values()]
        options.add_external_initializers(list(named), values)
        return _session(QUANTISED_GRAPH, options)


def each_by_itself(
    run: Callable[[str], Vectors], texts: Sequence[str], dimension: int, threads: int | None = None
) -> Vectors:
    """Return what `run` makes of each text, shape (len(texts), dimension), the longest texts first.

    Without a number of `threads` whichever cores are free help (`index.parallel`).
    """
    longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    vectors = np.empty((len(texts), dimension), dtype=np.float32)

    def keep(i: int) -> None:
        vectors[i] = run(texts[i])

    if threads is None:
        parallel.each(keep, longest_first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(keep, longest_first))
    return vectors


def quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return `weights`, shape (outputs, inputs), as 8-bit values, shape (inputs, outputs), and each output's scale."""
    scale = np.maximum(np.abs(weights).max(axis=1), np.finfo(np.float32).tiny) / np.float32(_LEVELS)
    rounded = np.rint(weights / scale[:, np.newaxis]).astype(np.int8)
    return np.ascontiguousarray(rounded.T), scale.astype(np.float32)


def _options(folder: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 - not every command encodes

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    return options


def _session(graph: str, options: Any) -> Any:
    import onnxruntime  # noqa: PLC0415

    return onnxruntime.InferenceSession(
        resources.files("index").joinpath(graph).read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # its kernel is slower than what it takes the place of
    )
