"""What the fits share: examples, the logistic regression, its figures, and the file of weights."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa import scoring
from qa.evidence import Evidence

SEED = 20250115
_FILE = Path(scoring.__file__).with_name("evidence.toml")


@dataclass
class Asked:
    """A question with its candidate sentences: their features, and which of them answer."""

    group: str
    """The article it is about; a fit is judged on articles it has not seen."""
    present: bool
    """Whether the archive holds an answer."""
    features: list[scoring.Features]
    right: list[bool]

    @classmethod
    def of(cls, group: str, present: bool, found: Sequence[Evidence], right: Sequence[bool]) -> Asked:
        """Keep what the fit needs of the evidence found."""
        return cls(group, present, [e.parts for e in found], list(right))


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def fit(asked: Iterable[Asked]) -> dict[str, float]:
    """Return the weight of each feature, and of "bias"."""
    asked = list(asked)
    names = sorted({name for a in asked for f in a.features for name in f})
    rows = np.array([[f.get(name, 0.0) for name in names] for a in asked for f in a.features])
    labels = np.array([right for a in asked for right in a.right])
    model = LogisticRegression(C=1.0, max_iter=5000, random_state=SEED).fit(rows, labels)
    return dict(zip(names, model.coef_[0].tolist(), strict=True)) | {"bias": float(model.intercept_[0])}


def figures(judged: Sequence[tuple[Asked, dict[str, float]]], threshold: float) -> str:
    """Return in one line how the questions come out, each with the weights it is judged by."""
    answered = right = silent = absent = present = found = 0
    for a, weights in judged:
        scores = [scoring.probability(f, weights) for f in a.features]
        top = int(np.argmax(scores)) if scores else None
        given = top is not None and scores[top] >= threshold
        good = top is not None and a.right[top]
        present, absent = present + a.present, absent + (not a.present)
        answered, silent = answered + given, silent + (not given and not a.present)
        found, right = found + good, right + (given and good)
    return (
        f"threshold {threshold:.2f}: best sentence right {found / present:.3f}, answered right {right / present:.3f} "
        f"of {present}, silent {silent / max(1, absent):.3f} of {absent}, "
        f"wrong among the answers given {1 - right / max(1, answered):.3f}"
    )


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
