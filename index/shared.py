"""Shared: an archive that lies in an engine, so that any number of machines answer from it and keep nothing else.

Of each generation the engine holds two collections: the vectors, which are searched there, and all other files, in
pieces. A process copies the files into its archive's folder, once for each generation, and checks their checksums;
then that folder is like any archive's. Generations are numbered: which one is current is told by an alias, NAME_g12, of
the collection of its vectors; the highest number counts. The engine gives an alias once, so of two writers that made
the same next generation one publishes, and the other is told. The writer's place only keeps them from working in vain.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import os
import re
import secrets
import shutil
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from index import database, generations, manifest, milvus, store, vectors
from index.database import Database
from index.engine import Engine, Field
from index.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveError,
    ArchiveMovedError,
    EngineError,
    NoArchiveError,
)
from index.manifest import Manifest
from index.milvus import Place
from index.settings import Settings

_PIECE = 45_000  # bytes of a file; packed and written as text they fit a field of 65,535
_AT_ONCE = 100  # pieces written or read at once: six megabytes
_FILES = "_files"
_SETTLED = 6.0  # seconds after which readers that may be 5 s behind see what was written
_EXPIRES = 60.0  # seconds after its last sign that a writer's place is free
_SIGN = 10.0  # seconds between signs
_WAIT = 60.0  # seconds for another process of this machine to copy the files
_LOOK = 0.2
_MOVES = 5  # times that the archive may move on while it is copied

Publish = Callable[[Path, Path], Path]
"""Makes the complete generation in a folder the archive's current one; returns where it is."""


class Pointer(NamedTuple):
    """The current generation."""

    number: int
    collection: str
    """Of its vectors."""


