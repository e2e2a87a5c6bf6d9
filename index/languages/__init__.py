"""What On Record knows of each language, read from one TOML file per language.

`en.toml` explains its own fields. To extend a language edit its file; to add one, add a file named
by its ISO 639-1 code.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def codes() -> tuple[str, ...]:
    """Return the ISO 639-1 codes of the languages that have a file."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load(code: str) -> dict[str, Any]:
    """Return the whole file of a language; raises KeyError if there is none."""
    if code not in codes():
        raise KeyError(code)
    return tomllib.loads(resources.files(__name__).joinpath(f"{code}.toml").read_text("utf-8"))
