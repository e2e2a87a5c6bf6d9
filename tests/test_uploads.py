"""Uploads: kept under safe names, whole or not at all, once, and nowhere but in their folder."""

import io
from pathlib import Path

import pytest

from index import Index, Settings, doctor, uploads
from index.errors import SourceError, UploadError

LIMIT = 1000
TEXT = b"The old mill burned down. Mayor Ann Poe said it will be built anew."


def keep(at: Path, name: str, data: bytes = TEXT) -> Path:
    return uploads.keep(at, name, io.BytesIO(data), LIMIT)


def kept(at: Path) -> dict[str, bytes]:
    """What lies in the folder, but for the hidden lock."""
    return {p.name: p.read_bytes() for p in uploads.folder_of(at).iterdir() if p.name != ".lock"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mill.txt", "mill.txt"),
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("//host/share.txt", "share.txt"),
        ("x.txt/", "x.txt"),
        ("C:\\news\\x.PDF", "x.PDF"),
        ("C:x.txt", "Cx.txt"),
        ("CON.txt", "CON_.txt"),
        ("aux .old.txt", "aux_.old.txt"),
        ("com1.md", "com1_.md"),
        ("a\0b.txt", "ab.txt"),
        ("a\r\nb\x7f.txt", "ab.txt"),
        ("fdp.\u202etxt.pdf", "fdp.txt.pdf"),
        ("half\ud800.txt", "half.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...txt", "document.txt"),
        ("???.txt", "document.txt"),
        ("x.txt. ", "x.txt"),
        ("what? <b>|*.html", "what b.html"),
        ("Şuşa – 8 Noyabr.docx", "Şuşa – 8 Noyabr.docx"),
        ("package.json", "package_.json"),
        ("Robots.TXT", "Robots_.TXT"),
    ],
)
def test_a_name_becomes_one_that_is_safe_everywhere(tmp_path: Path, name: str, expected: str) -> None:
    at = tmp_path / "deep" / "archive"
    assert keep(at, name) == at / "uploads" / expected
    assert kept(at) == {expected: TEXT}
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != at / "uploads"] == []


@pytest.mark.parametrize("letter", ["a", "é", "語", "🗞"])
def test_a_long_name_is_cut_and_keeps_its_suffix_and_number(tmp_path: Path, letter: str) -> None:
    first, second = keep(tmp_path, letter * 300 + ".html"), keep(tmp_path, letter * 300 + ".html", b"other")
    assert first.suffix == second.suffix == ".html"
    assert second.stem.endswith("-2")
    for path in (first, second):
        assert len(path.name) <= 120
        assert len(path.name.encode()) <= 240


def test_other_content_gets_a_number_and_the_same_is_kept_once(tmp_path: Path) -> None:
    contents = [b"one", b"two", b"three"]
    names = [keep(tmp_path, "x.txt", data).name for data in (*contents, *contents)]
    assert names == ["x.txt", "x-2.txt", "x-3.txt"] * 2
    assert kept(tmp_path) == {"x.txt": b"one", "x-2.txt": b"two", "x-3.txt": b"three"}


