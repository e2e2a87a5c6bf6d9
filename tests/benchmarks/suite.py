"""Run the benchmarks one after another: python tests/benchmarks/suite.py FOLDER [--only speed vectors ...].

What each prints is written into BENCHMARKS.md beside this file, between its marks, with its command, the day, the
machine and the versions; scale.png is drawn anew. FOLDER holds articles, a few thousand of them, of which all but
`scale` take the first `--articles`. What needs more is run only where that is named: `--peers` the Python of an
environment with the peers (see `peers.py`), `--passages` and `--questions` what `encoders.py` wants, `--work` where
`scale.py` keeps its archives, which `engines.py` then moves into a server. `pip install '.[bench]'` first; the whole
takes hours.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "BENCHMARKS.md"
PACKAGES = ("onrecord", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "tantivy")

Part = Callable[[argparse.Namespace, Path], list[str] | None]


def main() -> None:
    """Run the parts that are asked for, and write each down as soon as it is done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--peers", type=Path, help="the Python of an environment that has them")
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--work", type=Path, help="keep the archives of scale.py here")
    parser.add_argument("--page", type=Path, default=PAGE, help="write into this one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        few = _first(given.folder, given.articles, Path(scratch))
        for name in given.only:
            command = PARTS[name](given, few)
            if command is None:
                print(f"{name}: left out, see --help")
                continue
            print(f"{name}: {shlex.join(command)}", flush=True)
            done = subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True)
            told = written(
                given.page.read_text("utf-8"), name, f"{_head(command, given, few)}\n\n{done.stdout.strip()}"
            )
            given.page.write_text(told, "utf-8")


def written(page: str, name: str, block: str) -> str:
    """Return a page with `block` between the marks of `name`; raises ValueError if it has none."""
    marks = re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(\n<!-- /{re.escape(name)} -->)", re.DOTALL)
    if not marks.search(page):
        raise ValueError(f"the page has no <!-- {name} --> and <!-- /{name} -->; write them where the table belongs")
    return marks.sub(lambda found: f"{found[1]}{block}{found[2]}", page, count=1)


def _first(folder: Path, count: int, at: Path) -> Path:
    """Copy the first files of a folder, by name, to a folder `articles`, and return it."""
    few = at / "articles"
    few.mkdir()
    for file in sorted(path for path in folder.rglob("*") if path.is_file())[:count]:
        shutil.copy2(file, few / file.name)
    return few


def _head(command: list[str], given: argparse.Namespace, few: Path) -> str:
    """Return what was run, when, where and with what, without the names of folders of this machine."""
    known = {
        str(path): name
        for path, name in (
            (given.folder, "FOLDER"),
            (few, "FOLDER"),
            (given.peers, "PEERS/bin/python"),
            (given.passages, "PASSAGES"),
            (given.questions, "QUESTIONS"),
            (given.work, "WORK"),
        )
        if path
    }
    script, *rest = command
    told = " ".join([f"tests/benchmarks/{Path(script).name}", *(known.get(part, Path(part).name) for part in rest)])
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"`python {told}`, {day}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {versions}:"
    )


def _script(name: str) -> str:
    return str(HERE / f"{name}.py")


def _speed(given: argparse.Namespace, few: Path) -> list[str]:
    return [_script("speed"), str(few), "--rounds", str(given.rounds)]


def _peers(given: argparse.Namespace, few: Path) -> list[str] | None:
    if not given.peers:
        return None
    return [_script("peers"), str(few), "--python", str(given.peers), "--rounds", str(given.rounds)]


def _vectors(given: argparse.Namespace, _: Path) -> list[str]:
    return [_script("vectors"), "--counts", *map(str, given.counts)]


def _encoders(given: argparse.Namespace, _: Path) -> list[str] | None:
    if not (given.passages and given.questions):
        return None
    return [_script("encoders"), str(given.passages), str(given.questions), "--rounds", str(given.rounds)]


def _crowd(_: argparse.Namespace, few: Path) -> list[str]:
    return [_script("crowd"), str(few)]


def _scale(given: argparse.Namespace, _: Path) -> list[str]:
    work = ["--work", str(given.work)] if given.work else []
    counts = ["--counts", *map(str, given.counts)]
    return [_script("scale"), str(given.folder), *counts, *work, "--picture", str(HERE / "scale.png")]


def _engines(given: argparse.Namespace, _: Path) -> list[str] | None:
    return [_script("engines"), str(given.work), "--count", str(max(given.counts))] if given.work else None


PARTS: dict[str, Part] = {
    "speed": _speed,
    "peers": _peers,
    "vectors": _vectors,
    "encoders": _encoders,
    "crowd": _crowd,
    "scale": _scale,
    "engines": _engines,
}


if __name__ == "__main__":
    main()
