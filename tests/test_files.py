"""Which files a source names: none missed, none twice, no endless walk, nothing that is no document."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import files
from index.errors import SourceError

TEXT = "The old mill burned down.\n"


def write(path: Path, data: bytes | str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def names(source: str | Path) -> list[str]:
    return [path.name for path in files.discover(source).paths]


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything, so lay its powers down for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_gives_the_documents_of_all_folders_below_sorted(tmp_path: Path) -> None:
    expected = [write(tmp_path / name) for name in ("a/b/deep.md", "a/x.txt", "b.json", "c.PDF")]
    listing = files.discover(tmp_path)
    assert list(listing.paths) == sorted(path.resolve() for path in expected)
    assert listing.problems == ()


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/notes.txt", "a/.cache/x.txt", "a/seen.txt"):
        write(tmp_path / name)
    assert names(tmp_path) == ["seen.txt"]


def test_a_folder_below_a_hidden_one_can_be_the_source(tmp_path: Path) -> None:
    write(tmp_path / ".data" / "news" / "a.txt")
    assert names(tmp_path / ".data" / "news") == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["photo.jpg", "film.MP4", "old.zip", "style.css", "tool.py", "uv.lock", "news.sqlite", "package.json"]
)
def test_what_is_evidently_no_document_is_passed_over_in_a_folder_but_tried_when_named(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / name)
    write(tmp_path / "a.txt")
    assert names(tmp_path) == ["a.txt"]
    assert names(path) == [name]


def test_a_file_without_a_known_suffix_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    write(tmp_path / "story")
    write(tmp_path / "story.2024")
    write(tmp_path / "wide.dat", TEXT.encode("utf-16"))
    write(tmp_path / "noise.dat", b"\x00\x01\x02" * 50)
    write(tmp_path / "empty.dat", b"")
    assert names(tmp_path) == ["story", "story.2024", "wide.dat"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "b.txt"]),
        ("*/[b-c].txt", ["b.txt"]),
        ("*", ["a.txt", "b.txt", "c.md"]),
        ("**", ["a.txt", "b.txt", "c.md"]),
        ("?/*", ["b.txt", "c.md"]),
    ],
)
def test_a_pattern_gives_each_match_once(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for name in ("a.txt", "d/b.txt", "d/c.md", "d/.hidden.txt", "d/photo.jpg"):
        write(tmp_path / name)
    assert names(str(tmp_path / pattern)) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    write(tmp_path / "news[1].txt")
    write(tmp_path / "news1.txt")
    assert names(tmp_path / "news[1].txt") == ["news[1].txt"]


def test_a_pattern_in_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "[2024]" / "a.txt")
    monkeypatch.chdir(tmp_path / "[2024]")
    assert names("*.txt") == ["a.txt"]
    assert names(files.resolve("*.txt")) == ["a.txt"]


def test_links_in_a_circle_end_and_give_each_file_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "a")
    (tmp_path / "x-too.txt").symlink_to(path)
    assert files.discover(tmp_path).paths == (path.resolve(),)
    assert files.discover(str(tmp_path / "**" / "*.txt")).paths == (path.resolve(),)


def test_a_linked_folder_outside_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "elsewhere" / "x.txt")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "more").symlink_to(tmp_path / "elsewhere")
    assert files.discover(tmp_path / "news").paths == (path.resolve(),)


def test_what_is_no_file_is_told_and_does_not_hang_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    monkeypatch.chdir(tmp_path)  # a socket's address may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        listing = files.discover(tmp_path)
    told = {Path(path).name: message for path, message in listing.problems}
    assert [path.name for path in listing.paths] == ["a.txt"]
    assert set(told) == {"pipe.txt", "nowhere.txt", "self.txt", "socket.txt"}
    assert "named pipe" in told["pipe.txt"]
    assert "leads nowhere" in told["nowhere.txt"]


def test_a_locked_folder_is_told_and_the_others_are_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        write(place / "open" / "a.txt")
        locked = write(place / "locked" / "b.txt").parent
        locked.chmod(0)
        with ordinary_user():
            listing = files.discover(place)
        assert [path.name for path in listing.paths] == ["a.txt"]
        assert [path for path, _ in listing.problems] == [str(locked.resolve())]
        assert "Permission denied" in listing.problems[0].message
        locked.chmod(0o755)


def test_a_name_that_no_archive_can_hold_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(TEXT)
    listing = files.discover(tmp_path)
    assert [path.name for path in listing.paths] == ["a.txt"]
    ((path, message),) = listing.problems
    assert path.encode("utf-8").endswith("caf\ufffd.txt".encode())
    assert "rename" in message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("gone.txt", "no such file or folder"),
        ("gone/*.txt", "no file matches"),
        ("empty", "holds no document"),
        ("only-photos", "holds no document"),
        ("", "names no file"),
        ("a\0b", "names no file"),
        ("https://gazette.example/news", "save the page"),
    ],
)
def test_a_source_that_names_nothing_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "only-photos" / "a.jpg")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=message):
        files.discover(source)


def test_one_source_is_remembered_under_one_name_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "news" / "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    ways = ["news", "./news/", "news/../news", "link", "~/news", tmp_path / "news"]
    assert {files.resolve(way) for way in ways} == {str((tmp_path / "news").resolve())}
    patterns = ["news/*.txt", "./link/*.txt", "~/news/*.txt"]
    assert {files.resolve(way) for way in patterns} == {str(tmp_path.resolve() / "news" / "*.txt")}
    for way in [*ways, *patterns]:
        assert files.resolve(files.resolve(way)) == files.resolve(way)
        assert files.discover(files.resolve(way)) == files.discover(way)
