"""Measure how On Record grows: python tests/benchmarks/scale.py FOLDER [--counts 1000 100000 1000000] [--work DIR].

FOLDER holds articles, a few thousand of them. They are indexed, and what is measured are archives of so many passages
that `growth.py` makes of that one; its first lines say how. The questions are asked of the first articles, which stand
in all of the archives as they were read, and made by rule:

- said: of the first statement of each article by somebody of two names or more, "What did NAME say about A and B?",
  where A and B are the two longest words of what was said that have no capital; and the same "in YEAR", the article's;
- fact: of the first sentence of each article that nobody says and in which a name of two words stands, "Where was NAME
  when A and B?", with the two longest words as before.

Every measurement is a process of its own, its first question not counted. `--work` keeps the archives and the figures,
and takes up those that are there. Where other work runs on the machine, the processor's time tells more.
`pip install '.[bench]'` first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import growth
import numpy as np
from growth import Stored

from index import Index, Settings, encoder
from qa import Assistant, reader
from qa.stages import stage, timed

ASKED = 40  # questions of each kind
NEAREST = 10
_NAMED = ("onrecord", "onnxruntime", "faiss-cpu", "tantivy")
_STAGES = ("question", "encoder", "retrieval", "reader", "evidence", "answer")
_WORD = re.compile(r"\b[a-z]{6,}\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+\b")
_ORDINARY = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_COLOURS = ("#205493", "#b5400f", "#2e8540", "#5b616b", "#981b1e", "#8f6b00", "#4c2c92")


def main() -> None:
    """Run what this process was started for, or all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--work", type=Path, help="keep what is made here, and use what is there")
    parser.add_argument("--out", type=Path, help="write the table here, too")
    parser.add_argument("--picture", type=Path, help="draw here, a PNG")
    parser.add_argument("--only", choices=("questions", "recall", "refresh"), help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        measure = {"questions": asked_all, "recall": _recall, "refresh": _refresh}[given.only]
        print(json.dumps(measure(given.at, json.loads(given.folder.read_text("utf-8")))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        work = (given.work or Path(scratch)).absolute()
        work.mkdir(parents=True, exist_ok=True)
        found = [_measured(count, work) for count in _made(given.folder.absolute(), sorted(given.counts), work)]
    table = "\n".join(_table(found))
    print(table)
    if given.out:
        given.out.write_text(f"{table}\n", "utf-8")
    if given.picture:
        draw(found, given.picture)


def _made(folder: Path, counts: list[int], work: Path) -> Iterator[int]:
    """Index the articles, write the questions, and grow an archive of each count; yield the count when it is there."""
    small = work / "small"
    if not (small / "CURRENT").exists():
        Index.refresh(folder, at=small, settings=Settings(archive=small))
    asked = questions(_first(growth.stored(Index.open(small).snapshot()), counts[0]))
    (work / "questions.json").write_text(json.dumps(asked), "utf-8")
    for count in counts:
        at = work / str(count) / "archive"
        if not (at / "CURRENT").exists():
            began = time.perf_counter()
            growth.grow(small, at, work / str(count) / "articles", count)
            print(f"{count:,} passages stored in {time.perf_counter() - began:,.0f} s", file=sys.stderr)
        yield count


def _first(articles: Iterable[Stored], count: int) -> Iterator[Stored]:
    """Yield the first articles, which the smallest archive holds whole."""
    total = 0
    for one in articles:
        total += len(one.passages)
        if total > count:
            return
        yield one


def questions(articles: Iterable[Stored]) -> list[tuple[str, str]]:
    """Return questions of the articles, each with its kind, as the head of this file describes them."""
    articles = list(articles)
    said = list(islice(filter(None, map(_said, articles)), ASKED))
    facts = list(islice(filter(None, map(_fact, articles)), ASKED))
    dated = [(f"{question} in {year}?", "said in a year") for question, year in said if year]
    return [(f"{question}?", "said") for question, _ in said] + dated + [(question, "fact") for question in facts]


def _said(one: Stored) -> tuple[str, int | None] | None:
    for statement in one.statements:
        if statement.speaker and _ORDINARY.fullmatch(statement.speaker):
            words = _longest(one.article.text[statement.start : statement.end])
            if len(words) == 2:
                year = one.article.published.year if one.article.published else None
                return f"What did {statement.speaker} say about {words[0]} and {words[1]}", year
    return None


def _fact(one: Stored) -> str | None:
    for sentence in one.sentences:
        text = sentence.of(one.article.text)
        name, words = _NAME.search(text), _longest(text)
        if name and len(words) == 2 and not any(sentence.overlap((s.start, s.end)) for s in one.statements):
            return f"Where was {name[0]} when {words[0]} and {words[1]}?"
    return None


def _longest(text: str) -> list[str]:
    """Return the two longest words without capitals, in the order of the text."""
    words = list(dict.fromkeys(_WORD.findall(text)))
    best = sorted(words, key=len, reverse=True)[:2]
    return [word for word in words if word in best]


def _measured(count: int, work: Path) -> dict[str, Any]:
    at, kept = work / str(count) / "archive", work / str(count) / "figures.json"
    if kept.exists():
        figures: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return figures
    asked = str(work / "questions.json")
    told: dict[str, Any] = {"passages": count}
    for name in ("questions", "recall", "refresh"):
        done = subprocess.run(
            [sys.executable, __file__, asked, "--only", name, "--at", str(at)],
            check=True,
            capture_output=True,
            text=True,
        )
        told |= json.loads(done.stdout.splitlines()[-1])
    manifest = Index.open(at, Settings(archive=at)).snapshot().manifest
    size = sum(path.stat().st_size for path in at.rglob("*") if path.is_file())
    told |= manifest.counts | {"kilobytes": size / 1000 / manifest.counts["articles"]}
    kept.write_text(json.dumps(told), "utf-8")
    return told


def asked_all(at: Path, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the median and the 95th of 100 for each kind of question and each stage, and the memory then held."""
    _time_models()
    began = time.perf_counter()
    assistant = Assistant.open(at, Settings(archive=at))
    opened = time.perf_counter() - began
    assistant.answer(asked[0][0])
    first = time.perf_counter() - began
    spent: defaultdict[str, list[float]] = defaultdict(list)
    answered = 0
    for question, kind in asked[1:]:
        with timed() as stages:
            begun, worked, read = time.perf_counter(), time.process_time(), _worked["reader"]
            answered += bool(assistant.answer(question).citations)
            taken = time.perf_counter() - begun
            worked = time.process_time() - worked - (_worked["reader"] - read)
        spent["all of it"].append(taken)
        spent["all but the reader"].append(taken - stages.get("reader", 0.0))
        spent["all but the reader, the processor's time"].append(worked)
        spent[f"all but the reader: {kind}"].append(taken - stages.get("reader", 0.0))
        for name in _STAGES:
            spent[name].append(stages.get(name, 0.0))
    times = {name: (statistics.median(all_), sorted(all_)[int(0.95 * len(all_))]) for name, all_ in spent.items()}
    return {"times": times, "opened": opened, "first": first, "answered": answered, "asked": len(asked) - 1} | _memory()


_worked = {"reader": 0.0}
"""The processor's seconds that it has taken."""


def _time_models() -> None:
    """Have the encoder and the reader timed as stages of their own: what they take does not grow with an archive."""
    read: Callable[..., Any] = stage("reader")(reader.Reader.read)

    def reading(*given: Any) -> Any:
        begun = time.process_time()
        found = read(*given)
        _worked["reader"] += time.process_time() - begun
        return found

    reader.Reader.read = reading  # type: ignore[method-assign]
    model = type(encoder.load(encoder.DEFAULT))
    model.encode_query = stage("encoder")(model.encode_query)  # type: ignore[method-assign]
    model.encode = stage("encoder")(model.encode)  # type: ignore[method-assign]


def _memory() -> dict[str, float]:
    """Return the megabytes that this process has for itself, and those of files that it maps."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return {name: int(told[field].split()[0]) / 1000 for name, field in (("own", "RssAnon"), ("mapped", "RssFile"))}


def _recall(at: Path, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the share of the nearest vectors to the questions that a search finds, and how long one takes."""
    snapshot = Index.open(at, Settings(archive=at)).snapshot()
    ids, rows = snapshot.vectors.index.rows()
    hits, spent = 0, []
    for question, _ in asked:
        vector = snapshot.encoder.encode_query(question)
        exact = ids[np.argpartition(-(rows @ vector), NEAREST)[:NEAREST]]
        began = time.perf_counter()
        found = snapshot.vectors.index.search(vector, snapshot.settings.candidates)[:NEAREST]
        spent.append(time.perf_counter() - began)
        hits += len({key for key, _ in found}.intersection(exact.tolist()))
    return {"recall": hits / NEAREST / len(asked), "search": statistics.median(spent)}


def _refresh(at: Path, _: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the seconds of a refresh that finds nothing changed."""
    began, worked = time.perf_counter(), time.process_time()
    report = Index.refresh(at=at, settings=Settings(archive=at))
    assert not report.changed
    return {
        "refresh": time.perf_counter() - began,
        "refresh_worked": time.process_time() - worked,
        "unchanged": report.unchanged,
    }


def _table(found: list[dict[str, Any]]) -> Iterator[str]:
    yield (
        f"{found[0]['asked']} questions; {os.cpu_count()} cores ({platform.machine()}), Python "
        f"{platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in _NAMED) + "."
    )
    yield ""
    yield "| | " + " | ".join(f"{one['passages']:,} passages" for one in found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    rows: list[tuple[str, list[str]]] = [
        (name, [f"{one[name]:,}" for one in found]) for name in ("articles", "statements")
    ]
    for name in found[0]["times"]:
        rows.append((name, ["{:.0f} ms, {:.0f} ms".format(*(1e3 * t for t in one["times"][name])) for one in found]))
    rows += [
        ("answered", [f"{one['answered'] / one['asked']:.0%}" for one in found]),
        ("search of vectors", [f"{1e3 * one['search']:.1f} ms" for one in found]),
        ("recall@10", [f"{one['recall']:.3f}" for one in found]),
        ("opened, checksums compared", [f"{one['opened']:.1f} s" for one in found]),
        ("memory of its own", [f"{one['own']:,.0f} MB" for one in found]),
        ("memory of mapped files", [f"{one['mapped']:,.0f} MB" for one in found]),
        ("disk for an article", [f"{one['kilobytes']:.1f} kB" for one in found]),
        ("refresh, nothing changed", [f"{one['refresh']:.1f} s" for one in found]),
        ("the same, the processor's time", [f"{one['refresh_worked']:.1f} s" for one in found]),
    ]
    for name, values in rows:
        yield f"| {name} | " + " | ".join(values) + " |"


def draw(found: list[dict[str, Any]], out: Path) -> None:
    """Draw the medians of the stages, the memory, the disk and the refresh over the passages, all logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7.5), layout="constrained")
    lines: list[tuple[str, dict[str, list[float]]]] = [
        ("median of a question, ms", {n: [1e3 * one["times"][n][0] for one in found] for n in ("all of it", *_STAGES)}),
        ("memory, MB", {name: [one[key] for one in found] for name, key in (("own", "own"), ("mapped", "mapped"))}),
        ("disk for an article, kB", {"": [one["kilobytes"] for one in found]}),
        ("refresh with nothing changed, s", {"": [one["refresh"] for one in found]}),
    ]
    for place, (title, series) in zip(axes.flat, lines, strict=True):
        for colour, (name, values) in zip(_COLOURS, series.items(), strict=False):
            place.loglog([one["passages"] for one in found], values, "o-", color=colour, label=name, markersize=4)
        drawn = [value for values in series.values() for value in values]
        place.set(xlabel="passages", title=title, ylim=(min(drawn) / 2, max(drawn) * 2))
        place.grid(alpha=0.3, which="both")
        if len(series) > 1:
            place.legend(fontsize="small")
    figure.savefig(out, dpi=120)


if __name__ == "__main__":
    main()
