"""Index where the disk, the memory or the access gives out: python scarcity.py FOLDER disk|memory|access.

Each case runs the real command `onrecord index` in a fork of one process that has loaded the models, under a limit:

- disk: a small file system of its own where one may be mounted (root), and everywhere a limit on the size of a file;
- memory: a limit on the address space, a little above what the process has;
- access: a folder that may be read only, by its mode, which root obeys too; and, where it may be mounted, a file
  system that is read-only.

After each the archive answers whole, the old one or the new; the command has said in one line what is missing and what
to do, without a traceback; nothing is left over; and without the limit the next refresh does the work. Prints what
was used and how many cases ended how; exits with 1 at the first fault.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from killing import SETTINGS, Texts, left_in, texts_in, whole, write_article

from index import Index, doctor, generations, unfinished
from qa import Assistant
from ui import cli

ARTICLES = 40
_CAPABILITY_VERSION = 0x20080522
_OVERRIDES = 0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
SHARES = (0.05, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 3.0)
MEGABYTES = (0, 1, 2, 4, 16, 1024)
SAID = {
    "disk": ("No space left", "disk is full", "too large", "disk I/O error", "want of room"),
    "memory": ("out of memory",),
    "access": ("Permission denied", "Read-only file system", "readonly"),
}
Limit = Callable[[], object]


def prepare(folder: Path) -> Path:
    """Load all models and return a folder of articles; nothing is kept for a next build unless a case asks for it."""
    unfinished.EVERY = 3600.0
    articles = folder / "articles"
    articles.mkdir(parents=True)
    for number in range(ARTICLES):
        write_article(articles, number, 0)
    Index.refresh(articles, at=folder / "warm", settings=SETTINGS)
    Assistant.open(folder / "warm", SETTINGS).answer("What did Nora Vale say about road 5?")
    return articles


def size_of(at: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in at.rglob("*"))


def command(limit: Limit, log: Path, *arguments: object) -> tuple[int, str]:
    """Run `onrecord` with `arguments` in a fork under `limit`; return how it ended (a signal: -n) and its stderr."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            sys.stderr = open(log, "w", buffering=1)  # noqa: PTH123, SIM115 - this process ends soon
            os.dup2(sys.stderr.fileno(), 2)
            os.dup2(sys.stderr.fileno(), 1)
            sys.argv = ["onrecord", *map(str, arguments)]
            limit()
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException as error:
            with contextlib.suppress(BaseException):
                print(f"Traceback: {type(error).__name__}: {error}", file=sys.stderr)
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), log.read_text("utf-8", "replace")


