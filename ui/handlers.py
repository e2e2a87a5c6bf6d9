"""What the page's events and its one endpoint do, apart from how the page looks."""

from __future__ import annotations

import functools
import itertools
import logging
from collections.abc import Callable
from datetime import date
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from gradio.components.chatbot import OptionDict

from index.errors import OnRecordError
from qa import Assistant, Status
from ui import message, panel, sources
from ui.markup import escaped
from ui.text import any_time, day, flat, long_date

_log = logging.getLogger("onrecord")
_EXAMPLES = 4
_TRIED = 12  # speakers; bounds the time that the page takes to start

P = ParamSpec("P")
R = TypeVar("R")
Message = dict[str, Any]
"""A chat message as Gradio hands it over: "role" and "content"."""


def guarded(handler: Callable[P, R]) -> Callable[P, R]:
    """Let people read the errors that are meant for them; log the others and show nothing of them."""

    @functools.wraps(handler)
    def guard(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except gr.Error:
            raise
        except OnRecordError as error:
            raise _shown(str(error)) from error
        except Exception as error:
            _log.exception("%s failed", handler.__name__)
            raise _shown("Something went wrong; whoever runs this page finds the reason in its log.") from error

    return guard


class Handlers:
    """The handlers of a page that asks `assistant`. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @guarded
    def respond(self, question: str, history: list[Message]) -> gr.ChatMessage:
        """Return the message that answers `question`, asked after the messages of `history`.

        A period that was read from the question is a chip: clicked, it asks again without.
        """
        if not question.strip():
            raise _shown("Ask something: who said what, when or where?")
        earlier = [sources.text_of(entry) for entry in history if entry["role"] == "user"]
        answer = self._assistant.answer(question, history=earlier)
        turns = [*sources.in_conversation(history), sources.of(answer)]
        chip = any_time(answer)
        words = flat(answer.period.words) if answer.period else ""
        options: list[OptionDict] = [{"label": f"✕ {words}", "value": chip}] if chip else []
        return gr.ChatMessage(message.render(answer, sources.colours(turns)), options=options)

    @guarded
    def panel(self, messages: list[Message] | None) -> str:
        """Return the sources of a conversation."""
        return panel.render(sources.in_conversation(messages or []), self._assistant.archive)

    @guarded
    def head(self) -> str:
        """Return the page's head with what the archive holds: articles, outlets, period."""
        snapshot = self._assistant.archive.snapshot()
        articles, outlets = snapshot.manifest.counts["articles"], len(snapshot.db.outlets())
        parts = [_counted(articles, "article"), _counted(outlets, "outlet")]
        if period := snapshot.db.period():
            parts.append(" – ".join(dict.fromkeys(long_date(when) for when in period)))
        return (
            "<header><h1>On Record</h1><p>Who said what, in their own words.</p>"
            f'<p class="summary">{" · ".join(parts)}</p></header>'
        )

    @guarded
    def ask(self, question: str, since: str = "", until: str = "", outlets: list[str] | None = None) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the archive, or say that nothing was found.

        Args:
            question: What is asked, in English.
            since: Only articles of this day (2025-01-31) or later; empty for any.
            until: Only articles of this day or earlier; empty for any.
            outlets: Only articles that one of these outlets published; empty for any.

        Returns:
            The answer as `onrecord ask --json` prints it, but for an article's path, which is called "file".

        """
        if not question.strip():
            raise _shown("question is empty; ask something")
        answer = self._assistant.answer(question, since=_day(since), until=_day(until), outlets=outlets or ())
        found = answer.model_dump(mode="json")
        for place in (*found["citations"], *found["others"], *found["nearest"]):
            # Gradio's clients take any object with a "path" for a file to download.
            for held in (place, *place.get("copies", ())):
                held["article"]["file"] = held["article"].pop("path")
        return found

    def examples(self) -> list[str]:
        """Return questions about those who speak most in the archive that it does answer."""
        archive = self._assistant.archive
        outlets = {outlet for outlet, _ in archive.outlets()}
        speakers = [speaker.name for speaker in archive.speakers() if speaker.name not in outlets][:_TRIED]
        questions = (f"What did {flat(speaker)} say?" for speaker in speakers)
        answered = (q for q in questions if self._assistant.answer(q).status is Status.ANSWERED)
        return list(itertools.islice(answered, _EXAMPLES))


def _shown(text: str) -> gr.Error:
    return gr.Error(escaped(text), print_exception=False)


def _day(text: str) -> date | None:
    try:
        return day(text) if text.strip() else None
    except ValueError as error:
        raise _shown(str(error)) from error


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
