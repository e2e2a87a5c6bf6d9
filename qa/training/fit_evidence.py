"""Fit what evidence is judged by: python -m qa.training.fit_evidence READER_TRAIN_DIR [--questions N].

READER_TRAIN_DIR holds `new_wiki_passages.jsonl` and `new_wiki_questions.jsonl` of SQuADShifts (Miller,
Krauth, Recht and Schmidt, "The Effect of Natural Distribution Shift on Question Answering Models",
ICML 2020; CC BY 4.0). An archive is made of four fifths of the articles; questions on the others have
no answer in it. Every sentence that `qa.evidence` considers for a question becomes one example: its
features, and whether it holds an annotated answer. A logistic regression gives the weights, fitted on
the questions of two thirds of the articles; the rest gives the figures. Prints both; with --write the
weights go into `qa/evidence.toml`. No question of a benchmark is used.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from index import Filter, Index, Snapshot
from qa import evidence, question, scoring

SEED = 20250115
ABSENT_SHARE = 0.2
HELD_OUT_SHARE = 1 / 3


@dataclass
class Asked:
    """A question with its candidate sentences, best first: their features and which of them answer."""

    present: bool
    held_out: bool
    features: list[dict[str, float]]
    right: list[bool]


def main() -> None:
    """Fit, print the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=2500)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asked = _ask(args.folder, Path(scratch), args.questions)
    names = sorted({name for a in asked for f in a.features for name in f})
    model = _fit([a for a in asked if not a.held_out], names)
    weights = dict(zip(names, model.coef_[0].tolist(), strict=True)) | {"bias": float(model.intercept_[0])}
    print({name: round(weight, 3) for name, weight in weights.items()})
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        print(_figures([a for a in asked if a.held_out], weights, threshold))
    if args.write:
        _write(weights, len(asked))


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _ask(folder: Path, scratch: Path, count: int) -> list[Asked]:
    """Make the archive, ask `count` questions of it, and return what was considered for each."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    passages = _records(folder / "new_wiki_passages.jsonl")
    articles = sorted({p["article"] for p in passages})
    absent = set(chance.sample(articles, round(ABSENT_SHARE * len(articles))))
    held_out = set(chance.sample(articles, round(HELD_OUT_SHARE * len(articles))))
    places = _write_articles(passages, absent, scratch / "articles")
    Index.refresh(scratch / "articles", at=scratch / "archive")
    snapshot = Index.open(scratch / "archive").snapshot()
    questions = _records(folder / "new_wiki_questions.jsonl")
    return [
        _consider(snapshot, q, places, q["article"] not in absent, q["article"] in held_out)
        for q in chance.sample(questions, min(count, len(questions)))
    ]


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


def _consider(snapshot: Snapshot, asked: dict[str, Any], places: Any, present: bool, held_out: bool) -> Asked:
    file, offset = places[asked["passage"]]
    spans = [(offset + a["answer_start"], offset + a["answer_start"] + len(a["text"])) for a in asked["answers"]]
    found = evidence.gather(snapshot, question.read(asked["question"]), Filter()).evidence
    right = [
        present and Path(e.article.path).name == file and any(e.sentence.overlap(span) for span in spans) for e in found
    ]
    return Asked(present, held_out, [e.parts for e in found], right)


def _fit(asked: list[Asked], names: list[str]) -> LogisticRegression:
    rows = [[f.get(name, 0.0) for name in names] for a in asked for f in a.features]
    labels = [right for a in asked for right in a.right]
    return LogisticRegression(C=1.0, max_iter=2000, random_state=SEED).fit(np.array(rows), np.array(labels))


def _figures(asked: list[Asked], weights: dict[str, float], threshold: float) -> str:
    answered = right = silent = absent = present = found = 0
    for a in asked:
        present += a.present
        absent += not a.present
        scores = [scoring.probability(f, weights) for f in a.features]
        top = int(np.argmax(scores)) if scores else 0
        given = bool(scores) and scores[top] >= threshold
        answered += given
        right += given and a.right[top]
        found += bool(scores) and a.right[top]
        silent += not given and not a.present
    return (
        f"threshold {threshold}: best sentence right {found / present:.3f}, "
        f"answered right {right / present:.3f} of {present}, "
        f"silent {silent / absent:.3f} of {absent}, wrong among answers {1 - right / max(1, answered):.3f}"
    )


def _write(weights: dict[str, float], count: int) -> None:
    lines = [
        f"# Made by qa/training/fit_evidence.py, {count} questions, seed {SEED}, {datetime.now(UTC):%Y-%m-%d}.",
        *(f"{name} = {weight:.4f}" for name, weight in sorted(weights.items())),
    ]
    Path(evidence.__file__).with_name("evidence.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
