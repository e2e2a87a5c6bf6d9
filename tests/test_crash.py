"""Whatever breaks off a refresh, the old or the new archive answers whole, and the next refresh mends it."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import breaking
import killing
import pytest

from index import Article, Index, Settings, files, generations, making, uploads
from index.errors import ArchiveError
from index.vectors import VectorIndex
from index.workers import Workers

SETTINGS = Settings(workers=1)
KILLS = breaking.SHORT["kills"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder / "scarce"
    shutil.rmtree(folder)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(3):
        killing.write_article(folder, number, 0)
    return folder


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_killed_work_of_every_kind_leaves_an_archive_that_answers_whole(tmp_path: Path) -> None:
    done = breaking.call("killing.py", tmp_path / "killing", KILLS, 7)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    for kind in killing.KINDS:
        assert re.search(rf"^{kind}: {KILLS // len(killing.KINDS)} kills survived", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("kind", ["disk", "memory", "access"])
def test_where_something_gives_out_it_is_told_and_the_archive_stays_whole(open_folder: Path, kind: str) -> None:
    done = breaking.call("scarcity.py", open_folder, kind)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    assert f"{kind}, " in done.stdout


def test_every_file_is_on_the_disk_before_the_pointer_names_its_generation(
    articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a loss of power would show: a file that was not synced before the pointer was renamed, and is cut short."""
    synced: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    def swapped(source: Path, target: Path) -> None:
        if Path(target).name == "CURRENT":
            synced.append("swap")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", swapped)
    Index.refresh(articles, at=at, settings=SETTINGS)
    before = {Path(name).name for name in synced[: synced.index("swap")]}
    folder = generations.current(at)
    assert {path.name for path in folder.rglob("*")} | {"generations", "CURRENT.new"} <= before
    assert str(at) in synced[synced.index("swap") :]


def test_a_vector_file_that_was_cut_short_is_not_published(
    articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.refresh(articles, at=at, settings=SETTINGS)
    before = generations.current(at)
    save = VectorIndex.save

    def cut(self: VectorIndex, path: Path) -> None:  # as FAISS does where a disk fills up with the last bytes
        save(self, path)
        os.truncate(path, path.stat().st_size - 1)

    monkeypatch.setattr(VectorIndex, "save", cut)
    killing.write_article(articles, 0, 1)
    with pytest.raises(ArchiveError):
        Index.refresh(articles, at=at, settings=SETTINGS)
    assert generations.current(at) == before
    assert len(killing.whole(at)) == 3


def test_a_disk_that_fails_once_costs_no_article(articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = files.opened

    def fails(path: Path) -> io.BufferedReader:
        if path.name == "1.txt":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return opened(path)

    for version in (0, 1):  # a file that is new, and one that was changed
        killing.write_article(articles, 1, version)
        monkeypatch.setattr(files, "opened", fails)
        assert Index.refresh(articles, at=at, settings=SETTINGS).unreadable == 1
        monkeypatch.undo()
        assert Index.refresh(articles, at=at, settings=SETTINGS).updated == 1
        assert killing.whole(at) == killing.texts_in(articles)


def test_memory_that_gives_out_while_an_article_is_read_costs_no_statements(
    articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gives_out(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(making, "attribute", gives_out)
    with pytest.raises(ArchiveError, match=r"out of memory.*nothing was changed; .*ONRECORD_WORKERS=1"):
        Index.refresh(articles, at=at, settings=SETTINGS)
    assert not list(generations.folder_of(at).iterdir())
    monkeypatch.undo()
    Index.refresh(articles, at=at, settings=SETTINGS)
    assert killing.whole(at) == killing.texts_in(articles)


def test_a_failure_between_the_generation_and_its_pointer_leaves_nothing(
    articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.refresh(articles, at=at, settings=SETTINGS)
    before = generations.current(at)

    def full(path: Path, *_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    killing.write_article(articles, 0, 1)
    with pytest.raises(ArchiveError, match=r"No space left on device.*free some space"):
        Index.refresh(articles, at=at, settings=SETTINGS)
    assert [*generations.folder_of(at).iterdir()] == [before]


def test_a_killed_process_that_reads_articles_is_told_without_a_traceback(articles: Path, at: Path) -> None:
    for number in range(200):
        killing.write_article(articles, number, 0)
    command = [Path(sys.executable).with_name("onrecord"), "index", articles, "--archive", at]
    environment = os.environ | {"ONRECORD_WORKERS": "2"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as refreshing:
        os.kill(_worker_of(refreshing.pid), signal.SIGKILL)
        _, said = refreshing.communicate()
    assert refreshing.returncode == 1, said
    assert "onrecord: a process that reads articles was killed" in said
    assert "Traceback" not in said
    assert not list(generations.folder_of(at).iterdir())
    assert Index.refresh(articles, at=at, settings=SETTINGS).articles == 200


class _Broken(Executor):
    """A pool of which a process was killed before it got any work."""

    def submit(self, *_: Any, **__: Any) -> Any:
        raise BrokenProcessPool


def test_a_process_killed_before_all_work_is_given_out_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workers, "start", lambda self, number: _Broken())
    articles = [Article(id=str(n), path=f"{n}.txt", text="Ann Lee said no.", title=None) for n in range(40)]
    with pytest.raises(ArchiveError, match="a process that reads articles was killed"):
        Workers().begin(articles, Settings(workers=2))


def test_what_a_killed_upload_left_goes_and_one_that_is_arriving_stays(tmp_path: Path) -> None:
    folder = uploads.folder_of(tmp_path)
    folder.mkdir()
    for name, days in ((".old.part", 2), (".new.part", 0)):
        (folder / name).write_bytes(b"half a doc")
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    uploads.keep(tmp_path, "mill.txt", io.BytesIO(b"The mill burned down."), 1000)
    assert {path.name for path in folder.iterdir()} == {".lock", ".new.part", "mill.txt"}


def _worker_of(parent: int) -> int:
    """Wait for and return a process that reads articles for `parent`."""
    for _ in range(6000):
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split():
            if b"popen_loky" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        time.sleep(0.01)
    raise AssertionError("no process was started")
