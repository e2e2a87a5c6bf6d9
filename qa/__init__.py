"""Turns a question into an answer: verbatim quotes, each with its speaker and its place."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from functools import cache

from index import Settings
from qa import default
from qa.assistant import Assistant
from qa.models import Answer, Citation, Passage, Status

__all__ = ["Answer", "Assistant", "Citation", "Passage", "Status", "answer"]

_log = logging.getLogger("onrecord")


def answer(
    question: str,
    history: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    outlets: Sequence[str] = (),
) -> Answer:
    """Answer a question from the default archive; as `Assistant.answer`.

    Where there is no archive yet, a checkout's seeds make it; elsewhere NoArchiveError says how.
    """
    return _default(Settings.load()).answer(question, history, since, until, outlets)


@cache
def _default(settings: Settings) -> Assistant:
    return Assistant.open(default.ensure(settings, _log.info), settings)
