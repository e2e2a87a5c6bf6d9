"""Fuzz the readers with malformed files: python tests/fuzzing.py --files 20000 --seed 1.

Each file is made from the seed and its number alone, and read by another process that has so much time and
memory for it. A file is read, or refused with a message that says what to do. Anything else is a defect: another
error, an end that does not come, memory beyond the limit, a place outside of its text. Prints counts per format
and each defect with its number (`--only pdf:17` does that one again); exits with 1 if there is any. The file of a
defect is kept where it is said, also where it ended the process, and is read once more in a process of its own:
one that ends a process only after many others is told apart from one that always does.
"""

from __future__ import annotations

import argparse
import faulthandler
import itertools
import json
import os
import queue
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from malformed import FORMATS, SPECIALS, Case

from index import readers, sentences
from index.attribution import attribute
from index.errors import UnreadableFileError
from index.readers.draft import Limits, SourceFile
from index.readers.encoding import decode

SECONDS = 60.0
MEGABYTES = 1500
# What needs a limit to end needs a smaller one here, so that it ends while the test is still waited for.
LIMITS = Limits(operators=100_000, records=200_000)
_READY_SECONDS = 600.0
_PATIENCE = 10  # times the seconds that a file has, for a process that waits for its turn or for nothing at all
_ATTRIBUTED = 10_000  # characters; longer texts take the parser too long to have thousands of them
_SPLIT = 3_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    kind: str
    """"read", "unreadable" or "defect"."""
    message: str = ""
    articles: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0


# Reading them ---------------------------------------------------------------------------------


def examine(name: str, data: bytes, limits: Limits = LIMITS) -> Outcome:
    """Read a file and check what came of it; the time is left to who waits for it."""
    path = Path("/fuzz") / name
    try:
        reading = readers.read(path, data, limits)
    except UnreadableFileError as error:
        fault = _fault_of(error)
        return Outcome("defect" if fault else "unreadable", fault or str(error))
    try:
        _check(path, data, reading)
    except AssertionError as error:
        return Outcome("defect", f"read, but {error}")
    return Outcome("read", "; ".join(reading.problems[:3]), len(reading.articles))


def _fault_of(error: UnreadableFileError) -> str | None:
    """Return what is wrong with how a file was refused, None if nothing is."""
    message, causes = str(error), []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(isinstance(cause, MemoryError) for cause in causes):
        return f"out of memory: {message}"
    if message.startswith(readers.UNFORESEEN) or "; " not in message or not message.isprintable():
        return f"not said what to do: {message!r}"
    return None


def _check(path: Path, data: bytes, reading: readers.Reading) -> None:
    """Raise AssertionError if what was read does not hold together."""
    assert reading.articles, "no article"
    assert all(problem.isprintable() and problem for problem in reading.problems), f"problems {reading.problems!r}"
    for number, article in enumerate(reading.articles[:50]):
        text = article.text
        assert text.strip() and "\0" not in text, "an article without text"
        article.model_dump_json().encode("utf-8")
        assert all(0 <= start < end <= len(text) for start, end in article.furniture), "furniture outside of the text"
        if len(text) > _SPLIT:
            continue
        spans = sentences.split(text)
        gaps = itertools.pairwise((0, *itertools.chain(*spans), len(text)))
        assert all(start <= end for start, end in gaps), "sentences out of order"
        between = zip((0, *(span.end for span in spans)), (*(span.start for span in spans), len(text)), strict=True)
        assert not any(text[start:end].strip() for start, end in between), "words outside of all sentences"
        if number < 2 and len(text) <= _ATTRIBUTED:
            _check_statements(text, spans, article.language or "en")
    if _is_verbatim(path, data):
        assert [article.text for article in reading.articles] == [decode(data).text], "another text than the file's"


def _check_statements(text: str, spans: Sequence[sentences.Span], language: str) -> None:
    for statement in attribute(text, sentences=spans, language=language):
        assert 0 <= statement.start < statement.end <= len(text), "a statement outside of the text"
        assert text[statement.start : statement.end].strip(), "a statement without words"
        for part in (statement.mention, statement.cue):
            assert part is None or 0 <= part.start < part.end <= len(text), "a part outside of the text"


def _is_verbatim(path: Path, data: bytes) -> bool:
    file = SourceFile(path, data)
    reader = next(reader for reader in readers._READERS if reader.recognises(file))
    return reader in (readers.plain, readers.markdown)


def _hang() -> Outcome:
    while True:
        pass


