"""The assistant: asks an archive."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import Self

from index import Filter, Index, Settings
from qa import answers, evidence, question
from qa.models import Answer, Passage
from qa.retrieval import retrieve


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
    ) -> Answer:
        """Answer a question with quotes, or say that nothing was found.

        `history` holds the earlier questions of the conversation, oldest first; `since` and `until`
        (both included) restrict the articles' dates, `outlets` who published them.
        """
        snapshot = self.archive.snapshot()
        asked = question.read(text, history, snapshot.speaks)
        gathered = evidence.gather(snapshot, asked, Filter(since, until, tuple(outlets)))
        return answers.make(snapshot, asked, text, gathered)

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