class Cases:
    """Runs cases of one kind and counts how they ended."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.outcomes = Counter[str]()
        self._log = folder / "stderr"

    def run(self, at: Path, limit: Limit, old: Texts | None, new: Texts, *arguments: object) -> str:
        """Index into `at` under a limit and check what is there; return what came of it."""
        code, said = command(limit, self._log, "index", *arguments, "--archive", at)
        assert "Traceback" not in said, said
        if code == 1:
            (told,) = [line for line in said.splitlines() if line.startswith("onrecord: ")]
            assert any(reason in told for reason in SAID[self.kind]), told
            assert told.endswith("then try again"), told
            outcome = "told"
        elif code == 0:
            outcome = "done"
        else:
            assert self.kind == "memory" and code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL), (code, said)
            outcome = f"ended by {signal.Signals(-code).name}"
        if outcome == "done" or (at / "CURRENT").exists():
            held = whole(at)
            assert held == (new if outcome == "done" else old), f"{outcome}, and {len(held)} articles"
            if not outcome.startswith("ended"):
                assert not left_in(at), f"left behind: {left_in(at)}"
            faults = doctor.examine(at, SETTINGS)
            assert all("source files" in f.what or "left over" in f.what for f in faults), faults
            assert bool(faults) == (outcome != "done"), faults
        else:
            assert old is None, "the old archive is gone"
            if outcome == "told" and generations.folder_of(at).exists():
                assert not list(generations.folder_of(at).iterdir()), "an unfinished first build was left"
        self.outcomes[outcome] += 1
        return outcome

    def mend(self, at: Path, articles: Path) -> None:
        """Do without a limit what could not be done, and raise unless all is there."""
        Index.refresh(articles, at=at, settings=SETTINGS)
        assert whole(at) == texts_in(articles)
        assert not left_in(at), f"left behind: {left_in(at)}"
        assert doctor.examine(at, SETTINGS) == []

    def report(self, where: str) -> None:
        ended = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        assert self.outcomes["told"], f"{where}: nothing ran out"
        print(f"{self.kind}, {where}: {self.outcomes.total()} cases ({ended}), all whole and mended", flush=True)
        self.outcomes.clear()


def change(articles: Path, version: int) -> None:
    for number in range(0, ARTICLES, 2):
        write_article(articles, number, version)


# Disk -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def mounted(place: Path) -> Iterator[bool]:
    """Mount a file system of 64 MB at `place` while the block runs; give False where that is not allowed."""
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], check=False, capture_output=True)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "--lazy", place], check=True)


def remount(place: Path, options: str) -> None:
    gc.collect()  # databases that were read keep room of what is deleted until they are collected
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def disk(folder: Path) -> None:
    articles = prepare(folder)
    need = size_of(folder / "warm")
    with mounted(folder / "disk") as allowed:
        if allowed:
            _small_disk(Cases("disk", folder), folder / "disk", articles, need)
        else:
            print("disk: no file system may be mounted here (not root); only the size of files is limited", flush=True)
    _small_files(Cases("disk", folder), folder / "archive", articles, folder / "warm")


def _small_disk(cases: Cases, disk: Path, articles: Path, need: int) -> None:
    at = disk / "archive"
    for share in SHARES:
        remount(disk, f"size={int(need * share)}")
        cases.run(at, lambda: None, None, texts_in(articles), articles)
        remount(disk, "size=64m")
        cases.mend(at, articles)
        shutil.rmtree(at)
    cases.report("first builds on a tmpfs of 5% to 300% of what they take")
    _small_disk_and_what_is_kept(cases, disk, articles, need)
    cases.mend(at, articles)
    for version, share in enumerate(SHARES, 1):
        old = whole(at)
        change(articles, version)
        remount(disk, f"size={size_of(at) + int(need * share)}")
        cases.run(at, lambda: None, old, texts_in(articles))
        remount(disk, "size=64m")
        cases.mend(at, articles)
    cases.report("refreshes with 5% to 300% of the room they take")


def _small_disk_and_what_is_kept(cases: Cases, disk: Path, articles: Path, need: int) -> None:
    """Raise if a build that has room enough has none any more where all it makes is kept for the next one at once."""
    at, usual = disk / "archive", unfinished.EVERY
    for share in (1.0, 1.5, 2.0, 4.0):
        outcomes = []
        for unfinished.EVERY in (3600.0, 0.0):
            remount(disk, f"size={int(need * share)}")
            outcomes.append(cases.run(at, lambda: None, None, texts_in(articles), articles))
            remount(disk, "size=64m")
            cases.mend(at, articles)
            shutil.rmtree(at)
        assert outcomes != ["done", "told"], "what was kept for the next build took the room of this one"
    unfinished.EVERY = usual
    cases.report("the same without and with what is kept for the next build")


def _small_files(cases: Cases, at: Path, articles: Path, made: Path) -> None:
    Index.refresh(articles, at=at, settings=SETTINGS)
    vectors = next(made.rglob("vectors.faiss")).stat().st_size
    largest = max(path.stat().st_size for path in made.rglob("*"))
    limits = [int(largest * share) for share in SHARES[::2]]
    for version, most in enumerate((*limits, vectors - 1, vectors - 100), 100):
        old = whole(at)
        change(articles, version)
        limited = lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # noqa: E731
        cases.run(at, limited, old, texts_in(articles))
        cases.mend(at, articles)
    cases.report("files limited to 5% to 300% of the largest (RLIMIT_FSIZE)")


# Memory ---------------------------------------------------------------------------------------


def memory(folder: Path) -> None:
    articles, at = prepare(folder), folder / "archive"
    cases = Cases("memory", folder)
    Index.refresh(articles, at=at, settings=SETTINGS)
    for version, megabytes in enumerate(MEGABYTES, 1):
        old = whole(at)
        change(articles, version)
        cases.run(at, lambda megabytes=megabytes: _limit_memory(megabytes), old, texts_in(articles))
        cases.mend(at, articles)
    cases.report(f"address space limited to {MEGABYTES} MB above what is taken (RLIMIT_AS)")


def _limit_memory(megabytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


# Access ---------------------------------------------------------------------------------------


def access(folder: Path) -> None:
    articles, at = prepare(folder), folder / "archive"
    folder.chmod(0o755)
    cases = Cases("access", folder)
    Index.refresh(articles, at=at, settings=SETTINGS)
    before = whole(at)
    change(articles, 1)
    if os.geteuid() == 0:
        how, limit = "as root without its privilege", _without_privilege
    else:
        how, limit = "by the folder's mode", lambda: None
    with _modes(folder, at):
        _read_only(folder, limit, before)
        cases.run(at, limit, before, texts_in(articles))
        cases.run(at, limit, before, texts_in(articles), "--rebuild")
        cases.run(folder / "new", limit, None, texts_in(articles), articles)
    cases.mend(at, articles)
    cases.report(f"folders that may only be read, {how}")
    with mounted(folder / "disk") as allowed:
        if not allowed:
            print("access: no read-only file system may be mounted here (not root)", flush=True)
            return
        at = folder / "disk" / "archive"
        cases.mend(at, articles)
        old = whole(at)
        change(articles, 2)
        remount(folder / "disk", "ro")
        _read_only(folder, lambda: None, old, at)
        cases.run(at, lambda: None, old, texts_in(articles))
        remount(folder / "disk", "rw")
        cases.mend(at, articles)
        cases.report("a read-only tmpfs")


def _without_privilege() -> None:
    """Let root obey the modes of files as everybody does: give up the capabilities that set them aside.

    Another user would not do: the environment that the tests run in need not be open to others.
    """
    system = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    held = ctypes.create_string_buffer(24)
    if system.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    kept = [word & ~_OVERRIDES if place < 3 else word for place, word in enumerate(struct.unpack("=6I", held.raw))]
    if system.capset(header, struct.pack("=6I", *kept)):
        raise OSError(ctypes.get_errno(), "capset")


@contextlib.contextmanager
def _modes(folder: Path, at: Path) -> Iterator[None]:
    """Take away everybody's right to write while the block runs."""
    folders = [folder, at, *(path for path in at.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    (at / "lock").chmod(0o444)
    try:
        yield
    finally:
        for path in folders:
            path.chmod(0o755)
        (at / "lock").chmod(0o644)


def _read_only(folder: Path, limit: Limit, held: Texts, at: Path | None = None) -> None:
    """Raise unless who may only read gets an answer from the archive."""
    at = at or folder / "archive"
    child = os.fork()
    if child == 0:
        try:
            limit()
            answer = Assistant.open(at, SETTINGS).answer("What did Nora Vale say about road 5?")
            assert answer.citations
            assert {citation.article.text for citation in answer.citations} <= held
            assert whole(at) == held
        except BaseException as error:
            print(f"who may only read gets no answer: {error!r}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    {"disk": disk, "memory": memory, "access": access}[sys.argv[2]](Path(sys.argv[1]))