def _hoard() -> Outcome:
    held = [bytearray(os.urandom(1_000_000) * 10) for _ in itertools.count()]
    return Outcome("read", f"{len(held)}")


def _crash() -> Outcome:
    faulthandler.disable()  # nobody wants to know
    os.abort()


def _fail() -> Outcome:
    raise KeyError("nobody caught this")


# What the fuzzer must not miss, in place of a file.
SELF_TESTS: Mapping[str, Callable[[], Outcome]] = {"hang": _hang, "hoard": _hoard, "crash": _crash, "fail": _fail}


def _peak() -> float:
    """Return the most megabytes of memory that this process has had since `_forget_peak`."""
    told = Path("/proc/self/status").read_text("ascii").partition("VmHWM:")[2].split()
    return int(told[0]) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def kept(case: Case, name: str, folder: Path) -> Path:
    """Return where the file of a case lies while it is read, and stays if it shows a defect."""
    return folder / f"{case.format}-{case.number}-{case.seed}{Path(name).suffix}"


def work(megabytes: int, folder: Path) -> None:
    """Read the cases that come as lines on standard input; write an outcome for each.

    The file that is being read lies in `folder`; it stays there if it shows a defect.
    """
    faulthandler.enable()
    attribute("“It is so,” he said.")  # loads the parser
    size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    most = size + 2 * megabytes * 1_000_000  # so that no file takes the machine down
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    print("ready", flush=True)
    for line in sys.stdin:
        case = Case(**json.loads(line))
        name, data = ("", b"") if case.format == "selftest" else case.make()
        file = kept(case, name, folder)
        file.write_bytes(data)
        _forget_peak()
        base, began = _resident(), time.process_time()
        print("made", flush=True)
        try:
            stand_in = SELF_TESTS[list(SELF_TESTS)[case.number]] if case.format == "selftest" else None
            outcome = stand_in() if stand_in else examine(name, data)
        except BaseException as error:
            outcome = Outcome("defect", f"{type(error).__name__}: {str(error)[:300]}")
        grown = _peak() - base
        if grown > megabytes and outcome.kind != "defect":
            outcome = Outcome("defect", f"took {grown:,.0f} MB: {outcome.message[:200]}")
        if outcome.kind != "defect":
            file.unlink()
        told = asdict(outcome) | {"seconds": round(time.process_time() - began, 2), "megabytes": round(grown)}
        print(json.dumps(told), flush=True)
        if grown > megabytes:
            return


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 1_048_576


def _worked(pid: int) -> float:
    """Return how many seconds a process has used the processor."""
    told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


class _Worker:
    """A process that reads files; it ends with the first that takes too much, and begins anew."""

    def __init__(self, seconds: float, megabytes: int, folder: Path) -> None:
        self._seconds, self._megabytes, self._folder = seconds, megabytes, folder
        self._read = 0
        self._process: subprocess.Popen[bytes] | None = None

    def examine(self, case: Case) -> Outcome:
        """Have a case read."""
        if self._process is None:
            command = [sys.executable, __file__, "--work", str(self._megabytes), "--keep", str(self._folder)]
            self._read = 0
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
            if self._line(_READY_SECONDS) != b"ready\n":
                raise RuntimeError("the process that reads does not begin")
        process = self._process
        self._read += 1
        assert process.stdin
        process.stdin.write(json.dumps(asdict(case)).encode() + b"\n")
        process.stdin.flush()
        if self._line(_READY_SECONDS) != b"made\n":
            self.stop()
            raise RuntimeError(f"{case} cannot be made")
        line = self._outcome(process.pid)
        if not line:
            ended = process.poll() if line is None else process.wait()
            self.stop()
            what = f"no end after {self._seconds:g} s" if ended is None else f"the process ended with {_end(ended)}"
            what += f", at its file {self._read}"
            return Outcome("defect", what, seconds=self._seconds)
        outcome = Outcome(**json.loads(line))
        if outcome.megabytes > self._megabytes:
            self.stop()
        return outcome

    def _line(self, seconds: float) -> bytes | None:
        """Return the next line, empty if the process has ended, None if none comes in time.

        The pipe has no buffer here, in which a line could lie that `select` does not see.
        """
        assert self._process and self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        return self._process.stdout.readline() if ready else None

    def _outcome(self, pid: int) -> bytes | None:
        """Return the line that tells an outcome; what counts is the time that the process worked, on a busy machine."""
        began, ends = _worked(pid), time.monotonic() + _PATIENCE * self._seconds
        while time.monotonic() < ends and _worked(pid) - began < self._seconds:
            if (line := self._line(1.0)) is not None:
                return line
        return None

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _end(code: int) -> str:
    """Return what a process ended with: the name of a signal, or its code."""
    return signal.Signals(-code).name if code < 0 else str(code)