def test_a_link_of_the_name_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    folder = uploads.folder_of(tmp_path)
    folder.mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_bytes(TEXT)
    (folder / "x.txt").symlink_to(outside)
    (folder / "x-2.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "x-3.txt").mkdir()
    assert keep(tmp_path, "x.txt") == folder / "x-4.txt"
    assert keep(tmp_path, "x.txt", b"other") == folder / "x-5.txt"
    assert outside.read_bytes() == TEXT
    assert not (tmp_path / "nowhere.txt").exists()
    assert (folder / "x.txt").is_symlink()


def test_too_large_a_document_leaves_nothing_behind(tmp_path: Path) -> None:
    assert keep(tmp_path, "just.txt", b"x" * LIMIT).stat().st_size == LIMIT
    with pytest.raises(UploadError, match=r"'large.txt' is larger than 0.001 MB; split it"):
        keep(tmp_path, "large.txt", b"x" * (LIMIT + 1))
    assert list(kept(tmp_path)) == ["just.txt"]


@pytest.mark.parametrize("name", ["photo.jpg", "old.doc", "story", "", "..", "txt", ".txt/..", "x.txt:stream", "a.\0"])
def test_what_is_not_read_is_refused_with_what_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(UploadError, match=r"is of no kind that is read; give one of .*\.docx .*\.pdf"):
        keep(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_copied_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    source = tmp_path / "given.tmp"
    source.write_bytes(TEXT)
    assert uploads.keep(tmp_path, "x.txt", source, LIMIT).read_bytes() == TEXT
    assert source.exists()
    with pytest.raises(UploadError, match=r"'y.txt' cannot be kept in .*No such file"):
        uploads.keep(tmp_path, "y.txt", tmp_path / "gone.tmp", LIMIT)
    assert list(kept(tmp_path)) == ["x.txt"]


def test_a_document_is_not_seen_before_it_is_whole(tmp_path: Path) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            with pytest.raises(SourceError, match="holds no document"):
                Index.refresh(uploads.folder_of(tmp_path), at=tmp_path)
            return super().read(size)

    uploads.keep(tmp_path, "x.txt", Slow(TEXT), LIMIT)
    assert list(kept(tmp_path)) == ["x.txt"]


def test_what_was_uploaded_and_never_indexed_is_taken_up_by_the_next_refresh(tmp_path: Path) -> None:
    """Where the process was killed between the two, before there was an archive and after."""
    settings = Settings(workers=1)
    at, articles = tmp_path / "archive", tmp_path / "articles"
    keep(at, "mill.txt")
    assert Index.refresh(at=at, settings=settings).articles == 1
    folder = str(uploads.folder_of(at))
    Index.refresh(at=at, forget=[folder], settings=settings)
    for options in ({}, {"rebuild": True}):  # what was forgotten stays away
        with pytest.raises(SourceError, match="no source given"):
            Index.refresh(at=at, settings=settings, **options)
    articles.mkdir()
    (articles / "ferry.txt").write_text("A ferry sank. Nobody was hurt.", "utf-8")
    assert Index.refresh(articles, at=at, settings=settings).articles == 1
    assert Index.refresh(at=at, settings=settings).articles == 1
    assert doctor.examine(at, settings) == []
    keep(at, "bridge.txt", b"The bridge opens in May.")  # killed here; another refresh looks elsewhere
    assert Index.refresh(articles, at=at, settings=settings).articles == 1
    (fault,) = doctor.examine(at, settings)
    assert fault == (f"documents in {folder} were uploaded and never indexed", f"onrecord index --archive {at}")
    assert Index.refresh(at=at, settings=settings).articles == 3
    assert doctor.examine(at, settings) == []


def test_a_folder_of_uploads_without_documents_stops_no_refresh(tmp_path: Path) -> None:
    settings = Settings(workers=1)
    at, folder = tmp_path / "archive", uploads.folder_of(tmp_path / "archive")
    (tmp_path / "mill.txt").write_bytes(TEXT)
    Index.refresh(tmp_path / "mill.txt", at=at, settings=settings)
    folder.mkdir()
    (folder / "x.txt").symlink_to(tmp_path / "nowhere.txt")
    assert Index.refresh(at=at, settings=settings).articles == 1
    assert doctor.examine(at, settings) == []


def test_uploads_are_a_source_that_nothing_sweeps_up(tmp_path: Path) -> None:
    settings = Settings(workers=1)
    place = keep(tmp_path, "mill.txt")
    assert Index.refresh(uploads.folder_of(tmp_path), at=tmp_path, settings=settings).articles == 1
    before = kept(tmp_path)
    keep(tmp_path, "bridge.md", b"The bridge opens in May.")
    assert Index.refresh(at=tmp_path, settings=settings).articles == 2
    assert Index.refresh(at=tmp_path, rebuild=True, settings=settings).articles == 2
    assert doctor.examine(tmp_path, settings) == []
    assert kept(tmp_path) == before | {"bridge.md": b"The bridge opens in May."}
    assert str(place) in {state.path for state in Index.open(tmp_path, settings).files()}
