"""Generations: an archive's complete states on disk, and the one pointer that says which is current.

archive/
  CURRENT                 the name of the current generation, replaced atomically
  lock                    held by the one writer
  unfinished.sqlite       what a refresh that was broken off has made (`index.unfinished`)
  generations/
    20250115T120000-1a2b/ a complete generation, never changed again
      lease               readers hold it shared; it goes when no one does
    building-…/           one in the making; swept up by the next writer if it is left behind
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shlex
import shutil
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import portalocker

from index import manifest, unfinished
from index.errors import ArchiveBusyError, ArchiveDamagedError, ArchiveError, NoArchiveError
from index.manifest import Removed

_POINTER = "CURRENT"
_POINTER_NEW = "CURRENT.new"
_BUILDING = "building-"
_LEASE = "lease"
_TRIES = 5
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS)


def folder_of(at: Path) -> Path:
    """Return the folder that holds the generations of the archive `at`."""
    return at / "generations"


def current(at: Path) -> Path:
    """Return the folder of the current generation.

    Raises NoArchiveError if there is no archive at `at`, ArchiveDamagedError if the pointer is bad.
    """
    name = _pointed(at)
    for _ in range(_TRIES):
        folder = folder_of(at) / name
        if name and Path(name).name == name and folder.is_dir():
            return folder
        before, name = name, _pointed(at)
        if name == before:
            break  # else a writer has swapped and swept between the two looks
    raise ArchiveDamagedError(f"{at / _POINTER} names no generation ({name!r}); run: onrecord doctor")


def _pointed(at: Path) -> str:
    """Return what the pointer says; errors as of `current`."""
    try:
        return (at / _POINTER).read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoArchiveError(
            f"no archive at {at}; make one: onrecord index FOLDER --archive {shlex.quote(str(at))}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveDamagedError(f"{at / _POINTER} cannot be read ({error}); run: onrecord doctor") from error


class Lease:
    """Keeps a generation on disk while somebody reads it; given back by `close` or when collected."""

    def __init__(self, file: IO[str], folder: Path) -> None:
        self.folder = folder
        self._file = file
        self.close = weakref.finalize(self, file.close)
        """Give the lease back."""


def lease_current(at: Path) -> Lease:
    """Return a lease on the current generation; errors as of `current`."""
    for _ in range(_TRIES):
        folder = current(at)
        try:
            file = (folder / _LEASE).open()
        except FileNotFoundError:
            continue  # a writer has just swapped; the pointer names another one now
        portalocker.lock(file, portalocker.LOCK_SH)
        if (folder / _LEASE).exists():
            return Lease(file, folder)
        file.close()
    raise ArchiveDamagedError(f"{current(at)} has no lease file; run: onrecord doctor")


def sources_left(at: Path) -> tuple[str, ...]:
    """Return the sources named by the newest manifest that still names any, whatever its schema."""
    for folder in _newest_first(at):
        try:
            sources = json.loads((folder / manifest.FILE).read_bytes())["sources"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return tuple(map(str, sources))
    return ()


def removed_left(at: Path) -> dict[str, Removed]:
    """Return the removed articles that the newest generation remembers which can still be asked."""
    remembered = (manifest.removed_in(folder) for folder in _newest_first(at))
    return next((removed for removed in remembered if removed is not None), {})


def _newest_first(at: Path) -> list[Path]:
    """Return the generations, the current one first: the names of two made within a second do not tell."""
    folders = sorted(folder_of(at).glob("*/"), reverse=True)
    with contextlib.suppress(ArchiveError):
        first = current(at)
        folders.sort(key=lambda folder: folder != first)
    return folders


@contextlib.contextmanager
def writing(at: Path) -> Iterator[None]:
    """Hold the archive's one writer's place; sweep up what a killed writer left.

    Raises ArchiveBusyError if another process writes to it, ArchiveError if disk, memory or access
    give out, here or in the block.
    """
    try:
        folder_of(at).mkdir(parents=True, exist_ok=True)
        with (at / "lock").open("a") as file:
            try:
                portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
            except portalocker.LockException as error:
                raise ArchiveBusyError(
                    f"another process is writing to the archive at {at}; wait until it is done, then try again"
                ) from error
            sweep(at)
            yield
    except (OSError, MemoryError, sqlite3.OperationalError) as error:
        reason, advice = _lack(error)
        raise ArchiveError(
            f"the archive at {at} cannot be written ({reason}); nothing was changed; {advice}, then try again"
        ) from error


def _lack(error: Exception) -> tuple[str, str]:
    """Return what is missing where `error` stopped a writer, and what to do."""
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        return "out of memory", "end other programs, or set ONRECORD_WORKERS=1 and a smaller ONRECORD_BATCH_SIZE"
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    if number in _NO_ACCESS:
        return reason, "get access to it, or name another place with --archive"
    if number in _NO_ROOM or "full" in reason:
        return reason, "free some space on its disk"
    return reason, "see to its disk"


@contextlib.contextmanager
def building(at: Path) -> Iterator[Path]:
    """Give a new folder to build a generation in; it is removed again if the block raises."""
    folder = folder_of(at) / f"{_BUILDING}{secrets.token_hex(4)}"
    folder.mkdir()
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(
    at: Path, built: Path, *, name: str | None = None, commit: Callable[[Path], None] = lambda folder: None
) -> Path:
    """Make the complete generation in `built` the current one; drop those no longer read.

    All files are on disk before the pointer changes, by one atomic rename. `commit` is called before that with where
    they are, and may prevent it by raising. The generation gets a `name` of its own if none is given.
    """
    lease = built / _LEASE
    lease.touch()
    for path in built.rglob("*"):
        if path.is_file():
            path.chmod(lease.stat().st_mode)  # tantivy lets no one but its user read some of its files
        _sync(path)
    _sync(built)
    name = name or f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{built.name.removeprefix(_BUILDING)}"
    folder = built.rename(folder_of(at) / name)
    try:
        _sync(folder_of(at))
        commit(folder)
        pointer = at / _POINTER_NEW
        pointer.write_text(name + "\n", "ascii")
        _sync(pointer)
        pointer.replace(at / _POINTER)
        _sync(at)
    except BaseException:
        if not _is_current(at, folder):
            shutil.rmtree(folder, ignore_errors=True)  # room for the next writer
        raise
    with contextlib.suppress(OSError):  # what cannot be swept up is no reason to call the swap a failure
        sweep(at)
    return folder


def unset(at: Path) -> None:
    """Have no generation be the current one; those there are stay until the next one is published."""
    (at / _POINTER).unlink(missing_ok=True)


def _is_current(at: Path, folder: Path) -> bool:
    try:
        return current(at) == folder
    except ArchiveError:
        return False


def sweep(at: Path) -> None:
    """Remove what a killed writer left, and the generations that are neither current nor read by anyone.

    The caller holds the writer's place. While no generation is current, all are kept: one may be mended.
    """
    (at / _POINTER_NEW).unlink(missing_ok=True)
    for folder in _left(at, claim=True):
        shutil.rmtree(folder, ignore_errors=True)


def leftovers(at: Path) -> list[Path]:
    """Return what the next writer will sweep up, at its start or once it is done; nothing while one is at work."""
    try:
        with (at / "lock").open("r+") as file:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
            never_current = [] if (at / _POINTER).exists() else folder_of(at).iterdir()
            return sorted({*_left(at, claim=False), *never_current, *at.glob(_POINTER_NEW), *unfinished.left(at)})
    except (portalocker.LockException, OSError):
        return []


def _left(at: Path, *, claim: bool) -> Iterator[Path]:
    try:
        keep = current(at)
    except ArchiveError:
        keep = None
    for folder in folder_of(at).iterdir():
        if folder.name.startswith(_BUILDING) or (keep and folder != keep and _unread(folder, claim=claim)):
            yield folder


def _unread(folder: Path, *, claim: bool) -> bool:
    """Tell whether no one reads the generation; `claim` makes sure that no one begins to."""
    try:
        with (folder / _LEASE).open("r+") as file:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
            if claim:
                (folder / _LEASE).unlink()  # whoever opened it meanwhile sees that it is gone
    except FileNotFoundError:
        return True
    except (portalocker.LockException, OSError):
        return False
    return True


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
