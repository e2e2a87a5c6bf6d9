"""Rot: whatever byte of an archive changes, it is found before anything is answered, or does no harm."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import breaking
import pytest
import rotting
from rotting import SETTINGS

from index import Index, generations
from index.errors import ArchiveDamagedError
from index.manifest import FILE, REMOVED, Manifest, removed_in
from qa import Assistant


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rotting.make(tmp_path_factory.mktemp("rot"))


@pytest.fixture
def at(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def test_damaged_bytes_are_found_or_do_no_harm(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = rotting.rot(at, breaking.SHORT["damages"], seed=20)
    total = sum(outcomes.values(), Counter())
    with capsys.disabled():
        print(f"\n{total.total()} damages: {total['found']} found, {total['harmless']} harmless")
    assert set(outcomes) >= {"CURRENT", ".json", ".sqlite", ".faiss"}
    assert all(counts["found"] for counts in outcomes.values()), outcomes
    assert total["found"] > 400


@pytest.mark.parametrize("name", ["articles.sqlite", "vectors.faiss", "removed.json", "words/meta.json"])
def test_a_damage_names_the_file_and_the_command(at: Path, name: str) -> None:
    path = generations.current(at) / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveDamagedError) as raised:
        Assistant.open(at, SETTINGS)
    assert str(raised.value) == f"{path} was changed since it was made; run: onrecord index --rebuild --archive {at}"


def test_a_refresh_does_not_build_on_a_damaged_generation(at: Path, made: Path) -> None:
    (made.parent / "articles" / "new.txt").write_text("“The lake is dry,” fisher Eda Moss said.", "utf-8")
    try:
        path = next((generations.current(at) / "words").glob("*.store"))
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(ArchiveDamagedError, match="--rebuild"):
            Index.refresh(at=at, settings=SETTINGS)
        Index.refresh(at=at, rebuild=True, settings=SETTINGS)
        texts = [article.text for article in Index.open(at, SETTINGS).articles()]
        assert any("lake" in text for text in texts)
        assert not any("tram" in text for text in texts)  # what was removed stays out
    finally:
        (made.parent / "articles" / "new.txt").unlink()


def test_a_text_that_changes_while_the_archive_is_open_is_not_quoted(at: Path) -> None:
    assistant = Assistant.open(at, SETTINGS)
    path = generations.current(at) / "articles.sqlite"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"built anew by May", b"built anew in Mai"))
    with pytest.raises(ArchiveDamagedError, match="was changed since it was stored"):
        assistant.answer("What did Ann Poe say about the mill?")


def test_a_manifest_that_says_something_else_is_not_believed(at: Path) -> None:
    path = generations.current(at) / FILE
    facts = json.loads(path.read_bytes())
    facts["sources"] = ["/elsewhere"]
    path.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(ArchiveDamagedError, match=r"manifest\.json was changed"):
        Manifest.read(path.parent)


def test_of_the_removed_articles_the_copy_that_is_whole_is_believed(at: Path) -> None:
    folder = generations.current(at)
    whole = removed_in(folder)
    assert whole
    copy, manifest = folder / REMOVED, folder / FILE
    manifest.write_text("{", "utf-8")
    assert removed_in(folder) == whole
    copy.write_text(copy.read_text("utf-8").replace(next(iter(whole)), "0" * 20), "utf-8")
    assert removed_in(folder) is None
