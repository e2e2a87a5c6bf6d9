"""How each language asks, read from one TOML file per language; `en.toml` explains its own fields."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(code: str) -> dict[str, Any]:
    """Return the file of the language with this ISO 639-1 code."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{code}.toml").read_text("utf-8"))
