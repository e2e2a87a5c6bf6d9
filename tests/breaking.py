"""Break it in every way, at length: python tests/breaking.py [--short] [--seed 7], and how much of each.

Runs killing.py (kill -9), scarcity.py (disk, memory, access), crowding.py (many at once), rotting.py (damaged archives)
and fuzzing.py (malformed files) one after another, each in a process and a new folder of its own. What they print is
shown as it comes, then a table of the figures; exits with 1 if one found a fault. `--short` does as much of each as the
tests do.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
LONG: Mapping[str, int] = {"kills": 240, "seconds": 300, "damages": 20_000, "files": 20_000}
SHORT: Mapping[str, int] = {"kills": 25, "seconds": 30, "damages": 500, "files": 180}
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}  # forks of a process with threads would hang


class Breaking(NamedTuple):
    """A script to be run."""

    what: str
    """What is broken."""
    command: tuple[object, ...]
    figures: str
    """An expression for the lines that give its figures."""


def call(script: str, *arguments: object, shown: bool = False) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts; return its end, with what it printed, which is `shown` as it comes."""
    command = [sys.executable, TESTS / script, *map(str, arguments)]
    printed: list[str] = []
    environment = os.environ | _ENVIRONMENT
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            if shown:
                print(line, end="", flush=True)
    return subprocess.CompletedProcess(command, process.returncode, "".join(printed))


def breakings(much: Mapping[str, int], seed: int, scratch: Path) -> list[Breaking]:
    """Return what is to be run, with so much of each."""
    scarce, crowd = r"\w+, .*: \d+ cases .*", r"\d+ (?:readers|writers): .*"
    return [
        Breaking("killed work", ("killing.py", scratch / "kill", much["kills"], seed), r"\d+ kills survived.*"),
        *(
            Breaking(f"no {kind}", ("scarcity.py", scratch / kind, kind), scarce)
            for kind in ("disk", "memory", "access")
        ),
        Breaking("many at once", ("crowding.py", scratch / "crowd", much["seconds"], seed), crowd),
        Breaking("damaged archives", ("rotting.py", "--damages", much["damages"], "--seed", seed), r"\d+ damages: .*"),
        Breaking("malformed files", ("fuzzing.py", "--files", much["files"], "--seed", seed), r"all \d+ files: .*"),
    ]


def main() -> None:
    """Break it, and tell how that went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="as much of each as the tests do")
    for name, number in LONG.items():
        parser.add_argument(f"--{name}", type=int, help=f"{number:,} by default")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    asked = {name: getattr(given, name) for name in LONG if getattr(given, name) is not None}
    much = {**(SHORT if given.short else LONG), **asked}
    rows, failed = [], False
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)  # one of them is run by another user
        for what, command, figures in breakings(much, given.seed, Path(scratch)):
            print(f"\n{what}", flush=True)
            began = time.monotonic()
            done = call(*map(str, command), shown=True)
            told = re.findall(rf"^{figures}$", done.stdout, re.MULTILINE)
            fault = bool(done.returncode) or not told
            failed = failed or fault
            took = time.monotonic() - began
            rows.append((what, f"FAILED ({done.returncode})" if fault else "; ".join(told), f"{took:.0f} s"))
    print("\n| what is broken | what came of it | took |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    sys.exit(failed)


if __name__ == "__main__":
    main()
