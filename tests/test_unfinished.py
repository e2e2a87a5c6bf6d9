"""What a refresh that was broken off has made is taken over, and nothing else: never stale, damaged or half."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import killing
import pytest
from resuming import OFTEN, SETTINGS, assert_same, kept_in, running_in, wait_for

from index import Index, Report, Settings, doctor, generations, unfinished
from index import refresh as refreshing
from index.workers import Workers

ROOT = Path(__file__).parent.parent
ARTICLES, GROUP = 40, 16
KEPT = 35
"""So many files are read when the first group's articles are stored, and kept."""


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for number in range(ARTICLES):
        killing.write_article(folder, number, 0)
    return folder


@pytest.fixture(scope="module")
def whole(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the articles, built in one go."""
    at = tmp_path_factory.mktemp("whole") / "archive"
    assert Index.refresh(articles, at=at, settings=SETTINGS).resumed == 0
    return at


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is made is kept at once, not every other second, and few articles are analysed together."""
    monkeypatch.setattr(unfinished, "EVERY", 0.0)
    monkeypatch.setattr(refreshing, "_GROUP", GROUP)


def refresh(at: Path, *sources: Path, settings: Settings = SETTINGS, **options: object) -> Report:
    return Index.refresh(*sources, at=at, settings=settings, **options)  # type: ignore[arg-type]


def break_off(at: Path, *sources: Path, after: int = KEPT, kept: bool = True, **options: object) -> None:
    """Refresh until so many files are read, break it off as Ctrl+C does, and raise unless something is `kept`."""

    def progress(doing: str, done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(at, *sources, progress=progress, **options)
    assert bool(unfinished.left(at)) is kept


# Real processes ---------------------------------------------------------------------------------


def started(at: Path, articles: Path, *code: str) -> subprocess.Popen[str]:
    """Start `onrecord index` in a session of its own."""
    command = [sys.executable, "-c", *code] if code else [Path(sys.executable).with_name("onrecord")]
    return subprocess.Popen(
        [*command, "index", articles, "--archive", at],
        env=os.environ | {"ONRECORD_WORKERS": "2"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_killed_build_goes_on_where_it_was_and_ends_as_if_it_had_not_been_killed(tmp_path: Path, at: Path) -> None:
    """`kill -9` of the real command, as often as it writes by itself."""
    articles, one = tmp_path / "articles", tmp_path / "one"
    articles.mkdir()
    for number in range(400):
        texts = (f"Minister Nora Vale said that road {number * 40 + i} of plan 0 is open." for i in range(15))
        (articles / f"{number}.txt").write_text(" ".join(texts), "utf-8")
    with started(at, articles) as building:
        wait_for(lambda: kept_in(at, tmp_path) > 0 or building.poll() is not None, "an article that is kept")
        building.kill()
    assert building.returncode == -signal.SIGKILL, "it was done before it was killed"
    assert not (at / "CURRENT").exists()
    wait_for(lambda: not running_in(building.pid), "the end of the processes that read articles")
    with started(at, articles) as building:
        said, _ = building.communicate()
    assert building.returncode == 0
    assert " articles taken over from a refresh that was broken off" in said
    refresh(one, articles, settings=Settings(workers=2))
    assert_same(at, one)


def test_ctrl_c_says_what_is_kept_and_ends_all_processes(tmp_path: Path, at: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(300):
        killing.write_article(articles, number, 0)
    with started(at, articles, OFTEN) as building:
        wait_for(lambda: kept_in(at, tmp_path) > 0 or building.poll() is not None, "an article that is kept")
        os.killpg(building.pid, signal.SIGINT)
        _, said = building.communicate()
    assert building.returncode == 130
    assert said.split("\n")[0] == (
        "stopped; the archive is as it was; what was made so far is kept, and the same command takes it over"
    )
    assert "Traceback" not in said
    assert not list(generations.folder_of(at).iterdir())
    wait_for(lambda: not running_in(building.pid), "the end of the processes that read articles")
    assert f"{at / unfinished.FILE} keeps what a refresh made" in doctor.examine(at, SETTINGS)[1].what
    assert 0 < refresh(at, articles).resumed < 300
    assert killing.whole(at) == killing.texts_in(articles)
    assert not killing.left_in(at)


def test_processes_that_read_articles_end_whatever_they_are_doing() -> None:
    workers = Workers()
    working = workers.start(1).submit(time.sleep, 36_000)
    workers.stop()
    assert working.exception() is not None


# What is taken over -----------------------------------------------------------------------------


def test_it_is_told_how_much_is_taken_over(articles: Path, at: Path, whole: Path) -> None:
    break_off(at, articles)
    told: list[str] = []
    report = refresh(at, articles, progress=lambda doing, done, total: told.append(doing))
    assert report.resumed == GROUP
    assert report.embedded == len(Index.open(whole, SETTINGS).snapshot().vectors) * (ARTICLES - GROUP) // ARTICLES
    assert report.summary().endswith(f"; {GROUP} articles taken over from a refresh that was broken off")
    assert f"indexing, {GROUP} articles taken over" in told
    assert_same(at, whole)


def test_a_refresh_is_broken_off_again_and_again(articles: Path, at: Path, whole: Path) -> None:
    for after in (33, 39, ARTICLES):
        break_off(at, articles, after=after)
    assert refresh(at, articles).resumed == ARTICLES
    assert_same(at, whole)


def test_a_build_of_a_few_seconds_writes_nothing(articles: Path, at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "EVERY", 3600.0)
    break_off(at, articles, kept=False)


def test_readers_see_the_old_archive_until_the_new_one_is_whole(tmp_path: Path, at: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(ARTICLES):
        killing.write_article(articles, number, 0)
    refresh(at, articles)
    old = killing.texts_in(articles)
    for number in range(ARTICLES):
        killing.write_article(articles, number, 1)
    new = killing.texts_in(articles)
    break_off(at, after=KEPT)
    assert killing.whole(at) == old
    seen: list[set[str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append({article.text for article in Index.open(at, SETTINGS).articles()})

    reader = threading.Thread(target=read)
    reader.start()
    report = refresh(at)
    done.set()
    reader.join()
    assert report.resumed == GROUP and report.updated == ARTICLES
    assert old in seen and all(texts in (old, new) for texts in seen)
    gc.collect()
    assert not refresh(at).changed
    assert killing.whole(at) == new
    assert not killing.left_in(at)


def test_what_is_not_needed_any_more_goes_with_the_next_refresh(tmp_path: Path, at: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    killing.write_article(articles, 0, 0)
    refresh(at, articles)
    for number in range(1, ARTICLES):
        killing.write_article(articles, number, 0)
    break_off(at, after=KEPT)
    for number in range(1, ARTICLES):
        (articles / f"{number}.txt").unlink()
    report = refresh(at)
    assert (report.changed, report.resumed) == (False, 0)
    assert not killing.left_in(at)


# What is not taken over -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"passage_tokens": 99}, {"passage_overlap": 0}, {"precision": "float32"}],
    ids=lambda other: next(iter(other)),
)
def test_what_was_made_with_other_settings_is_not(articles: Path, at: Path, other: dict[str, object]) -> None:
    break_off(at, articles)
    settings = Settings(workers=1, **other)  # type: ignore[arg-type]
    break_off(at, articles, settings=settings)
    assert refresh(at, articles).resumed == 0


def test_settings_that_change_nothing_that_is_made_do_not_matter(articles: Path, at: Path, whole: Path) -> None:
    break_off(at, articles)
    assert refresh(at, articles, settings=Settings(workers=2, threads=1, batch_size=7)).resumed == GROUP
    assert_same(at, whole)


def test_a_rebuild_begins_anew_but_for_what_a_rebuild_has_left(tmp_path: Path, at: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    killing.write_article(articles, 0, 0)
    refresh(at, articles)
    for number in range(1, ARTICLES):
        killing.write_article(articles, number, 0)
    break_off(at)
    break_off(at, rebuild=True, after=1, kept=False)
    break_off(at)
    assert refresh(at, rebuild=True).resumed == 0
    break_off(at, rebuild=True)
    assert refresh(at, rebuild=True).resumed == GROUP
    assert killing.whole(at) == killing.texts_in(articles)
    assert not killing.left_in(at)


@pytest.mark.parametrize("file", ["attribution/cues.py", "languages/en.toml", "schema.sql"])
def test_a_byte_more_of_code_or_data_is_another_fingerprint(tmp_path: Path, file: str) -> None:
    shutil.copytree(ROOT / "index", tmp_path / "index", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "from index.fingerprint import fingerprint; from index import Settings\n"
        "print(fingerprint(Settings(), anew=True), fingerprint(Settings(), anew=False))"
    )

    def fingerprints(of: Path) -> list[str]:
        environment = os.environ | {"PYTHONPATH": str(of)}
        done = subprocess.run([sys.executable, "-c", code], cwd=of, env=environment, capture_output=True, check=True)
        return done.stdout.decode().split()

    before = fingerprints(ROOT)
    assert fingerprints(tmp_path) == before
    with (tmp_path / "index" / file).open("ab") as changed:
        changed.write(b"\n")
    after = fingerprints(tmp_path)
    assert len({*before, *after}) == 4


# Damage -----------------------------------------------------------------------------------------


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def nothing(file: Path) -> None:
    os.truncate(file, 0)


def garbage(file: Path) -> None:
    file.write_bytes(b"no database at all\n" * 10_000)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def foreign(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE articles (id TEXT)")


def without_tables(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("DROP TABLE vectors")


@pytest.mark.parametrize("spoil", [cut, nothing, garbage, folder, foreign, without_tables])
def test_a_file_that_cannot_be_used_costs_nothing_but_time(
    articles: Path, at: Path, whole: Path, spoil: Callable[[Path], None]
) -> None:
    break_off(at, articles)
    spoil(at / unfinished.FILE)
    refresh(at, articles)
    if spoil is folder:
        (at / unfinished.FILE).rmdir()
    assert_same(at, whole)


def test_bytes_changed_anywhere_never_reach_the_archive(articles: Path, at: Path, whole: Path) -> None:
    break_off(at, articles)
    file = at / unfinished.FILE
    kept, chance = file.read_bytes(), random.Random(7)
    resumed = set()
    for _ in range(4):
        rotten = bytearray(kept)
        for place in chance.sample(range(len(kept)), 200):
            rotten[place] ^= 1 << chance.randrange(8)
        shutil.rmtree(at)
        at.mkdir()
        file.write_bytes(rotten)
        resumed.add(refresh(at, articles).resumed)
        assert_same(at, whole)
    assert resumed <= set(range(GROUP))


def test_what_was_made_of_one_article_is_not_taken_for_anothers(articles: Path, at: Path, whole: Path) -> None:
    break_off(at, articles)
    with sqlite3.connect(at / unfinished.FILE) as file:
        for table, key in (("articles", "article"), ("vectors", "id")):
            rows = file.execute(f"SELECT {key}, content, checksum FROM {table}").fetchall()
            turned = [(content, checksum, rows[i - 1][0]) for i, (_, content, checksum) in enumerate(rows)]
            file.executemany(f"UPDATE {table} SET content = ?, checksum = ? WHERE {key} = ?", turned)
    assert refresh(at, articles).resumed == 0
    assert_same(at, whole)
