"""Print the README's two commands, or its Python example: python readme.py commands|example."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of `language` in the README, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Return the two commands that the README gives first: one block with one line each."""
    return [block.strip() for block in blocks("sh")[:2]]


if __name__ == "__main__":
    print("\n".join(commands() if sys.argv[1] == "commands" else blocks("python")[:1]))
