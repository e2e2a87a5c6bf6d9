"""What the tests share: a data folder of their own, an archive of the seeds, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import newsroom
import pytest
from browser import chromium
from desk import Desk
from engine import Engine, running
from playwright.sync_api import Browser, expect

from index import Index, Settings

expect.set_options(timeout=20_000)  # milliseconds; a slow machine is no fault of the page
SEEDS = Path(__file__).parent.parent / "seeds"

# The settings of whoever runs the tests are not theirs.
for _name in [name for name in os.environ if name.startswith("ONRECORD_")]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the archive of whoever runs them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def seed_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive made from the seeds; tests do not change it."""
    at = tmp_path_factory.mktemp("seeds") / "archive"
    Index.refresh(SEEDS, at=at, settings=Settings(archive=at, workers=1))
    return at


@pytest.fixture(scope="session")
def newsroom_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the newsroom's articles; tests do not change it."""
    return newsroom.make(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture
def own_newsroom(newsroom_archive: Path, tmp_path: Path) -> Path:
    """A copy of the newsroom's archive, to be changed."""
    return shutil.copytree(newsroom_archive, tmp_path / "archive")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk(browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Opens the page in a browser that knows nothing yet; options are those of Playwright's contexts."""
    contexts = []

    def sit_down(url: str, **options: object) -> Desk:
        contexts.append(browser.new_context(**options))
        return Desk(contexts[-1].new_page(), url)

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A real Milvus server."""
    with running() as engine:
        yield engine
