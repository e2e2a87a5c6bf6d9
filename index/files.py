"""Files: which files a source (a file, a folder or a pattern) names."""

from __future__ import annotations

import errno
import glob
import os
import re
import stat
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from index.errors import SourceError

# Documents that a reader takes, or whose format a reader knows well enough to say what to do.
DOCUMENTS = frozenset(
    ".txt .text .md .markdown .mdown .mkd .json .jsonl .ndjson .jsonlines .csv .tsv .html .htm .xhtml .pdf "
    ".docx .doc .rtf .odt".split()
)
READ = DOCUMENTS.difference(".doc .rtf .odt".split())
"""Suffixes of the documents that a reader takes."""
# What may lie beside articles and is evidently none. Anything else is looked into.
_NO_DOCUMENTS = frozenset(
    ".jpg .jpeg .png .gif .webp .svg .bmp .ico .tif .tiff .heic .avif .psd .ai .eps .raw "
    ".mp3 .mp4 .m4a .m4v .wav .ogg .flac .aac .avi .mov .mkv .webm .wmv .flv .srt .vtt "
    ".zip .gz .tgz .bz2 .xz .zst .7z .rar .tar .jar .iso .dmg .pkg .deb .rpm .whl "
    ".exe .dll .so .dylib .bin .o .a .obj .class .pyc .pyd .wasm .msi .apk .app .bat .cmd .ps1 .sh "
    ".css .scss .less .js .mjs .ts .tsx .jsx .map .vue .py .pyi .ipynb .rb .go .rs .c .h "
    ".cpp .hpp .java .kt .php .pl .r .sql "
    ".toml .yaml .yml .ini .cfg .conf .env .lock .log .pid .tmp .temp .bak .swp .part .crdownload "
    ".db .sqlite .sqlite3 .sqlite-wal .sqlite-shm .mdb .faiss .npy "
    ".npz .pkl .pickle .parquet .arrow .feather .h5 .hdf5 "
    ".pt .pth .onnx .safetensors .gguf .ttf .otf .woff .woff2 .eot .pem .crt .key .p12 "
    ".xls .xlsx .ods .ppt .pptx .odp .xsd .dtd .xsl .xslt".split()
)
_NO_DOCUMENT_NAMES = frozenset(
    "package.json package-lock.json tsconfig.json composer.json manifest.json thumbs.db desktop.ini "
    "makefile dockerfile license "
    "requirements.txt robots.txt".split()
)
_SNIFFED = 8192
_HALVES = re.compile("[\ud800-\udfff]")
"""What Python puts in place of the bytes of a name that are not UTF-8."""
_ENDLESS_LINK = "a link to a link to a link, hundreds of times"
_UNREADABLE_TYPES = {
    stat.S_IFSOCK: "a socket",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unlisted(NamedTuple):
    """A path that cannot be listed or read, and why."""

    path: str
    message: str


@dataclass(frozen=True)
class Listing:
    """The files that a source names."""

    names: tuple[str, ...]
    """Absolute, without symbolic links, each once, sorted as paths are."""
    problems: tuple[Unlisted, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The same as paths; of a large folder they take longer to make than all else."""
        return tuple(map(Path, self.names))


def resolve(source: str | os.PathLike[str]) -> str:
    """Return the one form under which `source` is remembered: absolute, without symbolic links.

    A pattern keeps its wildcards. Raises SourceError if `source` cannot name a file at all.
    """
    given = os.path.expanduser(os.fspath(source))  # noqa: PTH111 - Path would drop what makes a pattern
    if not given.strip() or "\0" in given:
        raise SourceError(f"{given!r} names no file; name a file, a folder or a pattern such as news/**/*.txt")
    if "://" in given:
        raise SourceError(f"{given} is an address; save the page and name the file")
    if not _is_encodable(given):
        raise SourceError(f"{_shown(given)}: its name is not valid UTF-8; rename it")
    try:
        if os.path.lexists(given) or not glob.has_magic(given):
            return os.path.realpath(given)
        parts = Path(given).parts
        fixed = next(place for place, part in enumerate(parts) if glob.has_magic(part))
        return str(Path(glob.escape(os.path.realpath(Path(*parts[:fixed]))), *parts[fixed:]))
    except RecursionError as error:
        raise SourceError(f"{given}: {_ENDLESS_LINK}; name the file itself") from error


def discover(source: str | os.PathLike[str]) -> Listing:
    """Return the files that `source` names: a file, a folder with all below it, or a pattern (`**` too).

    A file named outright is always in it. Of folders and patterns come only files that may be
    documents, told by suffix, else by their first bytes; hidden ones do not. What cannot be read is
    among the problems. Raises SourceError if nothing is found.
    """
    place = resolve(source)
    if os.path.lexists(place):
        named, walk = [place], _Walk(explicit=not os.path.isdir(place))  # noqa: PTH112
    else:
        named, walk = _matching(place), _Walk(explicit=False)
    for path in named:
        walk.visit(path)
    if not walk.names:
        raise SourceError(_nothing(source, place, named, walk.problems))
    return Listing(tuple(sorted(walk.names, key=_parts)), tuple(walk.problems))


def opened(path: Path) -> BufferedReader:
    """Open the file at `path` to read its bytes; raises OSError if it is, by now, none: a pipe would never end."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a file any more")
    return open(handle, "rb")  # noqa: PTH123 - a handle, not a path; the caller closes it


def is_passed_over(name: str) -> bool:
    """Tell whether a file of this name is taken for no document, whatever its suffix, unless it is named outright."""
    return name.lower() in _NO_DOCUMENT_NAMES


def _matching(pattern: str) -> list[str]:
    """Return what `pattern`, an absolute one, matches; `**` enters no links, which may lead in a circle."""
    root = Path(pattern).anchor
    asked = {part for part in Path(pattern).parts if part.startswith(".")}
    try:
        found = [path.relative_to(root).parts for path in Path(root).glob(pattern.removeprefix(root))]
    except ValueError as error:  # "**" with something before or after it
        raise SourceError(f"{pattern}: {error}; write ** between slashes, as in news/**/*.txt") from error
    except OSError as error:  # a name longer than any file's
        raise SourceError(f"{pattern}: {error.strerror}; check its spelling") from error
    except RecursionError as error:
        raise SourceError(f"{pattern[:100]}…: a pattern of {pattern.count('/'):,} parts; name a folder") from error
    return sorted(
        str(Path(root, *parts)) for parts in found if not any(p.startswith(".") and p not in asked for p in parts)
    )


def _nothing(source: str | os.PathLike[str], place: str, named: list[str], problems: list[Unlisted]) -> str:
    given = os.fspath(source)
    if problems:
        return f"{given}: {problems[0].path}: {problems[0].message}"
    if not named:
        what = "no file matches this pattern" if glob.has_magic(place) else "no such file or folder"
        return f"{given}: {what}; check its spelling (looked for {place})"
    return f"{given}: holds no document; On Record reads text, Markdown, JSON, CSV, HTML, PDF and DOCX files"


class _Walk:
    """A walk through folders that goes into each one once, so that links in a circle end."""

    def __init__(self, *, explicit: bool) -> None:
        self.names: set[str] = set()
        self.problems: list[Unlisted] = []
        self._entered: set[str] = set()
        self._explicit = explicit

    def visit(self, path: str) -> None:
        """Take the file at `path`, or all that is below the folder."""
        waiting = [path]
        while waiting:
            try:
                waiting += self._visit(waiting.pop())
            except _UnlistedError as error:
                place, message = error.args
                self.problems.append(Unlisted(_shown(place), message))

    def _visit(self, path: str) -> list[str]:
        try:
            real = os.path.realpath(path, strict=True)
            mode = os.stat(real).st_mode  # noqa: PTH116
            if stat.S_ISDIR(mode):
                return self._enter(real)
            if stat.S_ISREG(mode):
                self._take(real)
        except RecursionError as error:
            raise _UnlistedError(path, f"{_ENDLESS_LINK}; remove it") from error
        except OSError as error:
            reason = "a link that leads nowhere" if os.path.islink(path) else error.strerror  # noqa: PTH114
            raise _UnlistedError(path, f"cannot be read: {reason}; check its permissions, or remove it") from error
        if kind := _UNREADABLE_TYPES.get(stat.S_IFMT(mode)):
            raise _UnlistedError(path, f"not a file but {kind}; remove it from the source")
        return []

    def _enter(self, folder: str) -> list[str]:
        if folder in self._entered:
            return []
        self._entered.add(folder)
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith(".")]
        return [entry.path for entry in shown if not self._is_taken(entry)]

    def _is_taken(self, entry: os.DirEntry[str]) -> bool:
        """Take an entry of a folder that is plainly a file, which needs no looking up of links; tell whether it is."""
        try:
            if plain := entry.is_file(follow_symlinks=False):
                self._take(entry.path)
        except (OSError, _UnlistedError):
            return False  # `visit` keeps what is wrong with it
        return plain

    def _take(self, real: str) -> None:
        if self._explicit or _may_be_document(real):
            self.names.add(_encodable(real))


def _parts(name: str) -> list[str]:
    return name.split(os.sep)  # noqa: PTH206 - a Path for each file of a large folder takes seconds


class _UnlistedError(Exception):
    """A path that has to be among the problems."""


def _encodable(path: str) -> str:
    if not _is_encodable(path):
        raise _UnlistedError(path, "its name is not valid UTF-8; rename it")
    return path


def _is_encodable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(path: str) -> str:
    """Return a path as it can be stored and shown, � in place of what is not UTF-8."""
    return _HALVES.sub("\ufffd", path)


def _may_be_document(path: str) -> bool:
    """Tell by its suffix, else by its first bytes, whether a reader may take the file at `path`."""
    name = os.path.basename(path)  # noqa: PTH119 - as above
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
    if is_passed_over(name) or suffix in _NO_DOCUMENTS:
        return False
    if suffix in DOCUMENTS:
        return True
    with opened(Path(path)) as file:
        start = file.read(_SNIFFED)
    return start.startswith((b"%PDF-", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")) or (bool(start) and b"\0" not in start)
