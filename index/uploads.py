"""Uploads: documents handed over in a browser, kept in a folder of the archive that can be a source."""

from __future__ import annotations

import contextlib
import filecmp
import itertools
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import portalocker
from pathvalidate import sanitize_filename

from index import files
from index.errors import SourceError, UploadError

FOLDER = "uploads"
_MAX_CHARACTERS = 120
_MAX_BYTES = 240  # file systems admit 255
_UNNAMED = "document"
_CHUNK = 1 << 20
_PART = ".part"
_FORGOTTEN = ".forgotten"
_STALE = 86_400  # seconds after which what arrives has been given up


def folder_of(at: Path) -> Path:
    """Return the folder that holds the uploads of the archive `at`, whether or not there is one yet."""
    return at / FOLDER


def waiting(at: Path, sources: Collection[str]) -> list[str]:
    """Return the folder of uploads, as a source, if it holds documents and is none of `sources`; nothing else.

    So it is where the process that kept them was killed before they were indexed, not where it was forgotten.
    """
    folder = folder_of(at)
    source = files.resolve(folder)
    if source in sources or (folder / _FORGOTTEN).exists():
        return []
    try:
        return [source] if files.discover(folder).names else []
    except SourceError:
        return []


def forget(at: Path) -> None:
    """Remember that what was uploaded until now is to be no part of the archive."""
    with contextlib.suppress(FileNotFoundError):
        (folder_of(at) / _FORGOTTEN).touch()


def keep(at: Path, name: str, data: BinaryIO | Path, limit: int) -> Path:
    """Keep a document of at most `limit` bytes with the archive `at`; return where.

    The file's name is made from the last part of `name`; where other content has it, a number is added.
    The same content under the same name is kept once. The file is there whole or not at all.

    Raises UploadError if it is too large, of a kind that is not read, or cannot be written.
    """
    stem, suffix = _safe(name)
    folder = folder_of(at)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with _received(folder, name, data, limit) as arrived, _naming(folder):
            (folder / _FORGOTTEN).unlink(missing_ok=True)
            for number in itertools.count(1):
                place = folder / _numbered(stem, suffix, number)
                if not os.path.lexists(place):
                    return arrived.rename(place)
                if _same(arrived, place):
                    return place
    except OSError as error:
        reason = error.strerror or error
        raise UploadError(f"{name!r} cannot be kept in {folder} ({reason}); make room or give access") from error
    raise AssertionError("numbers do not end")


def _safe(name: str) -> tuple[str, str]:
    """Return stem and suffix of a file name that every system takes and no refresh passes over."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if not unicodedata.category(c).startswith("C"))
    stem, dot, ending = shown.rstrip(" .").rpartition(".")
    suffix = dot + ending
    if suffix.lower() not in files.READ:
        raise UploadError(f"{name!r} is of no kind that is read; give one of {' '.join(sorted(files.READ))}")
    bare = re.sub(r"\s+\.", ".", stem).strip(" .")  # Windows takes "AUX .x" for "AUX"
    stem = sanitize_filename(bare, platform="universal").strip(" .") or _UNNAMED
    return (stem + "_" if files.is_passed_over(stem + suffix) else stem), suffix


def _numbered(stem: str, suffix: str, number: int) -> str:
    ending = suffix if number == 1 else f"-{number}{suffix}"
    room = _MAX_CHARACTERS - len(ending)
    cut = stem[:room].encode()[: _MAX_BYTES - len(ending)].decode(errors="ignore")
    return cut.rstrip(" .") + ending


def _sweep(folder: Path) -> None:
    """Remove what killed processes had received in part."""
    for part in folder.glob(f".*{_PART}"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < time.time() - _STALE:
                part.unlink()


@contextlib.contextmanager
def _received(folder: Path, name: str, data: BinaryIO | Path, limit: int) -> Iterator[Path]:
    """Give a hidden file with the data, which goes unless it is renamed."""
    handle, path = tempfile.mkstemp(prefix=".", suffix=_PART, dir=folder)
    try:
        with open(handle, "wb") as file, _opened(data) as source:  # noqa: PTH123 - a handle, not a path
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                if file.tell() > limit:
                    raise UploadError(f"{name!r} is larger than {limit / 1_000_000:g} MB; split it")
            file.flush()
            os.fsync(file.fileno())
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def _opened(data: BinaryIO | Path) -> contextlib.AbstractContextManager[BinaryIO]:
    return data.open("rb") if isinstance(data, Path) else contextlib.nullcontext(data)


@contextlib.contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Wait until no one else gives a name in `folder`."""
    with (folder / ".lock").open("a") as file:
        portalocker.lock(file, portalocker.LOCK_EX)
        yield


def _same(arrived: Path, place: Path) -> bool:
    """Tell whether the file at `place`, no link, has the same content."""
    return place.is_file() and not place.is_symlink() and filecmp.cmp(arrived, place, shallow=False)
