"""Fit how roles are told: python -m qa.training.roles FOLDER [--write].

FOLDER is as for `qa.training.said`; its `topics.jsonl` tells for each speaker by which other names and roles
they can be asked for. Each role with the portraits of all who speak in its article is an example; so is a
role of another article, which nobody is in here. The figures are of articles left out of the fit in turn.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from index import Index, Snapshot, Statement
from index.names import words
from qa import roles
from qa.candidates import Page
from qa.logistic import Features, probability
from qa.speakers import same_name, wanted
from qa.training.fitting import SEED, read_records, regression
from qa.training.topics import FILE

_ELSEWHERE = 6
"""How many roles of other articles are asked for in each."""
_FOLDS = 8
_FREE = 0.3
"""How free the weights are."""
_FILE = Path(roles.__file__).with_name(roles.FILE)


@dataclass
class Case:
    """A role asked for in an article: the features of each who speaks there, and who is in it."""

    group: str
    features: list[Features]
    right: list[bool]


def main() -> None:
    """Fit, print the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        Index.refresh(args.folder / "articles", at=scratch)
        cases = read(Index.open(scratch).snapshot(), args.folder)
    _judge(cases)
    weights = fit(cases)
    print({name: round(weight, 2) for name, weight in weights.items()})
    if args.write:
        lines = ["# Weights of the features of roles (qa/roles.py). Written by qa/training; do not edit by hand.", ""]
        lines += [f"made = {json.dumps(f'qa.training.roles, {len(cases)} roles')}", "", "[weights]"]
        lines += [f"{name} = {round(weight, 4)}" for name, weight in sorted(weights.items())]
        _FILE.write_text("\n".join([*lines, ""]), "utf-8")


def read(snapshot: Snapshot, folder: Path) -> list[Case]:
    """Return a case for each role by which somebody who speaks can be asked for."""
    known = {Path(snapshot.article(key).path).name: key for key in snapshot.db.article_ids()}
    articles = read_records(folder / FILE)
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    cases: list[Case] = []
    for article in articles:
        page = Page(snapshot, known[article["article"]])
        for name, others in article["speakers"].items():
            spans = [span for topic in article["topics"] for span in topic["said"].get(name, [])]
            right = _called(name, page.statements, spans)
            for text in others:
                person = wanted(text)
                if person.name or not right:
                    continue
                found = roles.features(roles.Role.of(text, person.role), page.cast.portraits)
                cases.append(Case(article["article"], found, [p.name in right for p in page.cast.portraits]))
        for text in _roles_of(chance.sample(articles, _ELSEWHERE), chance):
            found = roles.features(roles.Role.of(text, wanted(text).role), page.cast.portraits)
            cases.append(Case(article["article"], found, [False] * len(found)))
    return cases


def _roles_of(articles: list[dict[str, Any]], chance: random.Random) -> Iterator[str]:
    """Yield a role of each article."""
    for article in articles:
        texts = [text for others in article["speakers"].values() for text in others if not wanted(text).name]
        if texts:
            yield chance.choice(texts)


def _called(name: str, statements: tuple[Statement, ...], spans: list[list[int]]) -> set[str]:
    """Return what the archive calls a speaker: by name, else whoever it takes to say most of what they say."""
    named = {s.speaker for s in statements if s.speaker and same_name(words(name), words(s.speaker))}
    if named or not spans:
        return named
    said = [s.speaker for s in statements for a, b in spans if s.speaker and s.start < b and a < s.end]
    return {max(set(said), key=said.count)} if said else set()


def fit(cases: list[Case]) -> dict[str, float]:
    """Return the weight of each feature, and of "bias"."""
    features, right = [f for case in cases for f in case.features], [right for case in cases for right in case.right]
    return regression(features, right, _FREE, {})


def _judge(cases: list[Case]) -> None:
    """Print how often the likeliest one is right, in articles left out of the fit in turn."""
    groups = [case.group for case in cases]
    judged: list[tuple[bool, float]] = []
    absent: list[float] = []
    for fitted, left_out in GroupKFold(_FOLDS).split(cases, groups=groups):
        weights = fit([cases[i] for i in fitted])
        for case in (cases[i] for i in left_out):
            likely = [probability(f, weights) for f in case.features]
            best = int(np.argmax(likely))
            if any(case.right):
                judged.append((case.right[best], likely[best]))
            else:
                absent.append(likely[best])
    print(
        f"{len(judged)} roles, likeliest right {np.mean([right for right, _ in judged]):.3f}; {len(absent)} of nobody"
    )
    for least in (0.2, 0.3, 0.4, 0.5):
        given = [right for right, probability in judged if probability >= least]
        print(
            f"from {least}: {np.mean(given):.3f} right of the {len(given) / len(judged):.3f} told, "
            f"nobody told for {np.mean([probability < least for probability in absent]):.3f} of the others"
        )


if __name__ == "__main__":
    main()
