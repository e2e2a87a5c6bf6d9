"""Fit the weights of the evidence: python -m qa.training.said FOLDER [--facts READER_TRAIN_DIR] [--write].

FOLDER holds `articles/`, `questions.jsonl`, `contrasts.jsonl` and `topics.jsonl`, as `tests/said` does: fictional
articles and questions written for this project. Every sentence that may answer is one example: its features, and
whether it does. Only articles that the reader was not trained on count; the figures are of articles that the fit
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
from qa.training import facts
from qa.training.examples import CONTRASTS
from qa.training.fitting import (
    SAID_HELD_OUT,
    SEED,
    Asked,
    Rule,
    answered_share,
    calibrated,
    calibration_error,
    figures,
    fit,
    held_out,
    least,
    read_records,
    right_share,
    silent_share,
    stretched,
    write,
)
from qa.training.topics import read_topics

_KINDS = {"fact": ("fact",), "said": ("said", "followup")}
"""The beginnings of the kinds of questions that each table of weights is fitted on."""
_KEEP = {"fact": 0.97, "said": 0.9}
_SILENT = {"fact": 0.7, "said": 0.85}
"""The share of the questions without an answer that must get none: what the threshold is chosen for."""
_CAREFUL = 0.12
"""The share of wrong answers among those given that the careful threshold is chosen for, where a quarter has none."""
_ANSWERED = 0.4
"""The share of the questions with an answer that the careful threshold may go up to leave answered."""
_THRESHOLDS = tuple(step / 100 for step in range(5, 96))
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
        records = _held([r for name in ("questions.jsonl", CONTRASTS) for r in read_records(args.folder / name)])
        topics = _held(read_topics(args.folder, chance, _ABSENT))
        records += chance.sample(topics, min(_TOPICS, len(topics)))
        asked = {table: consider(snapshot, records, table) for table in _KINDS}
    if args.facts:
        asked["fact"] += facts.consider(args.facts)
    for table in _KINDS:
        weights, thresholds = _fit(table, asked[table])
        if args.write:
            write(table, weights, thresholds, f"qa.training.said, {len(asked[table])} questions")


def _fit(table: str, asked: list[Asked]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights and the thresholds; print them, and the figures of articles left out in turn."""
    folds = [zlib.crc32(a.group.encode()) % _FOLDS for a in asked]
    without = {fold: fit(a for a, own in zip(asked, folds, strict=True) if own != fold) for fold in set(folds)}
    raw = [(a, without[fold]) for a, fold in zip(asked, folds, strict=True)]
    slope, intercept = calibrated(raw)
    judged = [(a, stretched(weights, slope, intercept)) for a, weights in raw]
    weights = stretched(fit(asked), slope, intercept)
    print(table, {name: round(weight, 3) for name, weight in weights.items()})
    print(f"calibration: slope {slope:.2f}, intercept {intercept:.2f}, error {calibration_error(judged):.3f}")
    for threshold in _THRESHOLDS[::_PRINTED]:
        rule = Rule(threshold, _KEEP[table])
        print(f"{figures(judged, rule)}, wrong {1 - right_share(judged, rule)[0]:.3f} of those given")
    rules = [Rule(t, _KEEP[table]) for t in _THRESHOLDS]
    silent = next((r for r in rules if least(*silent_share(judged, r)) >= _SILENT[table]), rules[-1])
    sure = next((r for r in rules if 1 - least(*right_share(judged, r)) <= _CAREFUL), rules[-1])
    present = sum(a.present for a, _ in judged)
    spare = [r for r in rules if least(answered_share(judged, r), present) >= _ANSWERED]  # surer where it is harder
    careful = max(sure, *spare[-1:], key=lambda rule: rule.threshold)
    print(f"balanced, {_SILENT[table]:.0%} of what has no answer gets none, surely:\n{figures(judged, silent)}")
    print(f"careful, {_CAREFUL:.0%} of the answers wrong at most:\n{figures(judged, careful)}")
    print(f"right of those given: {right_share(judged, silent)[0]:.3f}, {right_share(judged, careful)[0]:.3f}")
    print(
        f"answered of what has an answer: {answered_share(judged, silent):.3f}, {answered_share(judged, careful):.3f}"
    )
    return weights, {"balanced": silent.threshold, "careful": max(silent.threshold, careful.threshold)}


def consider(snapshot: Snapshot, records: list[dict[str, Any]], table: str) -> list[Asked]:
    """Return what is considered for each question that `table` is for."""
    kept = [r for r in records if r["kind"].startswith(_KINDS[table])]
    return [a for record in kept if (a := _consider(snapshot, record, table))]


def _held(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions on articles that the reader was not trained on."""
    return [record for record in records if held_out(record["article"], SAID_HELD_OUT)]


def _consider(snapshot: Snapshot, record: dict[str, Any], table: str) -> Asked | None:
    asked = question.read(record["question"], record.get("history") or (), snapshot.speaks)
    if (table == "fact") is not asked.asks_fact:
        return None
    found = evidence.gather(snapshot, asked, Filter()).evidence
    told = ([_is_in(e, record) and _touches(e, record[key]) for e in found] for key in ("gold", "wrong", "ok"))
    return Asked(record["article"], bool(record["gold"]), [e.parts for e in found], *told)


def _is_in(found: Evidence, record: dict[str, Any]) -> bool:
    return bool(Path(found.article.path).name == record["article"])


def _touches(found: Evidence, spans: list[list[int]]) -> bool:
    return any(found.sentence.overlap((start, end)) for start, end in spans)


if __name__ == "__main__":
    main()
