"""Compare the packaged English encoders: python tests/benchmarks/encoders.py PASSAGES QUESTIONS [--every 3].

Both are files as those of SQuADShifts that `qa.training` reads: a passage has an `id` and a `text`, a question the id
of the `passage` that answers. Each passage becomes an article. For each encoder it is told how long making the archive
takes, how many passages are encoded in a second of the processor's time (median of `--rounds`, by turns), and for what
share of the questions the right article is first, among five and among ten: by vectors alone, and by vectors and words.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from speed import passages_of

from index import Filter, Index, Settings, Snapshot, encoder, static
from qa.retrieval import retrieve

ENCODERS = (encoder.DEFAULT, static.NAME)
DEPTHS = (1, 5, 10)
_NAMED = ("onrecord", "onnxruntime", "tokenizers", "numpy")
_DEPTH = 30  # passages looked at; several may be of one article


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--every", type=int, default=3, help="ask each N-th question only")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asked = _read(given.questions)[:: given.every]
    with tempfile.TemporaryDirectory() as scratch:
        print("\n".join(_table(_read(given.passages), asked, given.rounds, Path(scratch))))


def _table(passages: list[Any], asked: list[Any], rounds: int, scratch: Path) -> Iterator[str]:
    folder = scratch / "articles"
    folder.mkdir()
    for passage in passages:
        (folder / f"{passage['id']}.txt").write_text(passage["text"], "utf-8", newline="\n")
    rows, texts = {}, list[str]()
    for name in ENCODERS:
        settings = Settings(archive=scratch / name, encoder=name)
        encoder.load(name).encode(["warm"])
        started = time.perf_counter()
        Index.refresh(folder, at=settings.archive, settings=settings)
        seconds = time.perf_counter() - started
        index = Index.open(settings.archive, settings)
        rows[name] = [f"{seconds:.1f} s", *_found(index.snapshot(), asked)]
        texts = texts or passages_of(index)
    spent = {name: list[float]() for name in ENCODERS}
    for _ in range(rounds):
        for name in ENCODERS:
            started = time.process_time()
            encoder.load(name).encode(texts)
            spent[name].append(time.process_time() - started)
    yield (
        f"{len(passages):,} articles, {len(texts):,} passages, {len(asked):,} questions. {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in _NAMED)
    )
    yield ""
    depths = ", ".join(map(str, DEPTHS))
    yield f"| | passages a second | dimensions | archive made | vectors: {depths} | vectors and words: {depths} |"
    yield "|---|---|---|---|---|---|"
    for name, (made, *found) in rows.items():
        rate = len(texts) / statistics.median(spent[name])
        yield " | ".join((f"| {name}", f"{rate:,.0f}", str(encoder.load(name).dimension), made, *found)) + " |"


def _found(snapshot: Snapshot, asked: list[Any]) -> tuple[str, str]:
    """Return the shares of the questions whose article is found, by vectors alone and by vectors and words."""
    alone, both = list[list[str]](), list[list[str]]()
    for record in asked:
        encode = partial(snapshot.encoder.encode_query, record["question"])
        near = snapshot.nearest(encode(), _DEPTH, Filter())
        alone.append(_articles(snapshot, (passage.article for passage, _ in near)))
        hits = retrieve(snapshot, record["question"], encode, Filter(), _DEPTH)
        both.append(_articles(snapshot, (hit.passage.article for hit in hits)))
    gold = [record["passage"] for record in asked]
    return _shares(alone, gold), _shares(both, gold)


def _articles(snapshot: Snapshot, found: Iterable[str]) -> list[str]:
    return [Path(snapshot.article(article).path).stem for article in dict.fromkeys(found)]


def _shares(found: list[list[str]], gold: list[str]) -> str:
    """Return for each depth the share whose article is among so many."""
    hits = [[one in some[:depth] for some, one in zip(found, gold, strict=True)] for depth in DEPTHS]
    return ", ".join(f"{100 * np.mean(one):.1f}" for one in hits)


def _read(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
