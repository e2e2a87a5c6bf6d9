"""Ask an archive as sixteen readers while it is refreshed: python crowding.py FOLDER SECONDS SEED.

Four processes of four threads each ask with `Assistant.answer` and `Index.said`, as fast as they can. Meanwhile one
writer changes every article together, each to the next version, and refreshes; a second one keeps refreshing an
article of its own and is told to wait where both write. One more reader holds on to the first generation all the while.

Every article carries its version, so that an answer, or a list of statements, that does not wholly belong to one
generation shows; so does a generation that two readers saw at different versions. Every quote is compared with the
slice of its article, as the article was written in that version. Prints the answers, the generations seen, the
swaps and how often a writer was told; exits with 1 at the first fault.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from index import Index, Settings, doctor, generations
from index.errors import ArchiveBusyError
from qa import Assistant

SETTINGS = Settings.load(workers=1, threads=1)
PEOPLE = ("Nora Vale", "Ann Poe", "Luis Reyes", "Ida Kerr", "Olga Brandt")
THINGS = ("road", "bridge", "school", "tower", "market")
PROCESSES, THREADS = 4, 4
_PAUSE = 0.2  # seconds between refreshes: readers are to see a generation before it goes
_VERSION = re.compile(r"of plan (\d+) is")


def text_of(number: int, version: int) -> str:
    person, thing = PEOPLE[number], THINGS[number]
    said = (f"Minister {person} said that {thing} {9 * number + i} of plan {version} is open." for i in range(5))
    return " ".join(said)


def write(folder: Path, version: int) -> None:
    for number in range(len(PEOPLE)):
        (folder / f"{number}.txt").write_text(text_of(number, version), "utf-8")


class Reader:
    """One reader: asks until the time is over, and remembers which generation was of which version."""

    def __init__(self, assistant: Assistant, seed: int) -> None:
        self._assistant = assistant
        self._chance = Random(seed)
        self.counts = Counter[str]()
        self.seen: dict[str, int] = {}

    def ask(self) -> None:
        """Ask one question, and raise unless all of its answer is of one version and the slice it claims."""
        number = self._chance.randrange(len(PEOPLE))
        if self._chance.random() < 0.5:
            answer = self._assistant.answer(f"What did {PEOPLE[number]} say about the {THINGS[number]}?")
            quotes = [(c.article, c.start, c.end, c.quote) for c in (*answer.citations, *answer.others)]
            assert answer.citations, "no answer"
            self._note(answer.generation, self._version_of(quotes))
            self.counts["answers"] += 1
        else:
            found = self._assistant.archive.said()
            spans = [(article, s.start, s.end) for article, s in found]
            quotes = [(article, start, end, article.text[start:end]) for article, start, end in spans]
            watch = [quote for quote in quotes if quote[0].path.endswith("watch.txt")]
            version = self._version_of([quote for quote in quotes if quote not in watch])
            assert len(quotes) - len(watch) == 5 * len(PEOPLE), f"{len(quotes)} statements of plan {version}"
            self.counts["lists"] += 1
        self.counts["quotes"] += len(quotes)

    def _version_of(self, quotes: list[tuple[object, int, int, str]]) -> int:
        versions = set()
        for article, start, end, quote in quotes:
            (version,) = set(map(int, _VERSION.findall(article.text)))  # type: ignore[attr-defined]
            number = int(Path(article.path).stem)  # type: ignore[attr-defined]
            assert text_of(number, version)[start:end] == quote, (number, version, start, end, quote)
            versions.add(version)
        assert len(versions) == 1, f"one answer of the versions {sorted(versions)}"
        return versions.pop()

    def _note(self, generation: str, version: int) -> None:
        assert self.seen.setdefault(generation, version) == version, f"{generation} changed"


def read(at: Path, until: float, seed: int, out: Path) -> None:
    """Ask as several threads with one assistant until `until`; write what was seen to `out`."""
    os.nice(5)  # that refreshes come to an end
    assistant = Assistant.open(at, SETTINGS)
    readers = [Reader(assistant, seed * THREADS + number) for number in range(THREADS)]
    faults: list[str] = []

    def work(reader: Reader) -> None:
        try:
            while time.monotonic() < until and not faults:
                reader.ask()
        except BaseException:
            faults.append(traceback.format_exc())

    threads = [threading.Thread(target=work, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [{"counts": reader.counts, "seen": reader.seen} for reader in readers]
    out.write_text(json.dumps({"readers": told, "faults": faults}), "utf-8")


def watch(folder: Path, at: Path, until: float, out: Path) -> None:
    """Refresh an article of its own again and again until `until`: the second writer."""
    counts = Counter[str]()
    place = folder / "watch.txt"
    while time.monotonic() < until:
        place.write_text(f"Captain Bo Lindt said that watch {counts.total()} was quiet.", "utf-8")
        try:
            Index.refresh(folder, at=at, settings=SETTINGS)
            counts["refreshes"] += 1
            time.sleep(_PAUSE)
        except ArchiveBusyError as error:
            assert "wait until it is done" in str(error)
            counts["told"] += 1
            time.sleep(_PAUSE / 4)
    out.write_text(json.dumps({"second": counts, "faults": []}), "utf-8")


def refresh(folder: Path, at: Path, until: float) -> tuple[dict[str, int], int]:
    """Write the next version of all articles and refresh, until `until`; the generations made, and how often told."""
    made: dict[str, int] = {}
    told, version = 0, 1
    while time.monotonic() < until:
        write(folder, version)
        try:
            report = Index.refresh(folder, at=at, settings=SETTINGS)
        except ArchiveBusyError:
            told += 1
            time.sleep(_PAUSE / 4)
            continue
        assert report.updated == len(PEOPLE), report
        made[report.generation] = version
        version += 1
        time.sleep(_PAUSE)
    return made, told


@contextlib.contextmanager
def _forked(works: list[Callable[[], None]]) -> Iterator[None]:
    """Run each of `works` in a fork; wait for all, and raise if one failed."""
    children = []
    for work in works:
        child = os.fork()
        if child == 0:
            try:
                work()
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    yield
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children), "a reader or writer failed"


def run(folder: Path, seconds: float, seed: int) -> None:
    """Let readers and writers at one archive for so long; print what came of it. Raises at the first fault."""
    articles, other, at = folder / "articles", folder / "other", folder / "archive"
    articles.mkdir(parents=True)
    other.mkdir()
    write(articles, 0)
    first = Index.refresh(articles, at=at, settings=SETTINGS).generation
    (other / "watch.txt").write_text("Captain Bo Lindt said that all was quiet.", "utf-8")
    Index.refresh(other, at=at, settings=SETTINGS)
    held = Index.open(at, SETTINGS).snapshot()
    until = time.monotonic() + seconds
    outs = [folder / f"reader-{number}.json" for number in range(PROCESSES)]
    works = [lambda i=i, out=out: read(at, until, seed + i, out) for i, out in enumerate(outs)]
    with _forked([*works, lambda: watch(other, at, until, folder / "second.json")]):
        made, told = refresh(articles, at, until)
    _judge(
        [json.loads(out.read_bytes()) for out in outs], made, told, json.loads((folder / "second.json").read_bytes())
    )
    assert {article.text for key in held.db.article_ids() if (article := held.article(key))} >= {text_of(0, 0)}
    assert (generations.folder_of(at) / held.generation).is_dir(), "a generation that is read has gone"
    assert not (generations.folder_of(at) / first).exists(), "a generation that nobody reads has stayed"
    del held
    gc.collect()
    assert not Index.refresh(articles, other, at=at, settings=SETTINGS).unreadable
    left = [path.name for path in generations.folder_of(at).iterdir()]
    assert left == [generations.current(at).name], f"left behind: {left}"
    assert doctor.examine(at, SETTINGS) == []


def _judge(read: list[dict], made: dict[str, int], told: int, second: dict) -> None:
    faults = [fault for process in read for fault in process["faults"]]
    assert not faults, "\n".join(faults)
    readers = [reader for process in read for reader in process["readers"]]
    counts = sum((Counter(reader["counts"]) for reader in readers), Counter())
    seen: dict[str, int] = {}
    for reader in readers:
        assert reader["counts"].get("answers"), "a reader got no answer at all"
        for generation, version in reader["seen"].items():
            assert seen.setdefault(generation, version) == version, f"readers saw {generation} differently"
            assert made.get(generation, version) == version, f"{generation} was not of version {version}"
    assert len(set(seen.values())) > 1, "nobody saw a second version"
    writers = second["second"]
    assert told + writers.get("told", 0), "the writers never met"
    print(
        f"{len(readers)} readers: {counts['answers']} answers and {counts['lists']} lists of statements, "
        f"{counts['quotes']} quotes, of {len(seen)} generations and {len(set(seen.values()))} versions, 0 errors\n"
        f"2 writers: {len(made)} and {writers.get('refreshes', 0)} swaps, told to wait {told} and "
        f"{writers.get('told', 0)} times",
        flush=True,
    )


if __name__ == "__main__":
    run(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
