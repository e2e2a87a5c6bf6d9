"""Many at once: every answer belongs wholly to one generation, and nobody waits for a reader."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import breaking

from index import generations

SECONDS = breaking.SHORT["seconds"]
SWAPS = 60


def test_sixteen_readers_and_two_writers_get_along(tmp_path: Path) -> None:
    done = breaking.call("crowding.py", tmp_path / "crowd", SECONDS, 1)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^16 readers: \d+ answers .* 0 errors$", done.stdout, re.MULTILINE)


def test_no_reader_falls_between_two_swaps(tmp_path: Path) -> None:
    """Generations without content are swapped as fast as the disk can: each look at the pointer may be out of date."""
    faults: list[BaseException] = []
    seen: set[str] = set()
    over = threading.Event()

    def swap() -> None:
        with generations.writing(tmp_path), generations.building(tmp_path) as folder:
            (folder / "content").write_text("whole", "ascii")
            generations.publish(tmp_path, folder)

    def read() -> None:
        try:
            while not over.is_set():
                lease = generations.lease_current(tmp_path)
                assert (lease.folder / "content").read_text("ascii") == "whole"
                seen.add(lease.folder.name)
                lease.close()
        except BaseException as fault:
            faults.append(fault)

    swap()
    readers = [threading.Thread(target=read) for _ in range(16)]
    for reader in readers:
        reader.start()
    for _ in range(SWAPS):
        swap()
    over.set()
    for reader in readers:
        reader.join()
    print(f"{SWAPS} swaps, {len(seen)} generations seen, {len(faults)} errors")
    assert not faults, faults
    assert len(seen) > 1
    swap()
    assert len(list(generations.folder_of(tmp_path).iterdir())) == 1
