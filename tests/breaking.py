"""Break an archive in every way, at length: python tests/breaking.py [--kills 240] [--seconds 300] [--seed 7].

Runs killing.py (kill -9), scarcity.py (disk, memory, access) and crowding.py (many at once), each in a process and a
new folder of its own, and prints their figures; exits with 1 if one found a fault. The tests run short forms of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parent
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}  # forks of a process with threads would hang


def call(script: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts in `folder`, which is made; return its end, with what it printed."""
    command = [sys.executable, TESTS / script, folder, *map(str, arguments)]
    environment = os.environ | _ENVIRONMENT
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: PLW1510


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=240)
    parser.add_argument("--seconds", type=int, default=300, help="for which the crowd asks")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for script, *arguments in (
            ("killing.py", given.kills, given.seed),
            ("scarcity.py", "disk"),
            ("scarcity.py", "memory"),
            ("scarcity.py", "access"),
            ("crowding.py", given.seconds, given.seed),
        ):
            Path(scratch).chmod(0o755)  # one of them is run by another user
            done = call(script, Path(scratch) / f"{script}-{arguments[0]}", *arguments)
            print(f"{script} {' '.join(map(str, arguments))}\n{done.stdout}", flush=True)
            failed = failed or bool(done.returncode)
    sys.exit(failed)


if __name__ == "__main__":
    main()
