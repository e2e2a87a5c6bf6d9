"""The doctor: names each fault, changes nothing, and its command mends the archive."""

import contextlib
import json
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from index import Index, Settings, doctor, generations
from index.doctor import Fault
from index.manifest import FileFacts, Manifest
from ui import cli

SETTINGS = Settings(workers=1)
TEXT = "The old mill burned down. “It will be built anew,” Mayor Ann Poe said."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "the articles"  # a command that does not quote its paths fails on the blank
    folder.mkdir()
    (folder / "mill.txt").write_text(TEXT, "utf-8")
    (folder / "bridge.txt").write_text("The bridge opens in May. “It is safe,” said engineer Bo Lind.", "utf-8")
    return folder


@pytest.fixture
def at(tmp_path: Path, articles: Path) -> Path:
    at = tmp_path / "the archive"
    Index.refresh(articles, at=at, settings=SETTINGS)
    return at


def faults(at: Path) -> list[Fault]:
    return doctor.examine(at, SETTINGS)


def run(command: str) -> None:
    """Run a command that the doctor printed."""
    program, *arguments = shlex.split(command)
    assert program == "onrecord"
    outcome = CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output


def change_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def edit_manifest(folder: Path, change: Callable[[dict], None]) -> None:
    facts = json.loads((folder / "manifest.json").read_bytes())
    change(facts)
    with contextlib.suppress(ValidationError):  # a right checksum, as a fault of the program would have
        facts = Manifest.model_validate(facts).sealed().model_dump(mode="json")
    (folder / "manifest.json").write_text(json.dumps(facts), "utf-8")


def edit_database(folder: Path, statement: str) -> None:
    """Change the database and give it a right checksum, as a fault of the program would."""
    with sqlite3.connect(folder / "articles.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    facts = FileFacts.of(folder / "articles.sqlite").model_dump()
    edit_manifest(folder, lambda manifest: manifest["files"].update({"articles.sqlite": facts}))


DAMAGES = {
    "CURRENT names": lambda at, folder: (at / "CURRENT").write_text("20200101T000000-dead\n"),
    "CURRENT cannot be read": lambda at, folder: (at / "CURRENT").write_bytes(b"\xff\xfe"),
    "manifest.json cannot be read": lambda at, folder: (folder / "manifest.json").write_text("{"),
    "schema 0": lambda at, folder: edit_manifest(folder, lambda facts: facts.update(schema_version=0)),
    "weights 000000000000": lambda at, folder: edit_manifest(
        folder, lambda facts: facts["encoder"].update(weights_sha256="0" * 64)
    ),
    "passage_tokens 99": lambda at, folder: edit_manifest(folder, lambda facts: facts.update(passage_tokens=99)),
    "vectors.faiss was changed": lambda at, folder: change_byte(folder / "vectors.faiss"),
    "articles.sqlite was changed": lambda at, folder: change_byte(folder / "articles.sqlite"),
    "meta.json is missing": lambda at, folder: (folder / "words" / "meta.json").unlink(),
    "refers to a missing row": lambda at, folder: edit_database(folder, "UPDATE holdings SET article = 'none'"),
    "outside its": lambda at, folder: edit_database(folder, 'UPDATE statements SET "end" = 5000'),
    "the database": lambda at, folder: edit_database(
        folder, "DELETE FROM passages WHERE key IN (SELECT min(key) FROM passages)"
    ),
    "building-0": lambda at, folder: (folder.parent / "building-0").mkdir(),
    "20200101T000000-dead is left over": lambda at, folder: shutil.copytree(
        folder, folder.parent / "20200101T000000-dead"
    ),
}


@pytest.mark.parametrize("expected", DAMAGES)
def test_a_damage_is_named_and_its_command_mends_it(at: Path, articles: Path, expected: str) -> None:
    DAMAGES[expected](at, generations.current(at))
    found = faults(at)
    assert any(expected in fault.what for fault in found), found
    run(found[0].mend.replace("FOLDER", shlex.quote(str(articles))))
    assert faults(at) == []
    assert [article.text for article in Index.open(at, SETTINGS).articles() if "mill" in article.text] == [TEXT]


def test_a_sound_archive_has_no_fault_and_is_not_touched(at: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in at.rglob("*")}
    assert faults(at) == []
    assert {path: path.stat().st_mtime_ns for path in at.rglob("*")} == before


def test_no_archive_is_a_fault_that_says_how_to_make_one(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "none")
    assert fault.what == f"no archive at {tmp_path / 'none'}"
    assert fault.mend == f"onrecord index FOLDER --archive {tmp_path / 'none'}"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("complete", [False, True])
def test_what_a_killed_first_build_left_is_named_and_goes(at: Path, articles: Path, complete: bool) -> None:
    """Killed while it built, or with all done but the pointer."""
    folder = generations.current(at)
    (at / "CURRENT").unlink()
    (at / "CURRENT.new").write_text(f"{folder.name}\n")
    if not complete:
        folder = folder.rename(folder.with_name("building-1a2b"))
        (folder / "manifest.json").unlink()
    found = faults(at)
    assert [fault.what for fault in found] == [
        f"no archive at {at}, as its first build was broken off",
        f"{at / 'CURRENT.new'} is left over: nobody writes or reads it",
        f"{folder} is left over: nobody writes or reads it",
    ]
    assert {fault.mend for fault in found} == {f"onrecord index{'' if complete else ' FOLDER'} --archive '{at}'"}
    with generations.writing(at):
        assert [fault.what for fault in faults(at)] == [f"no archive at {at}"]  # the build that is at work says more
    run(found[0].mend.replace("FOLDER", shlex.quote(str(articles))))
    assert faults(at) == []
    assert not folder.exists()


def test_source_files_changed_gone_and_new_are_told_apart(at: Path, articles: Path) -> None:
    (articles / "mill.txt").write_text("The mill stands again.", "utf-8")
    (articles / "bridge.txt").unlink()
    (articles / "ferry.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    found = faults(at)
    assert [fault.what for fault in found] == [
        f"source files new: {articles / 'ferry.txt'}",
        f"source files changed since they were read: {articles / 'mill.txt'}",
        f"source files gone since they were read: {articles / 'bridge.txt'}",
    ]
    run(found[0].mend)
    assert faults(at) == []


def test_a_source_that_vanished_can_be_forgotten(at: Path, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    Index.refresh(tmp_path / "ferry.txt", at=at, settings=SETTINGS)
    shutil.rmtree(articles)
    (fault,) = faults(at)
    assert str(articles) in fault.what
    run(fault.mend.partition(" (")[0])
    assert faults(at) == []
    assert len(Index.open(at, SETTINGS)) == 1


def test_a_generation_that_is_read_and_one_in_the_making_are_no_faults(at: Path, articles: Path) -> None:
    reader = Index.open(at, SETTINGS)
    held = reader.snapshot()
    (articles / "ferry.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    Index.refresh(articles, at=at, settings=SETTINGS)
    assert len(list(generations.folder_of(at).iterdir())) == 2
    assert faults(at) == []
    assert held.article(held.db.article_ids()[0]).text
    with generations.writing(at), generations.building(at):
        assert faults(at) == []
