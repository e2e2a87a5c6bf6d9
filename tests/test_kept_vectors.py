"""Vectors of texts met before: made once, together, and not without end."""

from __future__ import annotations

import numpy as np

from qa.multilingual.vectors import Kept, Vectors


class Counting:
    """Gives each text its length as a vector, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: list[str]) -> Vectors:
        """Return the lengths of the texts, shape (len(texts), 1)."""
        self.asked.append(list(texts))
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_new_texts_are_encoded_together_and_each_once() -> None:
    counting = Counting()
    kept = Kept(counting.encode)
    assert [int(row[0]) for row in kept.of(["one", "three", "one"])] == [3, 5, 3]
    assert [int(row[0]) for row in kept.of(["three", "seventeen"])] == [5, 9]
    assert counting.asked == [["one", "three"], ["seventeen"]]
    assert kept.of([]) == []


def test_what_was_met_first_goes_first() -> None:
    counting = Counting()
    kept = Kept(counting.encode, most=2)
    assert len(kept.of(["a", "bb", "ccc"])) == 3
    kept.of(["bb", "ccc"])
    kept.of(["a"])
    assert counting.asked == [["a", "bb", "ccc"], ["a"]]
