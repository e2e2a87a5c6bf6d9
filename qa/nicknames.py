"""Nicknames: English first names that are used for each other: Rudy and Rudolph."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nicknames import NickNamer


def of(first: str) -> tuple[str, ...]:
    """Return the first names that a folded one is short for, and those that are short for it."""
    known = _namer()
    return tuple(sorted(known.canonicals_of(first) | known.nicknames_of(first)))


@cache
def _namer() -> NickNamer:
    from nicknames import NickNamer  # noqa: PLC0415 - reads its list, and hardly any question needs it

    return NickNamer()
