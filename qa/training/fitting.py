"""What the fits share: examples, the logistic regression, its figures, and the file of weights."""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa import scoring
from qa.logistic import Features, probability

SEED = 20250115
SHIFTS_HELD_OUT, SAID_HELD_OUT = 6, 20
"""Percentages of articles."""
_HELD_BACK = 0.001
"""How little the weights of the evidence are free (C): held back, they carry over from fiction to news better."""
_TRUSTED = {"reader": 10.0}
"""How many times freer the weight of the reader is, which has seen far more than the fit."""
_LEAST_SPREAD = 0.1
_FILE = Path(scoring.__file__).with_name("evidence.toml")


def held_out(group: str, percent: int) -> bool:
    """Tell whether an article is among the `percent` kept from the reader's training, for fits and figures."""
    return zlib.crc32(group.encode()) % 100 < percent


@dataclass
class Asked:
    """A question with its candidate sentences: their features, and which of them answer."""

    group: str
    """The article it is about; a fit is judged on articles it has not seen."""
    present: bool
    """Whether the archive holds an answer."""
    features: list[Features]
    right: list[bool]
    wrong: list[bool]
    """Which of them would mislead; what is neither right nor wrong does no harm beside what is right."""


@dataclass(frozen=True)
class Rule:
    """Which candidates are given: those that reach the threshold and this share of the best one's probability."""

    threshold: float
    keep: float
    limit: int = 5

    def given(self, asked: Asked, weights: dict[str, float]) -> list[int]:
        """Return the numbers of the candidates given, best first."""
        scores = [probability(f, weights) for f in asked.features]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        least = max(self.threshold, self.keep * scores[order[0]]) if order else 1.0
        return [i for i in order if scores[i] >= least][: self.limit]


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def fit(asked: Iterable[Asked]) -> dict[str, float]:
    """Return the weight of each feature, and of "bias"."""
    asked = list(asked)
    features, right = [f for a in asked for f in a.features], [right for a in asked for right in a.right]
    return regression(features, right, _HELD_BACK, _TRUSTED)


def regression(
    features: Sequence[Features], labels: Sequence[bool], free: float, trusted: Mapping[str, float]
) -> dict[str, float]:
    """Return the weights of a logistic regression; what hardly ever differs from 0 counts for little.

    `free` is the inverse of the regularisation (scikit-learn's C); `trusted` are features whose weight is so many
    times freer.
    """
    names = sorted({name for f in features for name in f})
    rows = np.array([[f.get(name, 0.0) for name in names] for f in features])
    scale = (rows.std(axis=0) + _LEAST_SPREAD) / np.array([trusted.get(name, 1.0) for name in names])
    model = LogisticRegression(C=free, max_iter=5000, random_state=SEED).fit(rows / scale, np.array(labels))
    return dict(zip(names, (model.coef_[0] / scale).tolist(), strict=True)) | {"bias": float(model.intercept_[0])}


def figures(judged: Sequence[tuple[Asked, dict[str, float]]], rule: Rule) -> str:
    """Return in one line how the questions come out, each with the weights it is judged by."""
    first = good = misled = silent = given_none = 0
    present = [a for a, _ in judged if a.present]
    for a, weights in judged:
        given = rule.given(a, weights)
        if not a.present:
            silent += not given
            continue
        given_none += not given
        bad = any(a.wrong[i] for i in given)
        misled += bad
        first += bool(given) and a.right[given[0]]
        good += any(a.right[i] for i in given) and not bad
    absent = len(judged) - len(present)
    return (
        f"threshold {rule.threshold:.2f}, keep {rule.keep:.2f}: right {good / len(present):.3f} of {len(present)} "
        f"(first {first / len(present):.3f}, misled {misled / len(present):.3f}, "
        f"silent {given_none / len(present):.3f}), silent {silent / max(1, absent):.3f} of {absent}, "
        f"all {(good + silent) / len(judged):.3f}"
    )


def silent_share(judged: Sequence[tuple[Asked, dict[str, float]]], rule: Rule) -> float:
    """Return the share of the questions without an answer that get none."""
    given = [bool(rule.given(a, weights)) for a, weights in judged if not a.present]
    return 1 - sum(given) / len(given) if given else 1.0


def write(table: str, weights: dict[str, float], threshold: float, made: str) -> None:
    """Put the weights into their table of `qa/evidence.toml`; `made` says how they were found."""
    tables: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
    tables[table] = {"made": made, "threshold": threshold} | {
        name: round(weight, 4) for name, weight in sorted(weights.items())
    }
    lines = ["# Weights of the features of evidence (qa/scoring.py). Written by qa/training; do not edit by hand.", ""]
    for name, values in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()), ""]
    _FILE.write_text("\n".join(lines), "utf-8")
