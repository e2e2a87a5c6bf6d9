"""Draw how often answers are wrong against how many are given: python tests/benchmarks/coverage.py DIR --out FILE.png.

DIR holds `articles/*.json`, `questions.jsonl` (`question`, `article`, `spans`: the places in the article's text that
answer) and `absent.txt`, the articles to leave out, so that their questions have no answer. Every question is asked
once, whatever its answer's probability; an answer is right if its first quote covers a place that answers.
`pip install '.[bench]'` first.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from index import Index, Settings
from qa import Assistant, question, scoring

_BINS = 10
_CARES = ("balanced", "careful")


@dataclass(frozen=True)
class Outcome:
    """A question's answer: how probable it was said to be, whether it was right, and the thresholds for it."""

    present: bool
    probability: float
    right: bool
    thresholds: tuple[float, ...]


def main() -> None:
    """Ask, print the figures, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="ask each N-th question only")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        outcomes = ask_all(args.folder, Path(scratch), args.every)
    print(f"{len(outcomes)} questions, {sum(o.present for o in outcomes)} with an answer in the archive")
    print(f"expected calibration error {calibration_error(outcomes):.3f} ({_BINS} bins)")
    points = {care: point(outcomes, i) for i, care in enumerate(_CARES)}
    for care, (covered, risk) in points.items():
        print(f"{care}: answers {covered:.1%}, wrong among them {risk:.1%}, {_present(outcomes, _CARES.index(care))}")
    draw(outcomes, points, args.out)


def ask_all(folder: Path, scratch: Path, every: int) -> list[Outcome]:
    """Index the articles and ask each question."""
    absent = set((folder / "absent.txt").read_text("utf-8").split())
    (scratch / "articles").mkdir()
    for path in (folder / "articles").glob("*.json"):
        if path.name not in absent:
            shutil.copy(path, scratch / "articles")
    Index.refresh(scratch / "articles", at=scratch / "archive")
    assistant = Assistant.open(scratch / "archive", Settings(threshold=0.0))
    settings = [Settings(care=care) for care in _CARES]
    speaks = assistant.archive.snapshot().speaks
    outcomes = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()[::every]:
        record = json.loads(line)
        answer = assistant.answer(record["question"])
        first = answer.citations[0] if answer.citations else None
        here = first is not None and os.path.basename(first.article.path) == record["article"]  # noqa: PTH119
        right = first is not None and here and any(first.start < e and s < first.end for s, e in record["spans"])
        asked = question.read(record["question"], (), speaks)
        thresholds = tuple(scoring.threshold(asked, one) for one in settings)
        outcomes.append(Outcome(record["article"] not in absent, answer.probability, right, thresholds))
    return outcomes


def calibration_error(outcomes: list[Outcome]) -> float:
    """Return the expected calibration error of the probabilities, over bins of equal width."""
    bins: dict[int, list[Outcome]] = {}
    for o in outcomes:
        bins.setdefault(min(_BINS - 1, int(o.probability * _BINS)), []).append(o)
    gaps = (abs(sum(o.probability - o.right for o in part)) for part in bins.values())
    return sum(gaps) / len(outcomes)


def point(outcomes: list[Outcome], care: int) -> tuple[float, float]:
    """Return the share of questions answered and that of wrong ones among the answers."""
    given = [o for o in outcomes if o.probability >= o.thresholds[care]]
    return len(given) / len(outcomes), sum(not o.right for o in given) / max(1, len(given))


def _present(outcomes: list[Outcome], care: int) -> str:
    present = [o for o in outcomes if o.present]
    given = [o for o in present if o.probability >= o.thresholds[care]]
    silent = [o for o in outcomes if not o.present and o.probability < o.thresholds[care]]
    absent = len(outcomes) - len(present)
    return (
        f"answers {len(given) / max(1, len(present)):.1%} of what has an answer "
        f"({sum(o.right for o in given) / max(1, len(present)):.1%} right), "
        f"silent on {len(silent) / max(1, absent):.1%} of what has none"
    )


def draw(outcomes: list[Outcome], points: dict[str, tuple[float, float]], out: Path) -> None:
    """Draw the risk over the coverage, as the threshold falls, with a mark for each setting."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    ranked = sorted(outcomes, key=lambda o: -o.probability)
    wrong, covered, risk = 0, [], []
    for given, o in enumerate(ranked, 1):
        wrong += not o.right
        covered.append(given / len(ranked))
        risk.append(wrong / given)
    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    axes.plot(covered, risk, color="#205493")
    for (care, (x, y)), mark in zip(points.items(), "os", strict=True):
        axes.plot(x, y, mark, color="#b5400f", label=f"{care}: {x:.0%} answered, {y:.0%} of them wrong")
    axes.set(xlabel="share of all questions answered", ylabel="share of wrong answers among them", xlim=(0, 1), ylim=0)
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
    figure.savefig(out, dpi=120)


if __name__ == "__main__":
    main()
