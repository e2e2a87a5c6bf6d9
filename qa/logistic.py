"""Logistic regression as it is used: the probability that named features give."""

from __future__ import annotations

import math
from collections.abc import Mapping

_FAR = 60.0

Features = dict[str, float]


def probability(features: Mapping[str, float], weight: Mapping[str, float]) -> float:
    """Return the probability for these features; `weight` holds that of each, and "bias"."""
    logit = weight["bias"] + sum(weight.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-_FAR, min(_FAR, logit))))
