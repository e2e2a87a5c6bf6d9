"""The assistant: asks an archive."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import Self

from index import Filter, Index, Settings, Snapshot
from qa import answers, evidence, period, question
from qa.models import Answer, Passage
from qa.retrieval import retrieve


def _calendar(snapshot: Snapshot) -> Callable[[str], period.Told]:
    """Return what tells the period that a question names, reckoned from today and from the archive's newest article."""
    days = snapshot.db.period()
    return lambda text: period.find(text, date.today(), days[1] if days else None)


class Assistant:
    """Answers questions from one archive with verbatim quotes. Safe to use from several threads."""

    def __init__(self, archive: Index, settings: Settings) -> None:
        self.archive = archive
        self.settings = settings

    @classmethod
    def open(cls, archive: str | os.PathLike[str], settings: Settings | None = None) -> Self:
        """Open an assistant on the archive at `archive`; errors as of `Index.open`."""
        settings = settings or Settings.load()
        return cls(Index.open(archive, settings), settings)

    def answer(
        self,
        text: str,
        history: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        outlets: Sequence[str] = (),
        read_period: bool = True,
    ) -> Answer:
        """Answer a question with quotes, or say that nothing was found.

        `history` holds the earlier questions of the conversation, oldest first; `since` and `until`
        (both included) restrict the articles' dates, `outlets` who published them. What the question
        itself says of time ("last week") restricts them too unless `read_period` is false.
        """
        snapshot = self.archive.snapshot()
        told = _calendar(snapshot) if read_period else period.untold
        asked = question.read(text, history, snapshot.speaks, told)
        restriction = period.within(Filter(since, until, tuple(outlets)), asked.period)
        gathered = evidence.gather(snapshot, asked, restriction)
        return answers.make(snapshot, asked, text, gathered, restriction)

    def search(
        self,
        text: str,
        limit: int = 5,
        since: date | None = None,
        until: date | None = None,
        outlets: Sequence[str] = (),
    ) -> list[Passage]:
        """Return up to `limit` passages for `text`, best first; restricted as in `answer`."""
        snapshot = self.archive.snapshot()
        vector = snapshot.encoder.encode_query(text)
        hits = retrieve(snapshot, text, vector, Filter(since, until, tuple(outlets)), limit)
        return [answers.passage(snapshot, hit) for hit in hits]
