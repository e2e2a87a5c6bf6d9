"""How weights are learned from candidates: what is open teaches nothing, and the best of a question counts most."""

from __future__ import annotations

import random

from qa.logistic import Features
from qa.training.fitting import Asked, Rule, examples, figures, regression, told_by_leaders

FREE = 0.1


def test_nothing_is_learned_from_what_is_open_but_it_may_be_given() -> None:
    features: list[Features] = [{"near": 3.0}, {"near": 1.0}, {"near": -2.0}]
    asked = Asked("a", True, features, [False, True, False], [False] * 3, [True, False, False])
    assert asked.told() == [1, 2]
    assert examples([asked]) == ([{"near": 1.0}, {"near": -2.0}], [True, False])
    weights = {"near": 1.0, "bias": 0.0}
    assert Rule(0.5, 0.9).given(asked, weights) == [0]
    assert "right 0.000 of 1" in figures([(asked, weights)], Rule(0.5, 0.9))
    assert "right 1.000 of 1" in figures([(asked, weights)], Rule(0.5, 0.7))


def test_where_none_are_open_all_are_told() -> None:
    asked = Asked("a", True, [{"near": 1.0}, {"near": 0.0}], [True, False], [False, False])
    assert asked.told() == [0, 1]


def test_the_best_candidate_of_each_question_counts_most_in_a_second_regression() -> None:
    """What is near is the best; whether that one answers, only `sure` tells, which the many others drown."""
    chance = random.Random(7)
    asked = []
    for number in range(150):
        present = number % 3 > 0
        best = {"near": 2.0 + chance.random(), "sure": (1.0 if present else 0.0) + chance.gauss(0.0, 0.4)}
        rest: list[Features] = [{"near": chance.random(), "sure": chance.gauss(0.5, 0.6)} for _ in range(20)]
        right = [present, *(False for _ in rest)]
        asked.append(Asked(f"article {number}", present, [best, *rest], right, [False] * len(right)))
    first = regression(*examples(asked), FREE, {})
    second = told_by_leaders([(one, first) for one in asked], FREE)
    assert second["sure"] > 1.5 * first["sure"] > 0
    assert second["sure"] / second["near"] > 1.5 * first["sure"] / first["near"]


def test_questions_without_candidates_teach_nothing() -> None:
    some = Asked("a", True, [{"near": 2.0}, {"near": 0.0}], [True, False], [False, False])
    none = Asked("b", False, [], [], [])
    weights = {"near": 1.0, "bias": 0.0}
    assert told_by_leaders([(some, weights), (none, weights)], FREE) == told_by_leaders([(some, weights)], FREE)
