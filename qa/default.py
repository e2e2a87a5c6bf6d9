"""The default archive: where it is, and how it comes to be in a checkout that has none yet."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from index import Index, Settings
from index.errors import NoArchiveError


def ensure(settings: Settings, say: Callable[[str], None]) -> Path:
    """Return the place of the default archive; make it from a checkout's seeds if there is none.

    `say` is told when one is made. Raises NoArchiveError, with the command to run, where there is
    neither an archive nor a checkout.
    """
    at = settings.archive
    if (at / "CURRENT").exists() or settings.store != "faiss":
        return at
    seeds = find_seeds()
    if seeds is None:
        raise NoArchiveError(f"no archive at {at} yet; make one from your articles: onrecord index FOLDER")
    say(f"No archive yet: making one at {at} from {seeds}")
    report = Index.refresh(seeds, at=at, settings=settings)
    say(report.summary())
    return at


def find_seeds() -> Path | None:
    """Return the `seeds/` folder of the checkout that the current directory or this code lies in."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        project = folder / "pyproject.toml"
        if (folder / "seeds").is_dir() and project.is_file():
            try:
                name = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("name")
            except (OSError, ValueError):
                continue
            if name == "onrecord":
                return folder / "seeds"
    return None
