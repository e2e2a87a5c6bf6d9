"""Fit the weights for questions of fact: python -m qa.training.facts READER_TRAIN_DIR [--questions N] [--write].

READER_TRAIN_DIR holds `new_wiki_passages.jsonl` and `new_wiki_questions.jsonl` of SQuADShifts (Miller,
Krauth, Recht and Schmidt, "The Effect of Natural Distribution Shift on Question Answering Models",
ICML 2020; CC BY 4.0). An archive is made of four fifths of the articles; the questions on the others
have no answer in it. Every sentence considered for a question is one example: its features, and whether
it holds an annotated answer. The figures are of the third of the articles that the fit has not seen.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.training.fitting import SEED, Asked, figures, fit, read_records, write

_ABSENT = 0.2
_HELD_OUT = 1 / 3


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--threshold", type=float, default=0.4, help="written with the weights; see the figures")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    with tempfile.TemporaryDirectory() as scratch:
        asked = _ask(args.folder, Path(scratch), args.questions, chance)
    groups = sorted({a.group for a in asked})
    held_out = set(chance.sample(groups, round(_HELD_OUT * len(groups))))
    weights = fit(a for a in asked if a.group not in held_out)
    print({name: round(weight, 3) for name, weight in weights.items()})
    judged = [(a, weights) for a in asked if a.group in held_out]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        print(figures(judged, threshold))
    if args.write:
        write("fact", weights, args.threshold, f"qa.training.facts, {len(asked)} questions, seed {SEED}")


def _ask(folder: Path, scratch: Path, count: int, chance: random.Random) -> list[Asked]:
    """Make the archive, ask `count` questions of it, and return what was considered for each."""
    passages = read_records(folder / "new_wiki_passages.jsonl")
    articles = sorted({p["article"] for p in passages})
    absent = set(chance.sample(articles, round(_ABSENT * len(articles))))
    places = _write_articles(passages, absent, scratch / "articles")
    Index.refresh(scratch / "articles", at=scratch / "archive")
    snapshot = Index.open(scratch / "archive").snapshot()
    questions = chance.sample(read_records(folder / "new_wiki_questions.jsonl"), count)
    return [_consider(snapshot, q, places[q["passage"]], q["article"] not in absent) for q in questions]


def _write_articles(passages: list[dict[str, Any]], absent: set[str], folder: Path) -> dict[str, tuple[str, int]]:
    """Write each article as one text file; return where each passage went: (file name, offset)."""
    folder.mkdir()
    texts: dict[str, str] = defaultdict(str)
    places = {}
    for passage in passages:
        places[passage["id"]] = (f"{passage['article']}.txt", len(texts[passage["article"]]))
        texts[passage["article"]] += passage["text"] + "\n\n"
    for article, text in texts.items():
        if article not in absent:
            (folder / f"{article}.txt").write_bytes(text.encode())
    return places


def _consider(snapshot: Snapshot, asked: dict[str, Any], place: tuple[str, int], present: bool) -> Asked:
    file, offset = place
    spans = [(offset + a["answer_start"], offset + a["answer_start"] + len(a["text"])) for a in asked["answers"]]
    found = evidence.gather(snapshot, question.read(asked["question"]), Filter()).evidence
    right = [Path(e.article.path).name == file and any(e.sentence.overlap(span) for span in spans) for e in found]
    return Asked.of(asked["article"], present, found, right)


if __name__ == "__main__":
    main()
