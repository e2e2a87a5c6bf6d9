"""The second reading: what the reader finds and is not sure of is read once more, by a network twice as deep.

It is the reader for other languages (`qa.multilingual.reader`), which knows English too. Both together tell better
whether a sentence answers or is only near, most of all where somebody speaks of another side of what is asked. It takes
twice as long, so it reads only what may be quoted, and nothing where the first reading leaves hardly a doubt. Of its
words only those of English are kept beside it (`qa.training.english_words`), so that it needs no other package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from index import Span, packed_file
from qa.candidates import Evidence, Pages, passages_of
from qa.multilingual.reader import MARKS, network
from qa.reader import Reader
from qa.retrieval import Hit
from qa.scoring import Scorer
from qa.strengths import Strengths, key_of, passage
from qa.window import Windower

WORDS = "english.words"
_LIKELY = 0.5
"""From which probability on a sentence is read again, if the threshold is not lower."""
_SURE = 0.9
"""From which one on nothing is: the best one answers. Of several people asked for each has a best one."""

_BEFORE, _AFTER = 2, 1
"""How many sentences around what is read again are read with it."""


def judge(scorer: Scorer, pages: Pages, evidence: Sequence[Evidence], asked: Callable[[Hit], str]) -> None:
    """Read the doubtful part of the evidence again, and judge it by both readings.

    `asked` tells the question as a passage is to be read for it.
    """
    best: dict[int | None, float] = {}
    for c in evidence:
        best[c.asked] = max(best.get(c.asked, 0.0), c.score)
    likely = [c for c in evidence if c.score >= min(_LIKELY, scorer.threshold) and best[c.asked] < _SURE]
    if not likely:
        return
    parts = [(hit, _around(pages, hit, likely)) for hit in passages_of(likely, len(likely))]
    readings = load().read([passage(asked(hit), pages, hit, part) for hit, part in parts])
    strengths = Strengths()
    for (hit, part), reading in zip(parts, readings, strict=True):
        strengths.note(pages, hit, reading, part)
    for c in likely:
        if key_of(c) in strengths:
            c.second, _ = strengths[key_of(c)]
            scorer.judge(c)


def _around(pages: Pages, hit: Hit, likely: Sequence[Evidence]) -> Span:
    """Return the part of a passage in which sentences stand that were found in it, with a few around them."""
    sentences = pages.of(hit).within(hit.passage.span)
    held = [sentences.index(c.sentence) for c in likely if c.hit.passage.key == hit.passage.key]
    first, last = max(0, min(held) - _BEFORE), min(len(sentences) - 1, max(held) + _AFTER)
    return Span(sentences[first].start, sentences[last].end)


@cache
def load() -> Reader:
    """Load the reader for other languages with the words of English."""
    with resources.as_file(resources.files("qa").joinpath(WORDS)) as path:
        words = packed_file.load(Path(path))
    return Reader(network(), Windower(words.tokenizer, MARKS), words)
