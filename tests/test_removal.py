"""Removed articles: away until they are restored, whatever else happens; their files are left alone."""

import json
import os
import time
from pathlib import Path

import pytest

from index import Filter, Index, Removed, Report, Settings, doctor, generations
from index.errors import ArchiveDamagedError, ArchiveMismatchError, NoArchiveError, SourceError

SETTINGS = Settings(workers=1)
MILL = "The old mill burned down. Mayor Ann Poe said it will be built anew."
BRIDGE = "The bridge opens in May. “It is safe,” said engineer Bo Lind."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mill.txt").write_text(MILL, "utf-8")
    (folder / "bridge.txt").write_text(BRIDGE, "utf-8")
    return folder


@pytest.fixture
def at(tmp_path: Path, articles: Path) -> Path:
    at = tmp_path / "archive"
    Index.refresh(articles, at=at, settings=SETTINGS)
    return at


def refresh(at: Path, *sources: Path, **options: object) -> Report:
    return Index.refresh(*sources, at=at, settings=SETTINGS, **options)  # type: ignore[arg-type]


def texts(at: Path) -> set[str]:
    assert doctor.examine(at, SETTINGS) == []
    return {article.text for article in Index.open(at, SETTINGS).articles()}


def key(at: Path, text: str = MILL) -> str:
    return next(article.id for article in Index.open(at, SETTINGS).articles() if article.text == text)


def remove(at: Path, text: str = MILL) -> str:
    refresh(at, remove=[article := key(at, text)])
    return article


def test_a_removed_article_goes_and_its_file_stays(at: Path, articles: Path) -> None:
    before, mill = generations.current(at), key(at)
    report = refresh(at, remove=[mill])
    assert (report.changed, report.articles, report.articles_removed, report.removed) == (True, 1, 1, 0)
    assert (report.unchanged, report.updated, report.embedded) == (2, 0, 0)
    assert "articles: 1 removed, 0 restored; the archive holds 1 articles" in report.summary()
    assert generations.current(at) != before
    assert texts(at) == {BRIDGE}
    assert (articles / "mill.txt").read_text("utf-8") == MILL
    index = Index.open(at, SETTINGS)
    assert index.removed() == {mill: Removed(title=None, paths=(str(articles / "mill.txt"),))}
    assert index.speakers("poe") == []
    assert index.snapshot().matching("mill", 5, Filter()) == []


def test_it_stays_away_over_refreshes_rebuilds_and_touches(at: Path, articles: Path) -> None:
    remove(at)
    assert not refresh(at).changed
    os.utime(articles / "mill.txt", ns=(time.time_ns(), time.time_ns()))
    refresh(at)
    assert texts(at) == {BRIDGE}
    refresh(at, rebuild=True)
    assert texts(at) == {BRIDGE}
    (articles / "mill.txt").write_text("Another article in the same file.", "utf-8")
    refresh(at)
    (articles / "mill.txt").write_text(MILL, "utf-8")
    refresh(at)
    assert texts(at) == {BRIDGE}
    refresh(at, forget=[articles])
    refresh(at, articles)
    assert texts(at) == {BRIDGE}


def test_a_restored_article_comes_back_and_only_it_is_encoded(at: Path) -> None:
    mill = remove(at)
    report = refresh(at, restore=[mill])
    assert (report.articles, report.articles_restored, report.updated, report.embedded) == (2, 1, 1, 1)
    assert texts(at) == {MILL, BRIDGE}
    assert Index.open(at, SETTINGS).removed() == {}
    assert not refresh(at).changed


@pytest.mark.parametrize("rebuild", [False, True])
def test_one_is_removed_while_another_is_restored(at: Path, rebuild: bool) -> None:
    bridge, mill = key(at, BRIDGE), remove(at)
    report = refresh(at, remove=[bridge], restore=[mill], rebuild=rebuild)
    assert (report.articles_removed, report.articles_restored) == (1, 1)
    assert texts(at) == {MILL}
    assert list(Index.open(at, SETTINGS).removed()) == [bridge]


def test_an_article_in_several_files_goes_with_all_and_comes_back_from_the_one_left(at: Path, articles: Path) -> None:
    (articles / "copy.txt").write_text(MILL, "utf-8")
    refresh(at)
    mill = remove(at)
    assert texts(at) == {BRIDGE}
    (articles / "later.txt").write_text(MILL, "utf-8")
    assert refresh(at).articles == 1
    (found,) = Index.open(at, SETTINGS).removed().values()
    assert [Path(path).name for path in found.paths] == ["copy.txt", "mill.txt", "later.txt"]
    for name in ("copy.txt", "mill.txt"):
        (articles / name).unlink()
    refresh(at)
    refresh(at, restore=[mill])
    assert texts(at) == {MILL, BRIDGE}
    assert Index.open(at, SETTINGS).article(mill).path == str(articles / "later.txt")


