"""Inference: the packaged encoder's vector of a question by ONNX Runtime, without loading torch.

The graph beside this file, made by `index.inference_graph`, holds no weights but points into the model's
own `model.safetensors`, so that there is one copy of them and one checksum.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GRAPH = "encoder.onnx"
WEIGHTS = "model.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Inference:
    """Encodes one text at a time, with one thread each. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`; raises OSError or RuntimeError if it cannot."""
        import onnxruntime  # noqa: PLC0415 - not every command encodes
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.max_tokens: int = json.loads((folder / "sentence_bert_config.json").read_bytes())["max_seq_length"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
        graph = resources.files("index").joinpath(GRAPH).read_bytes()
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self.dimension: int = self._session.get_outputs()[0].shape[-1]

    def encode(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of `text`, shape (dimension,)."""
        encoded = self._tokenizer.encode(text)
        rows = (encoded.ids, encoded.attention_mask, encoded.type_ids)
        inputs = {name: np.asarray([row], dtype=np.int64) for name, row in zip(INPUTS, rows, strict=True)}
        vector: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return vector
