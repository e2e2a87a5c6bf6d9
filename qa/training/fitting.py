"""What the fits share: examples, the logistic regression, its figures, and the file of weights."""

from __future__ import annotations

import json
import math
import tomllib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa import scoring
from qa.logistic import Features, probability

SEED = 20250115
SHIFTS_HELD_OUT, SAID_HELD_OUT = 6, 20
"""Percentages of articles."""
_HELD_BACK = 0.001
"""How little the weights of the evidence are free (C): held back, they carry over from fiction to news better."""
_TRUSTED = {"reader": 10.0, "topic_cosine": 10.0}
"""How many times freer the weights of what the networks tell are, which have seen far more than the fit."""
_LEAST_SPREAD = 0.1
_LEADING = 20.0
"""How much the best candidate of a question counts in a second regression: about as much as all the others."""
_NO_ANSWER = 0.25
"""The share of questions without an answer for which probabilities are calibrated."""
_BINS = 10
_TINY = 1e-6
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
    open: list[bool] = field(default_factory=list)
    """Which of them may be said to answer or not to, if any: they may be given, but weights learn nothing from them."""

    def told(self) -> list[int]:
        """Return the numbers of the candidates that are not open."""
        return [i for i in range(len(self.features)) if not (self.open and self.open[i])]


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
    return regression(*examples(asked), _HELD_BACK, _TRUSTED)


def examples(asked: Iterable[Asked]) -> tuple[list[Features], list[bool]]:
    """Return the features of all candidates that are not open, and which of them answer."""
    told = [(a.features[i], a.right[i]) for a in asked for i in a.told()]
    return [features for features, _ in told], [right for _, right in told]


def told_by_leaders(judged: Iterable[tuple[Asked, dict[str, float]]], free: float) -> dict[str, float]:
    """Return the weights of a second regression, for which the best candidate by the first counts most.

    Whether that one answers is what is to be told; of the others hardly anybody doubts. `free` is as in `regression`.
    """
    features: list[Features] = []
    labels: list[bool] = []
    counts: list[float] = []
    for a, weights in judged:
        numbers = a.told()
        best = max(numbers, key=lambda i: probability(a.features[i], weights), default=None)
        features += [a.features[i] for i in numbers]
        labels += [a.right[i] for i in numbers]
        counts += [_LEADING if i == best else 1.0 for i in numbers]
    return regression(features, labels, free, {}, counts)


def regression(
    features: Sequence[Features],
    labels: Sequence[bool],
    free: float,
    trusted: Mapping[str, float],
    counts: Sequence[float] | None = None,
) -> dict[str, float]:
    """Return the weights of a logistic regression; what hardly ever differs from 0 counts for little.

    `free` is the inverse of the regularisation (scikit-learn's C); `trusted` are features whose weight is so many
    times freer; `counts` tells how much each example counts, by default all as much.
    """
    names = sorted({name for f in features for name in f})
    rows = np.array([[f.get(name, 0.0) for name in names] for f in features])
    scale = (rows.std(axis=0) + _LEAST_SPREAD) / np.array([trusted.get(name, 1.0) for name in names])
    model = LogisticRegression(C=free, max_iter=5000, random_state=SEED)
    model.fit(rows / scale, np.array(labels), sample_weight=None if counts is None else np.array(counts))
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


def calibrated(judged: Sequence[tuple[Asked, dict[str, float]]]) -> tuple[float, float]:
    """Return the slope and intercept that make the best candidate's log odds those of being right.

    The questions are those judged, each by weights that have not seen it; a quarter of them count as having no
    answer. After Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
    """
    best = [_best(a, weights) for a, weights in judged]
    logits = np.array([[math.log(score / (1 - score))] for score, _ in best])
    model = LogisticRegression(C=1e6, random_state=SEED)
    model.fit(logits, np.array([right for _, right in best]), sample_weight=_mix(judged))
    return float(model.coef_[0][0]), float(model.intercept_[0])


def stretched(weights: dict[str, float], slope: float, intercept: float) -> dict[str, float]:
    """Return the weights whose log odds are those of `weights`, calibrated."""
    return {name: slope * w + intercept * (name == "bias") for name, w in weights.items()}


def calibration_error(judged: Sequence[tuple[Asked, dict[str, float]]]) -> float:
    """Return the expected calibration error over ten equal bins of probability.

    After Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
    """
    best, mix = [_best(a, weights) for a, weights in judged], _mix(judged)
    bins: dict[int, list[tuple[float, float, float]]] = {}
    for (score, right), weight in zip(best, mix, strict=True):
        bins.setdefault(min(_BINS - 1, int(score * _BINS)), []).append((weight, weight * score, weight * right))
    gaps = (abs(sum(b for _, b, _ in part) - sum(c for _, _, c in part)) for part in bins.values())
    return float(sum(gaps) / mix.sum())


def least(share: float, count: int) -> float:
    """Return what a share found among `count` is at least, by one standard error.

    After Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927: of few, little is sure.
    """
    if not count:
        return 0.0
    centre = share + 1 / (2 * count)
    return (centre - math.sqrt(share * (1 - share) / count + 1 / (4 * count**2))) / (1 + 1 / count)


def right_share(judged: Sequence[tuple[Asked, dict[str, float]]], rule: Rule) -> tuple[float, int]:
    """Return the share of right answers among those given, a quarter of the questions having none, and their count."""
    mix, given, right, count = _mix(judged), 0.0, 0.0, 0
    for (a, weights), weight in zip(judged, mix, strict=True):
        if numbers := rule.given(a, weights):
            given += weight
            right += weight * a.right[numbers[0]]
            count += 1
    return (right / given if given else 1.0), count


def answered_share(judged: Sequence[tuple[Asked, dict[str, float]]], rule: Rule) -> float:
    """Return the share of the questions with an answer that get one, right or wrong."""
    given = [bool(rule.given(a, weights)) for a, weights in judged if a.present]
    return sum(given) / max(1, len(given))


def _best(asked: Asked, weights: dict[str, float]) -> tuple[float, bool]:
    """Return the best candidate's probability and whether it is right; the least there is without candidates."""
    scored = [(probability(f, weights), right) for f, right in zip(asked.features, asked.right, strict=True)]
    score, right = max(scored, default=(0.0, False))
    return min(1 - _TINY, max(_TINY, score)), right


def _mix(judged: Sequence[tuple[Asked, dict[str, float]]]) -> NDArray[np.float64]:
    """Return how much each question counts, so that those without an answer make a quarter."""
    present = np.array([a.present for a, _ in judged])
    counts = present.sum(), (~present).sum()
    weights: NDArray[np.float64] = np.where(
        present, (1 - _NO_ANSWER) / max(1, counts[0]), _NO_ANSWER / max(1, counts[1])
    )
    return weights


def silent_share(judged: Sequence[tuple[Asked, dict[str, float]]], rule: Rule) -> tuple[float, int]:
    """Return the share of the questions without an answer that get none, and the count of such questions."""
    given = [bool(rule.given(a, weights)) for a, weights in judged if not a.present]
    return (1 - sum(given) / len(given) if given else 1.0), len(given)


def write(table: str, weights: dict[str, float], thresholds: dict[str, float], made: str) -> None:
    """Put the weights into their table of `qa/evidence.toml`; `made` says how they were found."""
    tables: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
    tables[table] = {"made": made} | thresholds | {name: round(weight, 4) for name, weight in sorted(weights.items())}
    lines = ["# Weights of the features of evidence (qa/scoring.py). Written by qa/training; do not edit by hand.", ""]
    for name, values in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()), ""]
    _FILE.write_text("\n".join(lines), "utf-8")
