"""Kill refreshes at random moments and steps and check the archive after each: python killing.py FOLDER KILLS SEED.

Five kinds of work are killed by turns: a first build, a refresh, a removal, a schema upgrade (an archive of an older
schema made new with `rebuild`) and the swap, in which a complete generation becomes the current one. Every other kill
strikes at a random moment, the others before a random step: a file opened, renamed or removed, a lock, an fsync, a
commit. Those of the swap strike before each of its steps, one after the other, as moments would hardly ever hit it.

After each kill the old or the new archive answers whole, `onrecord doctor` names what was left, and the next refresh
mends it, takes over what the killed work had made of articles (all of it is kept at once here, instead of every other
second), and leaves nothing behind. One process loads the models; its forks work and are killed, so that a kill costs
no start-up. Prints the kills of each kind and what the archive held after them; exits with 1 at the first fault.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from index import Index, Report, Settings, doctor, generations, unfinished
from index.database import Database
from index.errors import ArchiveMismatchError, NoArchiveError
from index.manifest import FILE, SCHEMA
from index.vectors import VectorIndex
from index.words import WordIndex

SETTINGS = Settings.load(workers=1)
KINDS = ("first build", "refresh", "removal", "schema upgrade", "swap")
ARTICLES, ROADS = 10, 6
_STEPS = frozenset(("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "fcntl.flock", "sqlite3.connect"))
_STEPS |= {"shutil.copyfile", "shutil.copytree", "shutil.rmtree"}
_MISSES = 3  # kills in a row that come too late, at most
_FAILED = 2

Texts = set[str]
Reached = Callable[[str], None]


def write_article(folder: Path, number: int, version: int) -> None:
    roads = (f"Minister Nora Vale said that road {number * 31 + i} of plan {version} is open." for i in range(ROADS))
    (folder / f"{number}.txt").write_text(" ".join(roads), "utf-8")


def texts_in(folder: Path) -> Texts:
    return {path.read_text("utf-8") for path in folder.iterdir()}


def whole(at: Path) -> Texts:
    """Return the texts of the archive's articles; raise if any part of it is not whole."""
    index = Index.open(at, SETTINGS)
    snapshot = index.snapshot()
    snapshot.manifest.check(generations.current(at))
    articles = list(index.articles())
    counts = snapshot.db.counts()
    assert counts == snapshot.manifest.counts, (counts, snapshot.manifest.counts)
    assert len(articles) == counts["articles"], "articles"
    assert len(snapshot.vectors) == counts["vectors"], "vectors"
    assert len(snapshot.words) == counts["passages"], "words"
    assert not snapshot.db.faults(), snapshot.db.faults()
    said = Counter(article.id for article, _ in index.said("Nora Vale"))
    assert said == {article.id: ROADS for article in articles}, f"statements were lost: {said}"
    return {article.text for article in articles}


def left_in(at: Path) -> list[str]:
    """Return what lies in an archive that does not belong into one that is at rest."""
    mine = {"CURRENT", "lock", "generations", f"generations/{generations.current(at).name}"}
    found = (path.relative_to(at).as_posix() for path in (*at.iterdir(), *generations.folder_of(at).iterdir()))
    return sorted(set(found) - mine)


# Steps ----------------------------------------------------------------------------------------


def watch(at: Path, reached: Reached, *, swap_only: bool = False) -> None:
    """Have `reached` called before each step that this process takes in the archive from now on.

    It cannot be undone: only for a process that ends soon.
    """
    began = not swap_only

    def step(name: str) -> None:
        if began:
            reached(name)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS and (event != "open" or str(arguments[0]).startswith(str(at))):
            step(event)

    def publish(*arguments: Path) -> Path:
        nonlocal began
        began = True
        return published(*arguments)

    published, generations.publish = generations.publish, publish
    for owner, name in ((os, "fsync"), (Database, "commit"), (WordIndex, "commit"), (VectorIndex, "save")):
        setattr(owner, name, _announced(getattr(owner, name), name, step))
    sys.addaudithook(hook)


def _announced(function: Callable[..., object], name: str, step: Reached) -> Callable[..., object]:
    def announced(*arguments: object) -> object:
        step(name)
        return function(*arguments)

    return announced


