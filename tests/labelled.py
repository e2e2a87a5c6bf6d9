"""Articles of tests/shallow with who says each sentence, and how well attribution finds it.

A line is "speaker | sentence", a blank line ends a paragraph. "-": nobody says it; "?": either is right; "~word": an
unnamed source or a body, whose name has a word that starts like this one; two who speak stand with "; " between.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from index.attribution import attribute

FOLDER = Path(__file__).parent / "shallow"
_STEM = 4
_SOME = 15
"""Code points of a sentence that are more than an overlap by chance."""


class Case(NamedTuple):
    """A sentence: where it stands in its article, and who says it."""

    start: int
    end: int
    speaker: str


class Score(NamedTuple):
    """Sentences given to the right speaker, those given to any, and those that somebody says."""

    right: int
    given: int
    said: int
    misses: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.given

    @property
    def recall(self) -> float:
        return self.right / self.said


def read(path: Path) -> tuple[str, list[Case]]:
    """Return the text of an article and its sentences."""
    text, cases = "", []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip():
            text = text.rstrip() + "\n\n"
            continue
        speaker, _, sentence = line.partition(" | ")
        cases.append(Case(len(text), len(text) + len(sentence), speaker.strip()))
        text += sentence + " "
    return text, cases


def score(paths: list[Path], language: str) -> Score:
    """Return how well the sentences of articles are given to those who say them."""
    right = given = said = 0
    misses = []
    for path in paths:
        text, cases = read(path)
        statements = attribute(text, language=language)
        for case in cases:
            if case.speaker == "?":
                continue
            found = {s.speaker for s in statements if s.speaker and _holds(s.start, s.end, case)}
            speakers = [] if case.speaker == "-" else case.speaker.split("; ")
            hits = sum(any(_fits(name, label) for label in speakers) for name in found)
            said += len(speakers)
            right += hits
            given += len(found)
            if len(found) != hits or len(speakers) != hits:
                misses.append(
                    f"{path.parent.name}/{path.stem} {case.speaker}: {found} <- {text[case.start : case.end]}"
                )
    return Score(right, given, said, tuple(misses))


def _holds(start: int, end: int, case: Case) -> bool:
    """Tell whether a statement and a sentence share half of either, or some words."""
    shared = min(end, case.end) - max(start, case.start)
    return shared > 0 and (2 * shared >= min(end - start, case.end - case.start) or shared > _SOME)


def _fits(name: str, label: str) -> bool:
    if label.startswith("~"):
        stems = {word[:_STEM] for word in label[1:].lower().split()}
        return any(word.startswith(tuple(stems)) for word in name.lower().split())
    return name.lower() == label.lower()
