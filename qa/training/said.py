"""Fit the weights for questions of who said what: python -m qa.training.said FOLDER [--write].

FOLDER holds `articles/` and `questions.jsonl`, as `tests/said` does: fictional articles and questions
written for this project. Every sentence of the speaker asked for is one example: its features, and
whether it answers. The figures are of articles that the fit has not seen, each left out in turn.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.question import Kind
from qa.training.fitting import Asked, figures, fit, read_records, write


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threshold", type=float, default=0.35, help="written with the weights; see the figures")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        Index.refresh(args.folder / "articles", at=scratch)
        snapshot = Index.open(scratch).snapshot()
        records = read_records(args.folder / "questions.jsonl")
        asked = [a for record in records if (a := _consider(snapshot, record))]
    without = {group: fit(a for a in asked if a.group != group) for group in {a.group for a in asked}}
    judged = [(a, without[a.group]) for a in asked]
    weights = fit(asked)
    print({name: round(weight, 3) for name, weight in weights.items()})
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        print(figures(judged, threshold))
    if args.write:
        write("said", weights, args.threshold, f"qa.training.said, {len(asked)} questions")


def _consider(snapshot: Snapshot, record: dict[str, Any]) -> Asked | None:
    """Return what is considered for the question; None if it is not one of who said what."""
    asked = question.read(record["question"], record.get("history") or ())
    if asked.kind is not Kind.SAID:
        return None
    found = evidence.gather(snapshot, asked, Filter()).evidence
    here = [e for e in found if Path(e.article.path).name == record["article"]]
    judged = [e for e in here if not _touches(e, record["ok"])] if record["gold"] else here
    return Asked.of(record["article"], bool(record["gold"]), judged, [_touches(e, record["gold"]) for e in judged])


def _touches(found: evidence.Evidence, spans: list[list[int]]) -> bool:
    return any(found.sentence.overlap((start, end)) for start, end in spans)


if __name__ == "__main__":
    main()