def _killing_at(number: int) -> Reached:
    """Return what ends this process, as `kill -9` does, before its step of this number."""
    passed = 0

    def reached(name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


# Work to be killed ----------------------------------------------------------------------------


@dataclass
class Deed:
    """Something that changes an archive, and what the archive holds before (None: nothing can be read) and after."""

    at: Path
    do: Callable[[], Report]
    old: Texts | None
    new: Texts
    mend: Callable[[], Report]
    fault: str = ""
    """What the doctor says of the archive if the deed was not done."""

    def fork(self, before: Callable[[], None] = lambda: None) -> int:
        child = os.fork()
        if child == 0:
            try:
                before()
                self.do()
            except BaseException as error:
                print(f"the work failed: {error!r}", file=sys.stderr, flush=True)
                os._exit(_FAILED)
            os._exit(0)
        return child

    def state(self) -> str:
        """Return which archive answers, "old" or "new"; raise if it is neither, or not whole."""
        try:
            held = whole(self.at)
        except (NoArchiveError, ArchiveMismatchError):
            assert self.old is None, "the old archive is gone"
            return "old"
        assert held in (self.old, self.new), f"{len(held)} articles are neither the old nor the new ones"
        return "new" if held == self.new else "old"

    def examine(self, state: str) -> None:
        """Raise unless the doctor names what was left by the killed work, with commands."""
        faults = doctor.examine(self.at, SETTINGS)
        said = "\n".join(fault.what for fault in faults)
        assert all(fault.mend.startswith("onrecord index") for fault in faults), faults
        assert state == "new" or self.fault in said, f"not told that {self.fault!r}: {said}"
        assert all(f"{path} keeps what" in said for path in unfinished.left(self.at)), f"not told what is kept: {said}"
        building = [path for path in self.at.glob("generations/*") if not (self.at / "CURRENT").exists()]
        assert all(f"{path} is left over" in said for path in building), f"{building} is not told of: {said}"
        if (self.at / "CURRENT").exists():
            left = [name for name in left_in(self.at) if name.startswith("generations/")]
            assert all(f"{self.at / name} is left over" in said for name in left), f"{left} is not told of: {said}"
            left += [str(path) for path in unfinished.left(self.at)]
            assert left or state == "old" or not faults, faults

    def finish(self, state: str) -> int:
        """Mend the archive, do what was not done, and raise unless all is there and nothing was left.

        Return how many articles were taken over from what was killed.
        """
        mended = self.mend()
        assert not left_in(self.at), f"left behind: {left_in(self.at)}"
        if self.state() == "old":
            assert state == "old", "the new archive was lost again"
            self.do()
        assert self.state() == "new"
        assert not left_in(self.at), f"left behind: {left_in(self.at)}"
        assert doctor.examine(self.at, SETTINGS) == []
        return mended.resumed


@dataclass
class Ground:
    """The articles and archives that are worked on, changed at random by one seed."""

    folder: Path
    chance: random.Random
    version: int = 0
    articles: Path = field(init=False)
    at: Path = field(init=False)

    def __post_init__(self) -> None:
        self.articles, self.at = self.folder / "articles", self.folder / "archive"
        self.articles.mkdir(parents=True)
        for number in range(ARTICLES):
            write_article(self.articles, number, 0)
        Index.refresh(self.articles, at=self.at, settings=SETTINGS)

    def deed(self, kind: str) -> Deed:
        """Prepare work of this kind; nothing is begun."""
        return {
            "first build": self._first_build,
            "refresh": self._refresh,
            "removal": self._removal,
            "schema upgrade": self._upgrade,
            "swap": self._refresh,
        }[kind]()

    def _doing(self, *sources: Path, at: Path | None = None, **options: object) -> Callable[[], Report]:
        return lambda: Index.refresh(*sources, at=at or self.at, settings=SETTINGS, **options)  # type: ignore[arg-type]

    def _first_build(self) -> Deed:
        at = self.folder / "first"
        shutil.rmtree(at, ignore_errors=True)
        build = self._doing(self.articles, at=at)
        return Deed(at, build, None, texts_in(self.articles), build, f"no archive at {at}")

    def _refresh(self) -> Deed:
        """Change some articles, delete some, add some, put back all that was removed."""
        self._doing(restore=list(Index.open(self.at, SETTINGS).removed()))()
        old = whole(self.at)
        self.version += 1
        for number in self.chance.sample(range(2 * ARTICLES), ARTICLES // 2):
            path = self.articles / f"{number}.txt"
            if path.exists() and len(texts_in(self.articles)) > ARTICLES // 2 and self.chance.random() < 0.3:
                path.unlink()
            else:
                write_article(self.articles, number, self.version)
        new = texts_in(self.articles)
        return Deed(self.at, self._doing(), old, new, self._doing(), "source files")

    def _removal(self) -> Deed:
        index = Index.open(self.at, SETTINGS)
        self._doing(restore=list(index.removed()))()
        out = self.chance.sample(list(index.articles()), 2)
        old = whole(self.at)
        new = old - {article.text for article in out}
        return Deed(self.at, self._doing(remove=[article.id for article in out]), old, new, self._doing())

    def _upgrade(self) -> Deed:
        manifest = generations.current(self.at) / FILE
        facts = json.loads(manifest.read_bytes())
        manifest.write_text(json.dumps(facts | {"schema_version": SCHEMA - 1}), "utf-8")
        held = {article.text for article in self._articles_of_any_schema()}
        again = self._doing(rebuild=True)
        return Deed(self.at, again, None, held, again, f"schema {SCHEMA - 1}")

    def _articles_of_any_schema(self) -> Iterator[object]:
        with Database(generations.current(self.at) / "articles.sqlite") as db:
            yield from [db.article(key) for key in db.article_ids()]


class Tally:
    """The kills and their outcomes, by kind; and how each kind is killed next."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._took: dict[str, float] = {}
        self._steps: dict[str, list[str]] = {}
        self._places: dict[str, Iterator[int]] = {}
        self.outcomes = {kind: Counter[str]() for kind in KINDS}
        self.struck = {kind: Counter[str]() for kind in KINDS}
        self.resumed = Counter[str]()

    def rehearse(self, kind: str) -> None:
        """Do a deed of this kind undisturbed, to learn how long it takes and in which steps."""
        deed, log = self._ground.deed(kind), self._ground.folder / "steps"
        log.write_text("", "utf-8")
        handle = os.open(log, os.O_WRONLY | os.O_APPEND)
        started = time.monotonic()
        swap_only = kind == "swap"
        noted = lambda name: os.write(handle, f"{name}\n".encode())  # noqa: E731
        _, status = os.waitpid(deed.fork(lambda: watch(deed.at, noted, swap_only=swap_only)), 0)
        self._took[kind] = time.monotonic() - started
        os.close(handle)
        assert status == 0, f"the {kind} failed undisturbed: {status}"
        assert deed.state() == "new"
        self._steps[kind] = log.read_text("utf-8").split()
        assert {"fsync", "os.rename", "open"} <= set(self._steps[kind]), f"steps are missed: {self._steps[kind]}"
        places = list(range(1, len(self._steps[kind]) + 1))
        self._ground.chance.shuffle(places)  # fewer kills than steps still strike all over
        self._places[kind] = cycle(places)

    def kill(self, kind: str, *, at_a_step: bool) -> bool:
        """Kill a deed of this kind, and check what is left; tell whether the kill came in time."""
        deed = self._ground.deed(kind)
        if at_a_step:
            place = next(self._places[kind])
            where = f"before step {place}, {self._steps[kind][place - 1]}"
            child = deed.fork(lambda: watch(deed.at, _killing_at(place), swap_only=kind == "swap"))
        else:
            wait = self._ground.chance.random() * self._took[kind]
            where = f"after {wait:.3f} s"
            child = deed.fork()
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"{kind}: the work failed: {status}"
        with _named(f"{kind} killed {where}"):
            state = deed.state()
            deed.examine(state)
            self.resumed[kind] += deed.finish(state)
        if not os.WIFSIGNALED(status):
            if not at_a_step:
                self._took[kind] = wait  # it takes no longer now: the machine was busier when this was learnt
            return False
        self.outcomes[kind][state] += 1
        self.struck[kind]["steps" if at_a_step else "moments"] += 1
        return True

    def lines(self) -> Iterator[str]:
        for kind in KINDS:
            ways = ", ".join(f"{number} at {way}" for way, number in self.struck[kind].items())
            states = ", ".join(f"{number} left the {state}" for state, number in sorted(self.outcomes[kind].items()))
            survived = f"{self.outcomes[kind].total()} kills survived in {len(self._steps[kind])} steps"
            yield f"{kind}: {survived} ({ways}; {states}; {self.resumed[kind]} articles taken over)"


@contextlib.contextmanager
def _named(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(what)
        raise


def run(folder: Path, kills: int, seed: int) -> None:
    """Kill so many times, the kinds by turns; print what came of it. Raises at the first fault."""
    unfinished.EVERY = 0.0
    tally = Tally(Ground(folder, random.Random(seed)))
    for kind in KINDS:
        tally.rehearse(kind)
    for number in range(kills):
        kind = KINDS[number % len(KINDS)]
        at_a_step = kind == "swap" or number // len(KINDS) % 2 == 0
        tries = (tally.kill(kind, at_a_step=at_a_step) for _ in range(_MISSES))
        assert any(tries), f"{kind}: {_MISSES} kills came too late"
    assert tally.resumed["first build"], "nothing was taken over from any first build"
    print(*tally.lines(), f"{kills} kills survived, seed {seed}", sep="\n", flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
