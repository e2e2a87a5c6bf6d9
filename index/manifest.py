"""The manifest: what a generation of an archive is, written when it is complete."""

from __future__ import annotations

import json
import shlex
from datetime import datetime
from pathlib import Path
from typing import Self

import xxhash
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from index.cells import Cells
from index.encoder import Encoder
from index.errors import ArchiveDamagedError, ArchiveMismatchError
from index.settings import Settings

FILE = "manifest.json"
REMOVED = "removed.json"
"""A second copy of what the manifest says of removed articles, for when it is damaged."""
SCHEMA = 5
"""Raised when the tables, the files or what attribution stores change their meaning."""


_BLOCK = 1 << 20  # bytes read at once


class EncoderFacts(BaseModel):
    """Which encoder made the vectors."""

    model_config = ConfigDict(frozen=True)

    name: str
    dimension: int
    weights_sha256: str

    @classmethod
    def of(cls, encoder: Encoder) -> Self:
        """Return the facts of a loaded encoder."""
        return cls(name=encoder.name, dimension=encoder.dimension, weights_sha256=encoder.weights_sha256)


class CellFacts(BaseModel):
    """How the vectors of a large archive are searched."""

    model_config = ConfigDict(frozen=True)

    cells: int
    probes: int
    """How many of the cells a search looks into."""
    recall: float
    """The share of the ten nearest vectors found that way, as measured with what lies where questions do."""

    @classmethod
    def of(cls, cells: Cells | None) -> Self | None:
        """Return the facts of cells just saved; None if there are none, as all vectors are compared."""
        if cells is None or cells.recall is None:
            return None
        return cls(cells=cells.count, probes=cells.probes, recall=round(cells.recall, 4))


class FileFacts(BaseModel):
    """One file of the generation: its size in bytes and its checksum, which finds rot, not forgery."""

    model_config = ConfigDict(frozen=True)

    size: int
    xxh3: str
    """128 bits, in hexadecimal digits."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read the facts of a file."""
        digest, size = xxhash.xxh3_128(), 0
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
        return cls(size=size, xxh3=digest.hexdigest())


class Removed(BaseModel):
    """An article that is kept out of the archive though files hold it."""

    model_config = ConfigDict(frozen=True)

    title: str | None
    paths: tuple[str, ...]
    """The files in which it was found, absolute."""

    def found_in(self, path: str) -> Self:
        """Return the same with `path` among the files that hold it."""
        return self.model_copy(update={"paths": tuple(dict.fromkeys((*self.paths, path)))})


_REMOVED = TypeAdapter(dict[str, Removed])


class _Copy(BaseModel):
    removed: dict[str, Removed]
    checksum: str


class Manifest(BaseModel):
    """The self-description of a generation."""

    model_config = ConfigDict(frozen=True)

    schema_version: int
    version: str
    """The version of On Record that made it."""
    created: datetime
    encoder: EncoderFacts
    passage_tokens: int
    passage_overlap: int
    sources: tuple[str, ...]
    removed: dict[str, Removed] = {}
    """By the article's id."""
    counts: dict[str, int]
    cells: CellFacts | None = None
    """None: all vectors are compared."""
    files: dict[str, FileFacts]
    checksum: str = ""
    """Of all the above."""

    def sealed(self) -> Self:
        """Return the same with its checksum."""
        return self.model_copy(update={"checksum": _checksum(self.model_dump_json(exclude={"checksum"}).encode())})

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of the generation in `folder`.

        Raises ArchiveDamagedError if it is missing, no manifest or changed, ArchiveMismatchError if it
        has another schema.
        """
        try:
            manifest = cls.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError) as error:
            raise ArchiveDamagedError(f"{folder / FILE} cannot be read; run: onrecord doctor") from error
        if manifest.schema_version != SCHEMA:
            raise ArchiveMismatchError(
                f"the archive has schema {manifest.schema_version}, this version reads {SCHEMA}; "
                f"run: onrecord index --rebuild --archive {shlex.quote(str(folder.parent.parent))}"
            )
        if manifest != manifest.sealed():
            raise ArchiveDamagedError(f"{folder / FILE} was changed since it was made; {_mend(folder)}")
        return manifest

    def check(self, folder: Path, *names: str) -> None:
        """Check the checksums of the named files, of all if none is named.

        Raises ArchiveDamagedError naming the first one that is missing or changed.
        """
        for name in names or self.files:
            path = folder / name
            try:
                found = FileFacts.of(path)
            except OSError as error:
                raise ArchiveDamagedError(f"{path} is missing; {_mend(folder)}") from error
            if found != self.files.get(name):
                raise ArchiveDamagedError(f"{path} was changed since it was made; {_mend(folder)}")

    def check_settings(self, settings: Settings, at: Path) -> None:
        """Raise ArchiveMismatchError if `settings` would make other passages or vectors than these."""
        for field, here, wanted in (
            ("encoder", self.encoder.name, settings.encoder),
            ("passage_tokens", self.passage_tokens, settings.passage_tokens),
            ("passage_overlap", self.passage_overlap, settings.passage_overlap),
        ):
            if here != wanted:
                raise ArchiveMismatchError(
                    f"the archive was made with {field} {here}, the setting is {wanted}; "
                    f"set ONRECORD_{field.upper()}={here} or "
                    f"run: onrecord index --rebuild --archive {shlex.quote(str(at))}"
                )

    def check_encoder(self, encoder: Encoder, at: Path) -> None:
        """Raise ArchiveMismatchError unless `encoder` is the one that made the vectors."""
        if self.encoder != EncoderFacts.of(encoder):
            raise ArchiveMismatchError(
                f"the archive was made by encoder {self.encoder.name} (weights {self.encoder.weights_sha256[:12]}…), "
                f"this is {encoder.name} (weights {encoder.weights_sha256[:12]}…); "
                f"run: onrecord index --rebuild --archive {shlex.quote(str(at))}"
            )


def files_in(folder: Path) -> dict[str, FileFacts]:
    """Return the facts of all files in `folder`, the manifest's own apart, by their paths in it."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / FILE)
    return {str(path.relative_to(folder)): FileFacts.of(path) for path in paths}


def write_removed(folder: Path, removed: dict[str, Removed]) -> None:
    """Write the copy of what the manifest says of removed articles."""
    told = _Copy(removed=removed, checksum=_checksum(_REMOVED.dump_json(removed)))
    (folder / REMOVED).write_text(told.model_dump_json(indent=2), "utf-8")


def removed_in(folder: Path) -> dict[str, Removed] | None:
    """Return the removed articles that the copy in `folder` names, or its manifest; None if neither can be read."""
    try:
        copy = _Copy.model_validate_json((folder / REMOVED).read_bytes())
        if copy.checksum == _checksum(_REMOVED.dump_json(copy.removed)):
            return copy.removed
    except (OSError, ValidationError):
        pass
    try:
        return _REMOVED.validate_python(json.loads((folder / FILE).read_bytes())["removed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checksum(content: bytes) -> str:
    return xxhash.xxh3_128_hexdigest(content)


def _mend(folder: Path) -> str:
    return f"run: onrecord index --rebuild --archive {shlex.quote(str(folder.parent.parent))}"