def test_of_a_file_of_several_records_only_the_one_goes(at: Path, articles: Path) -> None:
    records = [{"title": f"Ferry {n}", "text": f"Ferry {n} sank off the coast. Nobody was hurt."} for n in range(3)]
    (articles / "wire.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    refresh(at)
    ferry = remove(at, str(records[1]["text"]))
    assert Index.open(at, SETTINGS).removed()[ferry].title == "Ferry 1"
    assert texts(at) == {MILL, BRIDGE, records[0]["text"], records[2]["text"]}
    refresh(at, restore=[ferry])
    assert Index.open(at, SETTINGS).article(ferry).record == 1


def test_what_no_file_holds_any_more_is_told_and_stays_removed(at: Path, articles: Path) -> None:
    mill = remove(at)
    (articles / "mill.txt").unlink()
    report = refresh(at, restore=[mill])
    assert (report.articles, report.articles_restored) == (1, 0)
    assert any(p.message.endswith("no file that could be read; it stays removed") for p in report.problems)
    assert list(Index.open(at, SETTINGS).removed()) == [mill]
    (articles / "mill.txt").write_text(MILL, "utf-8")
    refresh(at, restore=[mill])
    assert MILL in texts(at)


def test_other_sources_are_not_looked_at(at: Path, articles: Path) -> None:
    mill = key(at)
    (articles / "new.txt").write_text("A ferry sank.", "utf-8")
    assert refresh(at, remove=[mill]).added == 0
    articles.rename(articles.parent / "elsewhere")
    assert refresh(at, remove=[key(at, BRIDGE)]).articles == 0


def test_ids_that_name_nothing_are_refused_and_the_archive_stays(at: Path) -> None:
    before, mill = generations.current(at), key(at)
    for options, message in (
        ({"remove": [mill, "beef"]}, "beef is no article of this archive"),
        ({"remove": ["beef"], "rebuild": True}, "beef is no article of this archive"),
        ({"restore": [mill]}, f"{mill} is no removed article of this archive"),
        ({"remove": [mill], "restore": [mill]}, "is no removed article|removed and restored at once"),
    ):
        with pytest.raises(SourceError, match=message):
            refresh(at, **options)
    assert generations.current(at) == before
    with pytest.raises(NoArchiveError):
        refresh(at.parent / "none", remove=[mill])


def test_removing_twice_changes_nothing(at: Path) -> None:
    mill = remove(at)
    assert not refresh(at, remove=[mill]).changed
    assert refresh(at, remove=[mill, mill, key(at, BRIDGE)]).articles_removed == 1


def test_a_reader_follows(at: Path) -> None:
    reader = Index.open(at, SETTINGS)
    snapshot = reader.snapshot()
    mill = remove(at)
    assert snapshot.article(mill).text == MILL
    with pytest.raises(KeyError):
        reader.article(mill)
    assert len(reader) == len(reader.removed()) == 1


def test_a_rebuild_in_the_same_second_takes_the_current_generation_for_the_newest(at: Path) -> None:
    for _ in range(4):
        held = Index.open(at, SETTINGS)
        snapshot = held.snapshot()
        mill = remove(at)
        refresh(at, rebuild=True)
        assert texts(at) == {BRIDGE}
        assert mill in snapshot.db.article_ids()
        refresh(at, restore=[mill])


@pytest.mark.parametrize("damaged", [("manifest.json",), ("removed.json",), ("articles.sqlite", "manifest.json")])
def test_a_damaged_archive_is_rebuilt_without_what_was_removed(
    at: Path, articles: Path, damaged: tuple[str, ...]
) -> None:
    mill = remove(at)
    for name in damaged:
        (generations.current(at) / name).write_bytes(b"{")
    assert doctor.examine(at, SETTINGS) != []
    if "manifest.json" in damaged:
        with pytest.raises(ArchiveDamagedError):
            refresh(at)
    refresh(at, articles, rebuild=True)
    assert texts(at) == {BRIDGE}
    assert list(Index.open(at, SETTINGS).removed()) == [mill]


def test_an_archive_without_a_pointer_is_rebuilt_without_what_was_removed(at: Path) -> None:
    mill = remove(at)
    (at / "CURRENT").write_text("20200101T000000-dead\n", "ascii")
    refresh(at, rebuild=True)
    assert texts(at) == {BRIDGE}
    assert list(Index.open(at, SETTINGS).removed()) == [mill]


def test_an_archive_of_a_schema_without_removals_is_refused_and_rebuilt(at: Path) -> None:
    path = generations.current(at) / "manifest.json"
    facts = json.loads(path.read_bytes())
    del facts["removed"]
    path.write_text(json.dumps(facts | {"schema_version": 1}), "utf-8")
    (path.parent / "removed.json").unlink()
    with pytest.raises(ArchiveMismatchError, match=r"has schema 1, this version reads \d+; run: onrecord index --reb"):
        Index.open(at, SETTINGS)
    refresh(at, rebuild=True)
    assert texts(at) == {MILL, BRIDGE}
