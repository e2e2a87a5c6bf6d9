"""Windows: a question and neighbouring sentences of an article, as the tokens that the reader reads.

The reader sees `[CLS] question [SEP] headline sentence sentence … [SEP]`. A sentence whose speaker it
does not name itself is preceded by that name, so that what attribution knows helps to read "he said".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from index.names import fold

MAX_TOKENS = 320
"""More than a passage of the usual size, its speakers' names and a long question take."""
_MAX_QUESTION = 48
_MAX_TITLE = 20
_MAX_SPEAKER = 12
_MARKS = "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the reader sees it."""

    text: str
    speaker: str | None = None
    """Who says it; None if nobody does or it cannot be told."""


@dataclass(slots=True)
class Window:
    """The tokens of a question and of consecutive sentences; one entry in each list for each token."""

    ids: list[int] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    """0 for the question, 1 for the article."""
    lines: list[int] = field(default_factory=list)
    """The number, from 1, of the sentence that the token belongs to; 0: the headline and marks, -1: the question."""
    places: list[tuple[int, int]] = field(default_factory=list)
    """Where the token stands in its sentence, in code points; (-1, -1) outside."""
    count: int = 0
    """How many sentences there are."""

    def add(self, ids: Sequence[int], type_: int, line: int, places: Sequence[tuple[int, int]] = ()) -> None:
        """Append tokens that belong together."""
        self.ids += ids
        self.types += [type_] * len(ids)
        self.lines += [line] * len(ids)
        self.places += places or [(-1, -1)] * len(ids)


class Windower:
    """Makes windows with the tokens of one tokenizer."""

    def __init__(self, tokenizer: Any, marks: tuple[str, str] = _MARKS) -> None:
        """Take a tokenizer, and its marks of the start and of the end of a part."""
        self._tokenizer = tokenizer
        self._cls, self._sep = map(tokenizer.token_to_id, marks)

    def tokens(self, text: str) -> Any:
        """Return the encoding of `text` without marks around it."""
        return self._tokenizer.encode(text, add_special_tokens=False)

    def line(self, line: Line) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the ids and places of a sentence, after its speaker's name where the sentence does not hold it."""
        encoded = self.tokens(line.text)
        ids, places = list(encoded.ids), list(encoded.offsets)
        if line.speaker and fold(line.speaker).split()[-1:] and fold(line.speaker).split()[-1] not in fold(line.text):
            named = self.tokens(f"{line.speaker}:").ids[-_MAX_SPEAKER:]
            ids, places = named + ids, [(-1, -1)] * len(named) + places
        return ids, places

    def window(self, question: str, title: str | None, lines: Sequence[Line]) -> Window:
        """Return the window of `lines`; what does not fit at its end is cut off."""
        window = Window()
        window.add([self._cls], 0, 0)
        window.add(self.tokens(question).ids[:_MAX_QUESTION], 0, -1)
        window.add([self._sep], 0, 0)
        if title:
            window.add(self.tokens(title).ids[:_MAX_TITLE], 1, 0)
        for line in lines:
            ids, places = self.line(line)
            room = MAX_TOKENS - 1 - len(window.ids)
            if room <= 0:
                break
            window.count += 1
            window.add(ids[:room], 1, window.count, places[:room])
        window.add([self._sep], 1, 0)
        return window


@cache
def windower(folder: Path) -> Windower:
    """Return the windower for the model in `folder`, which holds `tokenizer.json`."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - not every answer needs it

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Windower(tokenizer)