def run(
    cases: Iterable[Case], folder: Path, workers: int = 2, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Iterator[tuple[Case, Outcome]]:
    """Yield each case with its outcome, as they come; the files of defects are kept in `folder`."""
    waiting: queue.SimpleQueue[Case] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Case, Outcome]] = queue.SimpleQueue()
    count = 0
    for case in cases:
        waiting.put(case)
        count += 1

    def serve() -> None:
        worker = _Worker(seconds, megabytes, folder)
        try:
            while True:
                case = waiting.get_nowait()
                try:
                    done.put((case, worker.examine(case)))
                except Exception as error:
                    worker.stop()
                    done.put((case, Outcome("defect", f"the fuzzer failed: {type(error).__name__}: {error}")))
        except queue.Empty:
            worker.stop()

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(min(workers, count))]
    for thread in threads:
        thread.start()
    for _ in range(count):
        yield done.get()
    for thread in threads:
        thread.join()


def main() -> int:
    """Run the long form."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--files", type=int, default=2000, help="files in all, of all formats alike")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seconds", type=float, default=SECONDS, help="for one file")
    asked.add_argument("--megabytes", type=int, default=MEGABYTES, help="for one file")
    asked.add_argument("--only", help="one case, as FORMAT:NUMBER, or all of a FORMAT; each is shown")
    asked.add_argument("--keep", type=Path, help="a folder for the files of defects; a temporary one else")
    asked.add_argument("--work", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    if given.work:
        work(given.work, folder)
        return 0
    cases = [Case(FORMATS[i % len(FORMATS)], i // len(FORMATS), given.seed) for i in range(given.files)]
    cases += [Case("special", number) for number in range(len(SPECIALS))]
    if given.only:
        kind, _, number = given.only.partition(":")
        cases = [case for case in cases if case.format == kind] if not number else [Case(kind, int(number), given.seed)]
    counts: Counter[tuple[str, str]] = Counter()
    slowest, largest = (0.0, ""), (0.0, "")
    failed: list[Case] = []
    for case, outcome in run(cases, folder, given.workers, given.seconds, given.megabytes):
        counts[case.format, outcome.kind] += 1
        name = f"{case.format}:{case.number}"
        label = f"{name} ({sorted(SPECIALS)[case.number]})" if case.format == "special" else name
        slowest, largest = max(slowest, (outcome.seconds, label)), max(largest, (outcome.megabytes, label))
        if outcome.kind == "defect" or given.only:
            used = f"{outcome.seconds:.1f} s, {outcome.megabytes:,.0f} MB"
            print(f"{outcome.kind}: {label}: {used}: {outcome.message}", flush=True)
        if outcome.kind == "defect":
            failed.append(case)
        if counts.total() % 1000 == 0:
            read, refused = (sum(counts[kind, what] for kind in FORMATS) for what in ("read", "unreadable"))
            print(f"{counts.total()} files: {read} read, {refused} refused, {len(failed)} defects", flush=True)
    again = folder / "again"
    again.mkdir(exist_ok=True)
    for case in failed:
        ((_, outcome),) = run([case], again, 1, given.seconds, given.megabytes)
        files = ", ".join(map(str, folder.glob(f"{kept(case, '', folder).name}*")))
        print(f"{case.format}:{case.number} alone: {outcome.kind}: {outcome.message} ({files})", flush=True)
    print(f"{'format':<10}{'files':>8}{'read':>8}{'unreadable':>12}{'defects':>9}")
    for kind in (*FORMATS, "special"):
        told = [counts[kind, what] for what in ("read", "unreadable", "defect")]
        print(f"{kind:<10}{sum(told):>8}{told[0]:>8}{told[1]:>12}{told[2]:>9}")
    if not given.keep and not failed:
        shutil.rmtree(folder)
    print(f"slowest: {slowest[0]:.1f} s, {slowest[1]}; largest: {largest[0]:,.0f} MB, {largest[1]}")
    ends: Counter[str] = Counter()
    for (_, kind), number in counts.items():
        ends[kind] += number
    print(f"all {ends.total()} files: {ends['read']} read, {ends['unreadable']} refused, {ends['defect']} defects")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
