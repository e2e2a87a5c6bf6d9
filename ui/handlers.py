"""What the chat's events and the page's one Gradio endpoint do, apart from how the page looks."""

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from index.errors import OnRecordError
from qa import Answer, Assistant, Status
from ui import exports, feedback, message, panel, sources
from ui.exports import Format
from ui.filters import Filters
from ui.markup import escaped
from ui.retold import retold
from ui.service import LONGEST, SORRY
from ui.text import any_time, anybody, flat, listed
from ui.tongue import heard
from ui.words import ENGLISH, long_date, say, speaking, spoken

_log = logging.getLogger("onrecord")
_EXAMPLES = 4
_TRIED = 12  # speakers; bounds the time that the page takes to start
_MOST_SPEAKERS = 500  # offered as filters
_KEPT = 60  # messages of a conversation that the browser keeps

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How the page listens: no progress is shown over what waits, and nothing is published."""

P = ParamSpec("P")
R = TypeVar("R")
Message = dict[str, Any]
"""A chat message as Gradio hands it over: "role" and "content"."""


def guarded(handler: Callable[P, R], language: Callable[[], str] = heard) -> Callable[P, R]:
    """Speak to people in their language, and let them read the errors that are meant for them.

    The other errors are logged, and nothing of them is shown.
    """
    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def guard_each(*args: P.args, **kwargs: P.kwargs) -> Iterator[Any]:
            code, answers = language(), iter(handler(*args, **kwargs))
            while True:
                with _readable(code, handler.__name__):  # not while others work
                    try:
                        answer = next(answers)
                    except StopIteration:
                        return
                yield answer

        return guard_each  # type: ignore[return-value]

    @functools.wraps(handler)
    def guard(*args: P.args, **kwargs: P.kwargs) -> R:
        with _readable(language(), handler.__name__):
            return handler(*args, **kwargs)

    return guard


def _for_programs(handler: Callable[P, R]) -> Callable[P, R]:
    """Guard a handler that speaks English to whoever calls it."""
    return guarded(handler, lambda: ENGLISH)


@contextlib.contextmanager
def _readable(language: str, name: str) -> Iterator[None]:
    with speaking(language):
        try:
            yield
        except gr.Error:
            raise
        except OnRecordError as error:
            raise shown(retold(str(error))) from error
        except Exception as error:
            _log.error("%s failed", name, exc_info=error)
            raise shown(retold(SORRY)) from error


def shown(text: str) -> gr.Error:
    """Return an error that shows `text` and nothing else."""
    return gr.Error(escaped(text), print_exception=False)


class Handlers:
    """The handlers of a page that asks `assistant`. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._examples: dict[str, tuple[str, list[str]]] = {}
        """By language: the generation that they were made from, and example questions."""

    @guarded
    def respond(self, question: str, history: list[Message], *fields: Any) -> Iterator[tuple[list[Message], str]]:
        """Yield the conversation with `question` and, in turn, where its answer is looked for and the answer.

        `fields` are those of the filters. With each comes what the question's box holds then: nothing once
        the question is taken, and later whatever has been typed meanwhile.
        """
        taken = False
        try:
            for conversation in self._responses(question, history, fields):
                yield conversation, gr.skip() if taken else ""
                taken = True
        except Exception:
            yield (history, question) if taken else (gr.skip(), gr.skip())  # what was asked is not lost
            raise

    @guarded
    def respond_again(self, question: str, history: list[Message], *fields: Any) -> Iterator[Any]:
        """Yield the conversation as `respond` does for a question that was not typed, and may be none."""
        if not question:
            yield gr.skip()
            return
        try:
            yield from self._responses(question, history, fields)
        except Exception:
            yield history  # no answer is awaited
            raise

    def _responses(self, question: str, history: list[Message], fields: Sequence[Any]) -> Iterator[list[Message]]:
        question = question.strip()
        if not question:
            raise shown(say("ask.nothing"))
        if len(question) > LONGEST:
            raise shown(say("ask.too_long", limit=LONGEST))
        filters = Filters.read(*fields)
        asked = [*history, {"role": "user", "content": sources.asked(question)}]
        where = self._assistant.search(
            question, since=filters.since, until=filters.until, outlets=filters.outlets, languages=filters.languages
        )
        yield [*asked, {"role": "assistant", "content": message.reading(where)}]
        answer = self._answer(question, history, filters)
        turns = [*sources.in_conversation(history), sources.of(answer)]
        content = message.render(answer, sources.colours(turns), filters.told)
        yield [*asked, {"role": "assistant", "content": content, "options": _chips(answer)}]

    def _answer(self, question: str, history: list[Message], filters: Filters) -> Answer:
        earlier = [sources.question_of(entry)[:LONGEST] for entry in history if entry["role"] == "user"]
        return self._assistant.answer(
            question,
            history=earlier,
            since=filters.since,
            until=filters.until,
            outlets=filters.outlets,
            speakers=filters.speakers,
            languages=filters.languages,
        )

    @guarded
    def choose(self, history: list[Message], chosen: gr.SelectData) -> tuple[str, list[Message]]:
        """Return the question that a chip or an example asks."""
        value = chosen.value
        return str(value["text"] if isinstance(value, dict) else value), history

    @guarded
    def retry(self, history: list[Message], chosen: gr.RetryData) -> tuple[str, list[Message]]:
        """Return the question to ask again, and the conversation before it."""
        at = _question_at(history, int(chosen.index))  # type: ignore[arg-type]
        return sources.question_of(history[at]), history[:at]

    @guarded
    def undo(self, history: list[Message], chosen: gr.UndoData) -> tuple[str, list[Message]]:
        """Return the last question, to be changed, and the conversation before it."""
        at = _question_at(history, int(chosen.index))  # type: ignore[arg-type]
        return sources.question_of(history[at]), history[:at]

    @guarded
    def like(self, history: list[Message], given: gr.LikeData) -> None:
        """Keep what somebody thought of an answer."""
        at = int(given.index)  # type: ignore[arg-type]
        told = sources.carried(sources.text_of(history[at]))
        if told is None:
            return
        question = sources.question_of(history[_question_at(history, at)])
        verdict = {True: "good", False: "bad", "Like": "good", "Dislike": "bad"}.get(given.liked, "none")
        feedback.keep(self._assistant.archive.at, question, told.model_dump_json(), told.generation, verdict)

    @guarded
    def arrive(self, kept: list[Message] | None, request: gr.Request) -> tuple[Any, str]:
        """Return the conversation that the browser kept, and the question of the address ("?q=…")."""
        kept = kept or []
        question = str(request.query_params.get("q", ""))[:LONGEST].strip()
        asked = {sources.question_of(entry) for entry in kept if entry["role"] == "user"}
        return kept or gr.skip(), "" if flat(question) in asked else question

    @guarded
    def follow(self, messages: list[Message] | None) -> tuple[str, str, Any]:
        """Return what hangs on a conversation: its sources, its files, what to keep of it once it is answered."""
        messages, archive = messages or [], self._assistant.archive
        exchanges = sources.exchanges(messages)
        return (
            panel.render(sources.in_conversation(messages), archive),
            exports.downloads(exchanges, archive),
            messages[-_KEPT:] if sources.is_complete(messages) else gr.skip(),
        )

    @guarded
    def copy(self, messages: list[Message] | None, form: str) -> str:
        """Return the last answer of a conversation as text to copy."""
        exchanges = sources.exchanges(messages or [])
        return exports.answer(exchanges[-1], self._assistant.archive, Format(form)) if exchanges else ""

    @guarded
    def head(self) -> str:
        """Return the page's head with what the archive holds: articles, outlets, period."""
        snapshot = self._assistant.archive.snapshot()
        articles, outlets = snapshot.manifest.counts["articles"], len(snapshot.db.outlets())
        parts = [say("count.articles", count=articles), say("count.outlets", count=outlets)]
        if period := snapshot.db.period():
            parts.append(" – ".join(dict.fromkeys(long_date(when) for when in period)))
        return (
            f'<header><h1>On Record</h1><p>{say("page.motto")}</p><p class="summary">{" · ".join(parts)}</p></header>'
        )

    @guarded
    def offer(self, offered: str) -> tuple[Any, ...]:
        """Return what can be chosen from: outlets, speakers and languages to ask, speakers and outlets to look up.

        Last comes the generation. Nothing is sent where it is the one `offered` already: a list filled anew loses
        what is being chosen from it.
        """
        archive = self._assistant.archive
        generation = archive.snapshot().generation
        if generation == offered:
            return (gr.skip(),) * 6
        outlets = [(f"{flat(name)} ({n})", name) for name, n in archive.outlets()]
        speakers = [(f"{flat(s.name)} ({s.statements})", s.name) for s in archive.speakers(limit=_MOST_SPEAKERS)]
        languages = [(f"{name} ({n})", name) for name, n in archive.languages()]
        lists = (outlets, speakers, languages, [("", ""), *speakers], outlets)
        return (*(gr.update(choices=choices) for choices in lists), generation)

    @_for_programs
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
        if not 0 < len(question.strip()) <= LONGEST:
            raise shown(f"a question has 1 to {LONGEST} characters")
        answer = self._answer(question, [], Filters.read(since, until, outlets))
        found = answer.model_dump(mode="json")
        for place in (*found["citations"], *found["others"], *found["nearest"]):
            # Gradio's clients take any object with a "path" for a file to download.
            for held in (place, *place.get("copies", ())):
                held["article"]["file"] = held["article"].pop("path")
        return found

    def examples(self) -> list[dict[str, str]]:
        """Return questions about those who speak most in the archive that it does answer."""
        archive = self._assistant.archive
        generation, language = archive.snapshot().generation, spoken()
        if self._examples.get(language, ("",))[0] != generation:
            outlets = {outlet for outlet, _ in archive.outlets()}
            speakers = [speaker.name for speaker in archive.speakers() if speaker.name not in outlets][:_TRIED]
            answered = filter(None, map(self._answered, speakers))
            self._examples[language] = generation, list(itertools.islice(answered, _EXAMPLES))
        return [{"text": question} for question in self._examples[language][1]]

    def _answered(self, speaker: str) -> str | None:
        """Return a question for a speaker's words that is answered: in English if it is not understood otherwise."""
        english = spoken() == ENGLISH
        question = say("ask.example", speaker=flat(speaker))
        answer = self._assistant.answer(question)
        if answer.status is Status.ANSWERED and (answer.speakers or english):
            return question
        if english:
            return None
        with speaking(ENGLISH):
            return self._answered(speaker)

    @guarded
    def refreshed_examples(self) -> Any:
        """Return the chat with examples made from the archive as it is now."""
        return gr.update(examples=self.examples())


def _question_at(history: Sequence[Message], at: int) -> int:
    """Return where the question stands that the message at `at` belongs to."""
    return next((i for i in range(min(at, len(history) - 1), -1, -1) if history[i]["role"] == "user"), 0)


def _chips(answer: Answer) -> list[dict[str, str]]:
    """Return chips for what was read from the question; clicked, each asks again without."""
    chips = []
    if (question := any_time(answer)) and answer.period:
        chips.append({"label": f"✕ {flat(answer.period.words)}", "value": question})
    if question := anybody(answer):
        chips.append({"label": f"✕ {flat(listed('ask.and', answer.speakers))}", "value": question})
    return chips
