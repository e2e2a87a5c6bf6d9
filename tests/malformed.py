"""Malformed files, each made from a seed and its number alone; `SPECIALS` are those that attack on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass

import growing
from growing import FORMATS
from specials import SPECIALS

__all__ = ["FORMATS", "SPECIALS", "Case"]


@dataclass(frozen=True)
class Case:
    """A file to be made: the number-th of its format under a seed."""

    format: str
    number: int
    seed: int = 0

    def make(self) -> tuple[str, bytes]:
        """Return its name and its bytes."""
        if self.format == "special":
            name, data = SPECIALS[sorted(SPECIALS)[self.number]]()
            return name, data if isinstance(data, bytes) else data.encode("utf-8")
        return growing.made(self.format, random.Random(f"{self.seed}/{self.format}/{self.number}"))
