"""Fit the weights of the evidence: python -m qa.training.said FOLDER [--facts READER_TRAIN_DIR] [--write].

FOLDER holds `articles/`, `questions.jsonl` and `topics.jsonl`, as `tests/said` does: fictional articles
and questions written for this project. Every sentence that may answer is one example: its features, and whether it
does. Only articles that the reader was not trained on count; the figures are of articles that the fit
has not seen either, each left out in turn. Questions of fact and of who said what have weights of their own.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.candidates import Evidence
from qa.question import Kind
from qa.training import facts
from qa.training.fitting import SAID_HELD_OUT, SEED, Asked, Rule, figures, fit, held_out, read_records, write
from qa.training.topics import read_topics

_KINDS = {"fact": ("fact",), "said": ("said", "followup")}
"""The beginnings of the kinds of questions that each table of weights is fitted on."""
_KEEP = {"fact": 0.97, "said": 0.9}
_ABSENT = 2
"""How many of the speakers who say nothing on a topic are asked about it, of each topic."""
_TOPICS = 900
"""How many of the questions on topics are used."""


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--facts", type=Path, help="where SQuADShifts' files are")
    parser.add_argument("--said-threshold", type=float, default=0.3, help="written with the weights; see the figures")
    parser.add_argument("--fact-threshold", type=float, default=0.3)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        Index.refresh(args.folder / "articles", at=scratch)
        snapshot = Index.open(scratch).snapshot()
        chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
        records = _held(read_records(args.folder / "questions.jsonl"))
        topics = _held(read_topics(args.folder, chance, _ABSENT))
        records += chance.sample(topics, min(_TOPICS, len(topics)))
        asked = {table: consider(snapshot, records, table) for table in _KINDS}
    if args.facts:
        asked["fact"] += facts.consider(args.facts)
    for table, threshold in (("said", args.said_threshold), ("fact", args.fact_threshold)):
        weights = _fit(table, asked[table])
        if args.write:
            write(table, weights, threshold, f"qa.training.said, {len(asked[table])} questions")


def _fit(table: str, asked: list[Asked]) -> dict[str, float]:
    """Return the weights; print them, and the figures of articles left out in turn."""
    without = {group: fit(a for a in asked if a.group != group) for group in {a.group for a in asked}}
    judged = [(a, without[a.group]) for a in asked]
    weights = fit(asked)
    print(table, {name: round(weight, 3) for name, weight in weights.items()})
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        print(figures(judged, Rule(threshold, _KEEP[table])))
    return weights


def consider(snapshot: Snapshot, records: list[dict[str, Any]], table: str) -> list[Asked]:
    """Return what is considered for each question that `table` is for."""
    kept = [r for r in records if r["kind"].startswith(_KINDS[table])]
    return [a for record in kept if (a := _consider(snapshot, record, table))]


def _held(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions on articles that the reader was not trained on."""
    return [record for record in records if held_out(record["article"], SAID_HELD_OUT)]


def _consider(snapshot: Snapshot, record: dict[str, Any], table: str) -> Asked | None:
    asked = question.read(record["question"], record.get("history") or (), snapshot.speaks)
    if (table == "fact") is not (asked.kind is Kind.FACT):
        return None
    found = evidence.gather(snapshot, asked, Filter()).evidence
    judged = [e for e in found if not (_is_in(e, record) and _touches(e, record["ok"]))]
    right, wrong = ([_is_in(e, record) and _touches(e, record[key]) for e in judged] for key in ("gold", "wrong"))
    return Asked(record["article"], bool(record["gold"]), [e.parts for e in judged], right, wrong)


def _is_in(found: Evidence, record: dict[str, Any]) -> bool:
    return bool(Path(found.article.path).name == record["article"])


def _touches(found: Evidence, spans: list[list[int]]) -> bool:
    return any(found.sentence.overlap((start, end)) for start, end in spans)


if __name__ == "__main__":
    main()
