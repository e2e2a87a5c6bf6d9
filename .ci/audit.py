"""Audit what On Record brings along: python .ci/audit.py, in the environment that it is installed in.

Asks pip-audit for the advisories on every distribution that the project needs, directly or not, in the version that
is installed. Where no advisory service can be reached it says so, and compares them with `audited.txt` instead, as it
does those that the service knows nothing of: each must be on that list, in no version below the one that mends the last
known advisory. Newer ones are fine. Exits with 1 where an advisory has a mend, a version is too low, or a distribution
is not on the list.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

LIST = Path(__file__).with_name("audited.txt")
_SECONDS = 120  # for all of pip-audit


class Known(NamedTuple):
    """A distribution that was looked at."""

    licence: str
    floor: str | None
    """No version below it may be used."""
    advisory: str


def listed(text: str) -> dict[str, Known]:
    """Return the distributions on a list: NAME LICENCE [FLOOR ADVISORY] a line, # for comments; NAME may have a *."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return {name: Known(licence, *(more or (None, ""))) for name, licence, *more in filter(None, lines)}


def brought(project: str) -> dict[str, str]:
    """Return the versions of all that an installed project needs here, directly or not, itself apart."""
    found: dict[str, str] = {}
    waiting = [(project, "")]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            if needed.marker and not needed.marker.evaluate({"extra": extra}):
                continue
            other = canonicalize_name(needed.name)
            found[other] = metadata.version(other)
            new = {(other, ""), *((other, wanted) for wanted in needed.extras)} - seen
            seen |= new
            waiting += new
    return found


def faults(found: Mapping[str, str], known: Mapping[str, Known]) -> Iterator[str]:
    """Tell of each distribution that is not known, or is below its floor."""
    for name, version in sorted(found.items()):
        entry = next((entry for pattern, entry in known.items() if fnmatch(name, pattern)), None)
        if entry is None:
            yield f"{name} {version} is new: look at what it is and brings, then add it to {LIST.name}"
        elif entry.floor and Version(version) < Version(entry.floor):
            yield f"{name} {version} is below {entry.floor}, which mends {entry.advisory}: upgrade it"


def asked(found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what an advisory service tells of each; nothing, with the reason printed, if it cannot be reached.

    It is OSV: pip-audit's other one is the package index, and a mirror of that answers without any advisory.
    """
    with tempfile.TemporaryDirectory() as scratch:
        pinned = Path(scratch) / "requirements.txt"
        pinned.write_text("".join(f"{name}=={Version(v).public}\n" for name, v in found.items()), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(pinned), "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", "osv", "--format", "json", "--progress-spinner", "off"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
            told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]  # whatever the exit status
        except subprocess.TimeoutExpired:
            print(f"no advisory service: no answer within {_SECONDS} s")
            return []
        except ValueError:
            print("no advisory service:", "".join(done.stderr.splitlines()[-1:])[:150])
            return []
    return [one for one in told if "vulns" in one]  # of others it knows nothing


def advisories(told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Tell of the advisories that have a mend; those that have none are printed only."""
    for one in told:
        for found in one["vulns"]:
            what = f"{one['name']} {one['version']}: {found['id']}"
            if found["fix_versions"]:
                yield f"{what}: upgrade to {' or '.join(found['fix_versions'])}"
            else:
                print(f"{what}, which nothing mends yet")


def main() -> int:
    """Audit; return the exit status."""
    found, known = brought("onrecord"), listed(LIST.read_text("utf-8"))
    told = asked(found)
    left = found.keys() - {canonicalize_name(one["name"]) for one in told}
    wrong = [*advisories(told), *faults({name: found[name] for name in left}, known)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(told)} distributions audited, {len(left)} compared with {LIST.name}, {len(wrong)} faults")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
