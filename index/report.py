"""What a refresh did: counts, and each file that could not be read whole."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """Something in a file, or a whole file, that could not be read."""

    model_config = ConfigDict(frozen=True)

    path: str
    message: str


class Report(BaseModel):
    """The outcome of a refresh. Files are counted in the first five fields."""

    model_config = ConfigDict(frozen=True)

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    unreadable: int = 0
    embedded: int = 0
    """Texts that were encoded; what the archive had already is not."""
    articles_removed: int = 0
    """Articles that were asked to be removed; the files that hold them stay and are not counted."""
    articles_restored: int = 0
    """Articles that came back; the files that hold them were read again and count as updated."""
    resumed: int = 0
    """Articles whose statements were taken over from a refresh that was broken off; `embedded` has none of theirs."""
    articles: int = 0
    passages: int = 0
    statements: int = 0
    problems: tuple[Problem, ...] = ()
    generation: str = ""
    """The generation that is current now."""
    changed: bool = False
    """Whether that is a new one."""

    def summary(self) -> str:
        """Return the counts in one line."""
        files = f"{self.added} added, {self.updated} updated, {self.removed} removed, {self.unchanged} unchanged"
        holds = f"{self.articles:,} articles, {self.passages:,} passages, {self.statements:,} statements"
        resumed = f"; {self.resumed:,} articles taken over from a refresh that was broken off" if self.resumed else ""
        asked = f"articles: {self.articles_removed} removed, {self.articles_restored} restored; "
        return (
            f"files: {files}, {self.unreadable} unreadable; "
            f"{asked if self.articles_removed or self.articles_restored else ''}"
            f"the archive holds {holds}; {self.embedded:,} texts encoded{resumed}"
        )


Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many files are done, and how many there are."""


def silent(doing: str, done: int, total: int) -> None:
    """Show no progress."""
