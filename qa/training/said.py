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
import zlib
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.candidates import Evidence
from qa.question import Kind
from qa.training import facts
from qa.training.fitting import (
    SAID_HELD_OUT,
    SEED,
    Asked,
    Rule,
    figures,
    fit,
    held_out,
    read_records,
    silent_share,
    write,
)
from qa.training.topics import read_topics

_KINDS = {"fact": ("fact",), "said": ("said", "followup")}
"""The beginnings of the kinds of questions that each table of weights is fitted on."""
_KEEP = {"fact": 0.97, "said": 0.9}
_SILENT = {"fact": 0.7, "said": 0.85}
"""The share of the questions without an answer that must get none: what the threshold is chosen for."""
_THRESHOLDS = tuple(step / 100 for step in range(5, 71))
_PRINTED = 5
"""Of how many thresholds one is printed."""
_FOLDS = 10
_ABSENT = 2
"""How many of the speakers who say nothing on a topic are asked about it, of each topic."""
_TOPICS = 900
"""How many of the questions on topics are used."""


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--facts", type=Path, help="where SQuADShifts' files are")
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
    for table in _KINDS:
        weights, threshold = _fit(table, asked[table])
        if args.write:
            write(table, weights, threshold, f"qa.training.said, {len(asked[table])} questions")


def _fit(table: str, asked: list[Asked]) -> tuple[dict[str, float], float]:
    """Return the weights and the threshold; print them, and the figures of articles left out in turn."""
    folds = [zlib.crc32(a.group.encode()) % _FOLDS for a in asked]
    without = {fold: fit(a for a, own in zip(asked, folds, strict=True) if own != fold) for fold in set(folds)}
    judged = [(a, without[fold]) for a, fold in zip(asked, folds, strict=True)]
    weights = fit(asked)
    print(table, {name: round(weight, 3) for name, weight in weights.items()})
    for threshold in _THRESHOLDS[::_PRINTED]:
        print(figures(judged, Rule(threshold, _KEEP[table])))
    enough = (t for t in _THRESHOLDS if silent_share(judged, Rule(t, _KEEP[table])) >= _SILENT[table])
    chosen = next(enough, _THRESHOLDS[-1])
    print(f"the least at which {_SILENT[table]:.0%} of what has no answer gets none:")
    print(figures(judged, Rule(chosen, _KEEP[table])))
    return weights, chosen


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
