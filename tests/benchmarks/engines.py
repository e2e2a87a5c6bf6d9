"""Whole questions on both stores: python tests/benchmarks/engines.py WORK [--count 1000000].

WORK is what `scale.py --work` left: its questions and its archive of so many passages. That is moved to a Milvus server
of this machine, as `onrecord migrate` does, and both are asked the same, each by a process of its own. For each: how
long a question takes, whole and without its reader, how long the search for a hundred passages (several may share a
vector), how many of the ten nearest vectors that comparing all finds, and the memory: of the asking process, and of the
server less what it had before it held anything.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import engine as servers
import numpy as np
import scale

from index import Filter, Index, Settings
from index.migration import migrate
from qa import Assistant

NEAREST = 10
_SEARCHED = 100
PATIENCE = 600  # seconds: the server writes and builds its index for long

Asked = list[tuple[str, str]]


def main() -> None:
    """Run what this process was started for, or all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--only", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--at", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        asked = json.loads((given.work / "questions.json").read_text("utf-8"))
        print(json.dumps(MEASURES[given.only](given.at, asked, given.work)))
        return
    work, archive = given.work.absolute(), (given.work / str(given.count) / "archive").absolute()
    exact = _measure("exact", work, archive, {})
    (work / "exact.json").write_text(json.dumps(exact), "utf-8")
    with servers.running() as server, tempfile.TemporaryDirectory() as scratch:
        empty, at = _megabytes(server), Path(scratch) / "archive"
        own = {"store": "milvus", "milvus": server.address, "milvus_archive": "bench", "milvus_seconds": str(PATIENCE)}
        began = time.perf_counter()
        compared = migrate(Settings(archive=archive), Settings.model_validate({**own, "archive": at}))
        print(f"moved and compared in {time.perf_counter() - began:,.0f} s: {compared.summary()}", flush=True)
        setting = {f"ONRECORD_{name.upper()}": value for name, value in own.items()}
        found = {"FAISS": _all(work, archive, {}), "Milvus": _all(work, at, setting)}
        found["Milvus"]["server"] = _megabytes(server) - empty
    print("\n".join(_table(found)))


def _all(work: Path, at: Path, setting: dict[str, str]) -> dict[str, Any]:
    return {name: _measure(name, work, at, setting) for name in ("questions", "search", "answers")}


def _measure(name: str, work: Path, at: Path, setting: dict[str, str]) -> Any:
    told = subprocess.run(
        [sys.executable, __file__, str(work), "--only", name, "--at", str(at)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **setting},
    )
    return json.loads(told.stdout.splitlines()[-1])


def _exact(at: Path, asked: Asked, _: Path) -> list[list[int]]:
    """Return the ids of the vectors nearest to each question, of all."""
    snapshot = Index.open(at, Settings(archive=at)).snapshot()
    vectors = np.stack([snapshot.encoder.encode_query(question) for question, _ in asked])
    ids, scores = np.empty((len(asked), 0), np.int64), np.empty((len(asked), 0), np.float32)
    for block, rows in snapshot.vectors.blocks():
        ids = np.hstack([ids, np.broadcast_to(block, (len(asked), len(block)))])
        scores = np.hstack([scores, vectors @ rows.T])
        best = np.argsort(-scores, axis=1)[:, :NEAREST]
        ids, scores = np.take_along_axis(ids, best, 1), np.take_along_axis(scores, best, 1)
    found: list[list[int]] = ids.tolist()
    return found


def _search(at: Path, asked: Asked, work: Path) -> dict[str, Any]:
    """Return the share of the nearest vectors that are found, and the seconds that a search takes."""
    exact = json.loads((work / "exact.json").read_text("utf-8"))
    snapshot = Index.open(at, Settings(archive=at)).snapshot()
    hits, spent = 0, []
    for (question, _), best in zip(asked, exact, strict=True):
        vector = snapshot.encoder.encode_query(question)
        began = time.perf_counter()
        found = snapshot.nearest(vector, _SEARCHED, Filter())
        spent.append(time.perf_counter() - began)
        hits += len({passage.vector for passage, _ in found}.intersection(best))
    half, most = np.quantile(spent, [0.5, 0.95])
    return {"recall": hits / NEAREST / len(asked), "median": half, "most": most}


def _answers(at: Path, asked: Asked, _: Path) -> list[str]:
    """Return a hash of what is quoted for each question."""
    assistant = Assistant.open(at, Settings(archive=at))
    told = (assistant.answer(question) for question, _ in asked)
    quoted = ([(c.article.id, c.start, c.end) for c in one.citations] for one in told)
    return [hashlib.sha256(json.dumps(one).encode()).hexdigest() for one in quoted]


def _questions(at: Path, asked: Asked, _: Path) -> dict[str, Any]:
    return scale.asked_all(at, asked)


MEASURES = {"questions": _questions, "exact": _exact, "search": _search, "answers": _answers}


def _megabytes(server: servers.Engine) -> float:
    status = Path(f"/proc/{server.process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1e3


def _table(found: dict[str, dict[str, Any]]) -> list[str]:
    rows: list[tuple[str, list[str]]] = []
    for name in ("all of it", "all but the reader", "retrieval"):
        times = [one["questions"]["times"][name] for one in found.values()]
        rows.append((f"a question, {name}: median, 95 of 100", [f"{1e3 * a:.0f}, {1e3 * b:.0f} ms" for a, b in times]))
    rows += [
        ("search for passages", [_milliseconds(one["search"]) for one in found.values()]),
        ("recall@10", [f"{one['search']['recall']:.3f}" for one in found.values()]),
        ("the first question, after opening", [f"{one['questions']['first']:.1f} s" for one in found.values()]),
        ("the asking process's own memory", [f"{one['questions']['own']:,.0f} MB" for one in found.values()]),
        ("mapped files", [f"{one['questions']['mapped']:,.0f} MB" for one in found.values()]),
        ("the server's memory", [f"{one.get('server', 0):,.0f} MB" for one in found.values()]),
    ]
    first, second = (one["answers"] for one in found.values())
    same = statistics.mean(a == b for a, b in zip(first, second, strict=True))
    return [
        "| | " + " | ".join(found) + " |",
        "|---" * (len(found) + 1) + "|",
        *(f"| {name} | " + " | ".join(values) + " |" for name, values in rows),
        "",
        f"Of {len(first)} questions {same:.1%} get the same quotes from both.",
    ]


def _milliseconds(told: dict[str, float]) -> str:
    return f"{1e3 * told['median']:.1f}, {1e3 * told['most']:.1f} ms"


if __name__ == "__main__":
    main()