class Shared:
    """The archive of one name in an engine."""

    def __init__(self, settings: Settings) -> None:
        self._engine = Engine.of(settings)
        self._name = settings.milvus_archive

    @classmethod
    def of(cls, settings: Settings) -> Shared | None:
        """Return what `settings` name; None if the archive lies on this machine."""
        return cls(settings) if settings.store == "milvus" else None

    def current(self, *, once: bool = False) -> Pointer | None:
        """Return the current generation, None if there is none; tried `once`, if so, else as long as is set."""
        for _ in range(_MOVES):
            numbers = [number for number, _ in self._aliases(once=once)]
            if not numbers:
                return None
            with contextlib.suppress(EngineError):  # it has just been dropped, for a newer one
                told = self._engine.call("describe_alias", self._alias(max(numbers)), once=True)
                return Pointer(max(numbers), told["collection_name"])
        raise EngineError(f"{self._engine.address} does not tell which generation is current; try again")

    def _aliases(self, *, once: bool = False) -> list[tuple[int, str]]:
        """Return the numbers of the generations that are published, with their aliases."""
        aliases = self._engine.call("list_aliases", once=once)["aliases"]
        found = (re.fullmatch(rf"{self._name}_g(\d+)", alias) for alias in aliases)
        return [(int(one[1]), one[0]) for one in found if one]

    def follow(self, at: Path, *, once: bool = False) -> None:
        """Have the current generation's files in the archive's folder `at`, and its pointer name it.

        With `once`, nothing is waited for: not the engine, nor another process that copies them.

        Raises NoArchiveError if the engine has no such archive, ArchiveMismatchError if `at` holds another one,
        EngineError or ArchiveBusyError.
        """
        _refuse_own(at)
        pointer = self.current(once=once)
        if pointer is None:
            raise NoArchiveError(
                f"{self._engine.address} has no archive {self._name}; make one: onrecord index FOLDER, "
                "or set ONRECORD_MILVUS_ARCHIVE"
            )
        ends = time.monotonic() + _WAIT
        while not _is_here(at, pointer):
            with contextlib.suppress(ArchiveBusyError), generations.writing(at):
                self._copy(at)
                return
            if once:
                return
            if time.monotonic() > ends:
                raise ArchiveBusyError(f"another process copies the archive into {at}; wait until it is done")
            time.sleep(_LOOK)

    def renew(self, at: Path) -> None:
        """Copy the current generation anew, as what lies at `at` was found damaged."""
        with generations.writing(at):
            with contextlib.suppress(ArchiveError):
                shutil.rmtree(generations.current(at), ignore_errors=True)
            self._copy(at)

    @contextlib.contextmanager
    def writing(self, at: Path) -> Iterator[Publish]:
        """Hold the writer's place of all machines; have the current generation at `at`; give what publishes the next.

        The caller holds the writer's place of `at`. Raises ArchiveBusyError if another machine writes.
        """
        _refuse_own(at)
        with _Claim(self._engine, f"{self._name}_writer") as claim:
            base = self.current()
            if base is None:
                generations.unset(at)  # what lies here is of an archive that is no more
            else:
                self._sweep(base)
                self._copy(at)
            try:
                yield lambda _, built: self._publish(at, built, base, claim)
            except BaseException:
                with contextlib.suppress(ArchiveError):  # else the next writer sweeps
                    claim.check(once=True)
                    if current := self.current(once=True):
                        self._sweep(current)
                raise

    def _publish(self, at: Path, built: Path, base: Pointer | None, claim: _Claim) -> Path:
        place = Place.read(built)
        new = Pointer(base.number + 1 if base else 1, place.collection)

        def commit(folder: Path) -> None:
            both = new.collection, new.collection + _FILES
            self._write(folder, both[1])
            written = time.monotonic()
            with ThreadPoolExecutor(len(both)) as threads:
                list(threads.map(self._engine.finish, both))
            self._verify(folder, *both)
            time.sleep(max(0.0, written + _SETTLED - time.monotonic()))
            claim.check()
            if not self._engine.create_once(self._alias(new.number), new.collection) or self.current() != new:
                raise ArchiveBusyError(
                    "another machine has published a newer generation meanwhile; nothing was changed; try again"
                )

        folder = generations.publish(at, built, commit=commit)
        with contextlib.suppress(EngineError):  # what cannot be swept up is no reason to call the swap a failure
            self._sweep(new)
        return folder

    def _alias(self, number: int) -> str:
        return f"{self._name}_g{number}"

    def _sweep(self, current: Pointer) -> None:
        """Drop the older generations, and what writers left that were killed.

        While none is current, all are kept: what says so may be mended.
        """
        kept = {current.collection, current.collection + _FILES}
        for number, alias in self._aliases():
            if number != current.number:
                self._engine.call("drop_alias", alias)
        for collection in self._engine.call("list_collections"):
            if re.fullmatch(rf"{self._name}_[0-9a-f]{{8}}({_FILES})?", collection) and collection not in kept:
                self._engine.call("drop_collection", collection)

    # Files ------------------------------------------------------------------------------------

    def _write(self, folder: Path, collection: str) -> None:
        """Write the files of the generation in `folder`."""
        facts = {"generation": folder.name, "manifest": (folder / manifest.FILE).stat().st_size}
        fields: list[Field] = [
            ("number", "INT64", {"is_primary": True}),
            ("data", "VARCHAR", {"max_length": 65_535}),
            ("vector", "FLOAT_VECTOR", {"dim": 2}),  # each collection has to have one
        ]
        self._engine.create(collection, fields, {"index_type": "FLAT", "params": {}}, json.dumps(facts))
        for start, pieces in _groups(_pieces(folder)):
            rows = [{"number": start + i, "data": _packed(piece), "vector": [0, 0]} for i, piece in enumerate(pieces)]
            self._engine.insert(collection, rows)

    def _verify(self, folder: Path, of_vectors: str, of_files: str) -> None:
        """Raise an ArchiveError unless the engine holds what is in `folder`."""
        with Database(folder / database.FILE) as db:
            milvus.verify(self._engine, of_vectors, db)
        for start, pieces in _groups(_pieces(folder)):
            if list(self._read(of_files, start, len(pieces), "Strong")) != pieces:
                raise EngineError(f"{self._engine.address} does not hold the files that were written; try again")

    def _copy(self, at: Path) -> None:
        """Copy the current generation's files to `at`, where the caller holds the writer's place."""
        for _ in range(_MOVES):
            pointer = self.current()
            if pointer is None or _is_here(at, pointer):
                return
            with contextlib.suppress(ArchiveMovedError), generations.building(at) as folder:
                name = self._fetch(pointer.collection + _FILES, folder)
                generations.publish(at, folder, name=name)
                return
        raise ArchiveBusyError("the archive moves on faster than it can be copied; try again later")

    def _fetch(self, collection: str, folder: Path) -> str:
        """Copy a generation's files into `folder`, their checksums compared; return its name."""
        facts = json.loads(self._engine.call("describe_collection", collection)["description"])
        self._engine.call("load_collection", collection)
        done = self._fetch_file(collection, folder / manifest.FILE, facts["manifest"], 0)
        told = Manifest.read(folder)
        for name, file in told.files.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ArchiveDamagedError(f"the archive has a file {name!r}, outside its folder; make it anew")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            done = self._fetch_file(collection, folder / name, file.size, done)
        told.check(folder)
        return str(facts["generation"])

    def _fetch_file(self, collection: str, path: Path, size: int, first: int) -> int:
        """Write the file that begins with the piece `first`; return the number of the piece after it."""
        last = first + math.ceil(size / _PIECE)
        with path.open("wb") as file:
            for start in range(first, last, _AT_ONCE):
                file.writelines(self._read(collection, start, min(_AT_ONCE, last - start)))
        return last

    def _read(self, collection: str, first: int, count: int, consistency: str = "Bounded") -> Iterator[bytes]:
        """Yield so many pieces; raises EngineError if any is not there."""
        rows = self._engine.call(
            "query",
            collection,
            filter=f"number >= {first} and number < {first + count}",
            output_fields=["number", "data"],
            consistency_level=consistency,
        )
        if sorted(row["number"] for row in rows) != list(range(first, first + count)):
            raise EngineError(f"{self._engine.address} lacks a part of the archive now; see that all its nodes run")
        for row in sorted(rows, key=lambda row: row["number"]):
            yield zlib.decompress(base64.b64decode(row["data"]))


