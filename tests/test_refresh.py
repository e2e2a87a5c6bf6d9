"""Refreshing an archive: nothing lost, nothing done twice, never half-built."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import Index, Settings
from index.errors import ArchiveBusyError, ArchiveDamagedError, ArchiveMismatchError, NoArchiveError, SourceError

TESTS = Path(__file__).parent


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mill.txt").write_text("The old mill burned down. Mayor Ann Poe said it will be built anew.", "utf-8")
    (folder / "bridge.txt").write_text("The bridge opens in May. “It is safe,” said engineer Bo Lind.", "utf-8")
    return folder


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def state_of(at: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in at.rglob("*") if path.name != "lock"}


def test_a_second_refresh_with_nothing_changed_touches_nothing(articles: Path, at: Path) -> None:
    first = Index.refresh(articles, at=at)
    before = state_of(at)
    second = Index.refresh(articles, at=at)
    assert (first.added, first.articles, first.changed) == (2, 2, True)
    assert (second.unchanged, second.embedded, second.changed) == (2, 0, False)
    assert second.generation == first.generation
    assert state_of(at) == before


def test_several_processes_make_the_same_archive_as_one(articles: Path, at: Path, tmp_path: Path) -> None:
    for number in range(300):
        (articles / f"{number}.txt").write_text(f"Mayor Ann Poe said that bridge {number} is safe. She left.", "utf-8")
    made = [
        Index.refresh(articles, at=place, settings=Settings.load(workers=workers))
        for place, workers in ((at, 1), (tmp_path / "other", 2))
    ]
    ignored = {"generation"}
    assert made[0].model_dump(exclude=ignored) == made[1].model_dump(exclude=ignored)
    assert made[0].articles == 302
    one, other = Index.open(at), Index.open(tmp_path / "other")
    assert [a.id for a in one.articles()] == [a.id for a in other.articles()]
    assert all(one.statements(a.id) == other.statements(a.id) for a in one.articles())


def test_adding_an_article_embeds_only_that_article(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at)
    (articles / "new.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    report = Index.refresh(articles, at=at)
    assert (report.added, report.unchanged, report.embedded, report.articles) == (1, 2, 1, 3)


def test_a_changed_file_replaces_its_article_and_a_deleted_one_goes(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at)
    (articles / "mill.txt").write_text("The mill stands again.", "utf-8")
    (articles / "bridge.txt").unlink()
    report = Index.refresh(articles, at=at)
    assert (report.updated, report.removed) == (1, 1)
    assert [article.text for article in Index.open(at).articles()] == ["The mill stands again."]


def test_a_change_within_the_clock_tick_and_of_the_same_size_is_seen(articles: Path, at: Path) -> None:
    mill = articles / "mill.txt"
    Index.refresh(articles, at=at)
    times = mill.stat()
    mill.write_text(mill.read_text("utf-8").replace("burned", "folded"), "utf-8")
    os.utime(mill, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert Index.refresh(articles, at=at).updated == 1


def test_a_file_that_became_unreadable_keeps_what_was_read_and_is_listed(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at)
    (articles / "mill.txt").write_bytes(b"\x00\x01\x02\x00" * 50)
    report = Index.refresh(articles, at=at)
    assert report.unreadable == 1
    assert [problem.path for problem in report.problems] == [str(articles / "mill.txt")]
    assert len(Index.open(at)) == 2
    assert [p.path for p in Index.refresh(articles, at=at).problems] == [str(articles / "mill.txt")]


def test_one_article_in_two_files_is_one_article_until_both_are_gone(articles: Path, at: Path) -> None:
    (articles / "copy.txt").write_bytes((articles / "mill.txt").read_bytes())
    assert Index.refresh(articles, at=at).articles == 2
    (articles / "mill.txt").unlink()
    assert Index.refresh(articles, at=at).articles == 2
    (articles / "copy.txt").unlink()
    assert Index.refresh(articles, at=at).articles == 1


def test_another_source_adds_to_the_archive_and_forgetting_it_takes_it_out(articles: Path, at: Path) -> None:
    other = articles.parent / "other"
    other.mkdir()
    (other / "ferry.txt").write_text("A ferry sank off the coast.", "utf-8")
    Index.refresh(articles, at=at)
    assert Index.refresh(other, at=at).articles == 3
    (articles / "bridge.txt").unlink()
    assert Index.refresh(at=at).articles == 2
    assert Index.refresh(at=at, forget=[other]).articles == 1
    with pytest.raises(SourceError, match="no source of this archive"):
        Index.refresh(at=at, forget=[other])


def test_a_source_that_vanished_is_an_error_and_loses_nothing(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at)
    articles.rename(articles.parent / "elsewhere")
    with pytest.raises(SourceError):
        Index.refresh(at=at)
    assert len(Index.open(at)) == 2


def test_an_open_reader_follows_to_the_new_generation_and_the_old_one_goes(articles: Path, at: Path) -> None:
    first = Index.refresh(articles, at=at)
    reader = Index.open(at)
    snapshot = reader.snapshot()
    (articles / "new.txt").write_text("A ferry sank.", "utf-8")
    second = Index.refresh(articles, at=at)
    assert snapshot.generation == first.generation
    assert len(snapshot.db.article_ids()) == 2
    assert (at / "generations" / first.generation).is_dir()
    assert len(reader) == 3
    del snapshot
    (articles / "new.txt").unlink()
    Index.refresh(articles, at=at)
    assert not (at / "generations" / first.generation).exists()
    assert (at / "generations" / second.generation).is_dir()


def test_a_second_writer_is_told_to_wait(articles: Path, at: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index import generations\n"
        "with generations.writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(at)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(ArchiveBusyError, match="another process is writing"):
            Index.refresh(articles, at=at)
        holder.communicate(b"")
    assert Index.refresh(articles, at=at).articles == 2


def test_an_archive_with_other_passage_settings_is_refused_with_the_command(articles: Path, at: Path) -> None:
    Index.refresh(articles, at=at)
    other = Settings.load(passage_tokens=99)
    with pytest.raises(ArchiveMismatchError, match=r"onrecord index --rebuild"):
        Index.open(at, other)
    with pytest.raises(ArchiveMismatchError, match="PASSAGE_TOKENS=160"):
        Index.refresh(articles, at=at, settings=other)
    assert Index.refresh(at=at, rebuild=True, settings=other).articles == 2
    assert len(Index.open(at, other)) == 2


def test_an_archive_of_another_schema_is_refused_and_rebuilt_from_its_sources(articles: Path, at: Path) -> None:
    report = Index.refresh(articles, at=at)
    manifest = at / "generations" / report.generation / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"schema_version": ', '"schema_version": 9'), "utf-8")
    with pytest.raises(ArchiveMismatchError, match=r"schema 9\d.*onrecord index --rebuild"):
        Index.open(at)
    assert Index.refresh(at=at, rebuild=True).articles == 2


def test_a_changed_vector_file_is_refused_before_faiss_reads_it(articles: Path, at: Path) -> None:
    report = Index.refresh(articles, at=at)
    vectors = at / "generations" / report.generation / "vectors.faiss"
    content = bytearray(vectors.read_bytes())
    content[-5] ^= 1
    vectors.write_bytes(content)
    with pytest.raises(ArchiveDamagedError, match=r"vectors.faiss was changed.*onrecord index --rebuild"):
        Index.open(at)


def test_where_there_is_no_archive_the_error_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NoArchiveError, match="onrecord index FOLDER"):
        Index.open(tmp_path / "nothing")
