"""Tokens: what the packaged English model's tokenizer makes of texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class Tokens:
    """The tokens of texts, cut off where the model would read no further. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read the tokenizer of the model in `folder`; raises OSError if it has none."""
        from tokenizers import Tokenizer  # noqa: PLC0415 - not every command encodes

        self.max_tokens: int = json.loads((folder / "sentence_bert_config.json").read_bytes())["max_seq_length"]
        self._whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._whole.no_padding()
        self._whole.no_truncation()
        self._cut = Tokenizer.from_str(self._whole.to_str())
        self._cut.enable_truncation(self.max_tokens)

    def marked(self, text: str) -> Any:
        """Return the encoding of a text with the marks that the model wants around it."""
        return self._cut.encode(text)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's tokens, without marks around it."""
        return [encoded.ids for encoded in self._cut.encode_batch_fast(list(texts), add_special_tokens=False)]

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where all tokens of each text start and end, in code points, without marks around it."""
        return [encoded.offsets for encoded in self._whole.encode_batch(list(texts), add_special_tokens=False)]