class _Claim:
    """The writer's place: a collection that only one can make, and a sign of life in it while it is held.

    Clocks that are more than a minute apart may let two hold it at once; the numbered aliases let only one publish.
    """

    def __init__(self, engine: Engine, collection: str) -> None:
        self._engine = engine
        self._collection = collection
        self._token = secrets.token_hex(8)
        holder = {"token": self._token, "host": socket.gethostname(), "process": os.getpid(), "since": time.time()}
        self._told = json.dumps(holder)
        self._ended = threading.Event()

    def __enter__(self) -> _Claim:
        for _ in range(2):
            if not self._engine.call("has_collection", self._collection):
                with contextlib.suppress(EngineError):  # somebody else was first
                    self._engine.create(self._collection, _NOTHING, None, self._told, once=True)
            with contextlib.suppress(ArchiveMovedError):  # it has just been given back
                held = self._engine.call("describe_collection", self._collection)
                if held["description"] == self._told:
                    self._sign()
                    threading.Thread(target=self._keep, name="writer", daemon=True).start()
                    return self
                self._refuse_if_alive(held)
                self._engine.call("drop_collection", self._collection)
        raise ArchiveBusyError("other machines are about to write to the archive; try again")

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with contextlib.suppress(ArchiveError):  # it expires
            self.check(once=True)
            self._engine.call("drop_collection", self._collection, once=True)

    def check(self, *, once: bool = False) -> None:
        """Raise ArchiveBusyError if the place was taken by another, as this one gave no sign for too long."""
        with contextlib.suppress(ArchiveMovedError):
            if self._engine.call("describe_collection", self._collection, once=once)["description"] == self._told:
                return
        raise ArchiveBusyError("another machine took over writing to the archive; nothing was changed; try again")

    def _refuse_if_alive(self, held: dict[str, object]) -> None:
        holder = json.loads(str(held["description"]))
        signs = dict(held.get("properties") or {})  # type: ignore[call-overload]
        silent = time.time() - float(signs.get(f"onrecord.{holder['token']}", holder["since"]))
        if silent < _EXPIRES:
            raise ArchiveBusyError(
                f"process {holder['process']} of {holder['host']} is writing to the archive; wait until it is done, "
                f"or, if it was killed, {math.ceil(_EXPIRES - silent)} s; then try again"
            )

    def _keep(self) -> None:
        while not self._ended.wait(_SIGN):
            with contextlib.suppress(ArchiveError):  # the engine is away; `check` tells whether the place was lost
                self._sign()

    def _sign(self) -> None:
        self._engine.call(
            "alter_collection_properties", self._collection, {f"onrecord.{self._token}": str(time.time())}, once=True
        )


_NOTHING: list[Field] = [("number", "INT64", {"is_primary": True}), ("vector", "FLOAT_VECTOR", {"dim": 2})]


@contextlib.contextmanager
def publishing(at: Path, settings: Settings) -> Iterator[Publish]:
    """Give what publishes a generation of the archive `at`, to all machines if it is theirs; errors as of `writing`."""
    if shared := Shared.of(settings):
        with shared.writing(at) as publish:
            yield publish
    else:
        yield generations.publish


def _refuse_own(at: Path) -> None:
    """Raise ArchiveMismatchError if an archive lies at `at` that would be lost."""
    for own in generations.folder_of(at).glob(f"*/{vectors.FILE}"):
        store.refuse(own.parent, "faiss", "milvus")


def _is_here(at: Path, pointer: Pointer) -> bool:
    """Tell whether the generation is the current one at `at`."""
    try:
        return Place.read(generations.current(at)).collection == pointer.collection
    except (NoArchiveError, ArchiveDamagedError):
        return False


def _pieces(folder: Path) -> Iterator[bytes]:
    for name in (manifest.FILE, *Manifest.read(folder).files):
        with (folder / name).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _groups(pieces: Iterator[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield pieces in groups, each with the number of its first one."""
    start, group = 0, []
    for piece in pieces:
        group.append(piece)
        if len(group) == _AT_ONCE:
            yield start, group
            start, group = start + len(group), []
    if group:
        yield start, group


def _packed(piece: bytes) -> str:
    return base64.b64encode(zlib.compress(piece, 1)).decode("ascii")
