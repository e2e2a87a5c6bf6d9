"""Survey: which source files are new, changed, gone or as they were, reading only what may have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index import files
from index.database import FileState
from index.report import Problem

# Larger than any that may be read; its size and time have to do, for its bytes would take minutes or, where
# a file has more of them than the disk (a sparse one), hours.
_NEVER_READ = 4_096_000_000
# A file changed this shortly before it was read may have been changed again without a trace in its time.
_SETTLED_NS = 2_000_000_000


@dataclass
class Survey:
    """The source files against what the archive knows of them."""

    to_read: list[FileState] = field(default_factory=list)
    """New or changed files, with size, time and checksum as found."""
    gone: list[str] = field(default_factory=list)
    unchanged: list[FileState] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What could not even be listed."""

    @property
    def clean(self) -> bool:
        """Whether there is nothing to do."""
        return not self.to_read and not self.gone

    def read_again(self, paths: Collection[str]) -> None:
        """Have the unchanged ones of the files at `paths` read too."""
        self.to_read += [state for state in self.unchanged if state.path in paths]
        self.unchanged = [state for state in self.unchanged if state.path not in paths]


def survey(sources: Iterable[str], known: Mapping[str, FileState], made_ns: int, forget: Sequence[str] = ()) -> Survey:
    """Compare what `sources` hold now with the `known` files of a generation that was begun at `made_ns`.

    Files known from another source stay as they are; those of a source in `forget` go. Raises
    SourceError if a source names nothing.
    """
    result = Survey()
    found: dict[str, str] = {}
    covered = list(sources)
    for source in covered:
        listing = files.discover(source)
        result.problems += [Problem(path=p.path, message=p.message) for p in listing.problems]
        for name in listing.names:
            found.setdefault(name, source)
    for name, source in found.items():
        _sort_in(result, name, source, known.get(name), made_ns)
    unlisted = {problem.path for problem in result.problems}
    for path, state in known.items():
        if path in found:
            continue
        if state.source in forget or (_covers(covered, state) and not _under(path, unlisted)):
            result.gone.append(path)
        else:
            result.unchanged.append(state)
    return result


def _sort_in(result: Survey, path: str, source: str, known: FileState | None, made_ns: int) -> None:
    try:
        facts = os.stat(path)  # noqa: PTH116 - of each file of a large folder: a Path takes as long again
        if (
            known
            and (facts.st_size, facts.st_mtime_ns) == (known.size, known.mtime_ns)
            and facts.st_mtime_ns < made_ns - _SETTLED_NS
        ):
            result.unchanged.append(known)
            return
        with files.opened(Path(path)) as file:
            large = facts.st_size > _NEVER_READ
            digest = "" if large else hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        result.to_read.append(FileState(path, source, -1, 0, "", ()))
        return
    if known and digest and digest == known.sha256:
        result.unchanged.append(known)
    else:
        owner = known.source if known else source
        result.to_read.append(FileState(path, owner, facts.st_size, facts.st_mtime_ns, digest, ()))


def _covers(sources: Sequence[str], state: FileState) -> bool:
    """Tell whether the file would have been found under `sources` if it were still there."""
    return state.source in sources or _under(state.path, sources)


def _under(path: str, folders: Iterable[str]) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)
