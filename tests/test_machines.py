"""Machines of a cluster index, and whichever of them or of the network is lost: each article is stored once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import killing
import pytest
from cluster import Cluster, running
from resuming import OFTEN, SETTINGS, assert_same, kept_in, running_in, wait_for

from index import Index, Settings, generations, machines, making
from index.article import Article
from index.errors import MachinesError, SettingsError

ROOT = Path(__file__).parent.parent
ARTICLES, SENTENCES = 112, 8
SMALL = "from index import refresh; refresh._GROUP = 16; "
"""So that the first articles are stored, and kept, when others are not begun yet."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running(nodes=2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for number in range(ARTICLES):
        roads = (f"Minister Nora Vale said that road {number * 40 + i} is open." for i in range(SENTENCES))
        (folder / f"{number}.txt").write_text(" ".join(roads), "utf-8")
    return folder


@pytest.fixture(scope="module")
def here(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the articles, made by this machine."""
    at = tmp_path_factory.mktemp("here") / "archive"
    Index.refresh(articles, at=at, settings=SETTINGS)
    return at


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def started(at: Path, articles: Path, cluster: Cluster, code: str = SMALL + OFTEN) -> subprocess.Popen[str]:
    """Start `onrecord index`, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, "index", articles, "--archive", at, "--workers", cluster.address],
        env=os.environ | {"RAY_CLIENT_RECONNECT_GRACE_PERIOD": "1"},  # seconds that Ray waits for one that is gone
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_until_kept(building: subprocess.Popen[str], at: Path, scratch: Path, more_than: int = 0) -> int:
    """Wait until a build has kept more articles than `more_than`, and return how many these are."""
    reached = lambda: kept_in(at, scratch) > more_than or building.poll() is not None  # noqa: E731
    wait_for(reached, "an article that is kept")
    assert building.poll() is None, building.communicate()
    return kept_in(at, scratch)


def test_a_cluster_makes_the_archive_that_this_machine_makes(
    articles: Path, at: Path, here: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("analyse", "cut", "encode"):
        monkeypatch.delattr(making, name)  # here; the machines have theirs
    report = Index.refresh(articles, at=at, settings=Settings(workers=cluster.address))
    assert (report.added, report.articles, report.problems) == (ARTICLES, ARTICLES, ())
    assert report.embedded == len(Index.open(here, SETTINGS).snapshot().vectors)
    assert_same(at, here)


def test_what_is_lost_is_made_again_and_stored_once(
    tmp_path: Path, articles: Path, at: Path, here: Path, cluster: Cluster
) -> None:
    """The process that indexes is killed, then another one stopped by Ctrl+C, then a machine is killed."""
    with started(at, articles, cluster) as building:
        wait_until_kept(building, at, tmp_path)
        building.kill()
    kept = kept_in(at, tmp_path)  # by now; more than when it was looked at last
    assert not (at / "CURRENT").exists()
    with started(at, articles, cluster) as building:
        wait_until_kept(building, at, tmp_path, more_than=kept)
        working = cluster.working()
        os.killpg(building.pid, signal.SIGINT)
        _, said = building.communicate()
    assert (building.returncode, "Traceback" in said) == (130, False), said
    assert "the archive is as it was; what was made so far is kept" in said
    assert not running_in(building.pid)
    wait_for(lambda: not any(Path(f"/proc/{process}").exists() for process in working), "the end of what is not needed")
    with started(at, articles, cluster) as building:
        wait_for(lambda: bool(cluster.nodes[1].working()) or building.poll() is not None, "work of the second machine")
        cluster.nodes[1].kill()
        assert building.poll() is None, "it was done before the machine was killed"
        said, errors = building.communicate()
    assert building.returncode == 0, errors
    assert " articles taken over from a refresh that was broken off" in said
    assert_same(at, here)


def test_without_any_machine_left_it_ends_and_is_taken_up_when_one_is_back(
    tmp_path: Path, articles: Path, at: Path, here: Path, cluster: Cluster
) -> None:
    cluster.start(1)
    impatient = "from index import machines; machines._LOST = 1.0; "
    with started(at, articles, cluster, impatient + SMALL + OFTEN) as building:
        wait_until_kept(building, at, tmp_path)
        for node in cluster.nodes:
            node.kill()
        _, said = building.communicate()
    assert building.returncode == 1
    assert f"onrecord: the cluster at {cluster.address} cannot index (it has no machine left that works)" in said
    assert len(said.splitlines()) == 1, said
    assert not list(generations.folder_of(at).iterdir())
    assert 0 < Index.refresh(articles, at=at, settings=SETTINGS).resumed < ARTICLES
    assert_same(at, here)


def test_a_machine_that_has_another_version_is_refused(
    tmp_path: Path, articles: Path, at: Path, cluster: Cluster
) -> None:
    for package in ("index", "qa", "ui"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "index" / "languages" / "en.toml").open("a") as changed:
        changed.write("\n")
    cluster.start(1)
    command = [sys.executable, "-c", "from ui.cli import main; main()", "index", articles, "--archive", at]
    environment = os.environ | {"ONRECORD_WORKERS": cluster.address}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "package or the encoder is not the same on it as on the machine that asks" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not (at / "CURRENT").exists()


def test_a_cluster_that_does_not_answer_any_more_is_left(
    cluster: Cluster, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "_FAREWELL", 1.0)
    monkeypatch.setenv("RAY_CLIENT_RECONNECT_GRACE_PERIOD", "1")
    asked = machines.Machines(cluster.address)
    article = Article.make(articles.joinpath("0.txt").read_text("utf-8"), path="0.txt")
    asked.begin([article], SETTINGS)[0].parts()
    cluster.signal_servers(signal.SIGSTOP)
    try:
        left = threading.Thread(target=asked.rest, daemon=True)
        left.start()
        left.join(60)
        assert not left.is_alive()
    finally:
        cluster.signal_servers(signal.SIGCONT)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda monkeypatch: None, r"cannot index \(ConnectionRefusedError: .*nothing was changed"),
        (lambda monkeypatch: monkeypatch.setitem(sys.modules, "ray", None), r"pip install 'onrecord\[machines\]'"),
    ],
    ids=["it cannot be reached", "Ray is not installed"],
)
def test_a_cluster_that_cannot_be_asked_changes_nothing(
    tmp_path: Path, at: Path, monkeypatch: pytest.MonkeyPatch, spoil: object, told: str
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    killing.write_article(articles, 0, 0)
    Index.refresh(articles, at=at, settings=SETTINGS)
    killing.write_article(articles, 0, 1)
    settings = Settings(workers="ray://127.0.0.1:1")
    old = killing.whole(at)
    spoil(monkeypatch)  # type: ignore[operator]
    with pytest.raises(MachinesError, match=told):
        Index.refresh(at=at, settings=settings)
    assert killing.whole(at) == old
    assert not killing.left_in(at)


@pytest.mark.parametrize("given", ["-1", "257", "two", "ray://", "ray://host", "ray://user:secret@host:1", "host:6379"])
def test_what_is_no_number_and_no_address_is_told(given: str) -> None:
    with pytest.raises(SettingsError, match=r"workers: .* a number of processes from 0 to 256 nor ray://HOST:PORT"):
        Settings.load(workers=given)
