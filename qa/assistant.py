"""The assistant: asks an archive."""

from __future__ import annotations

import functools
import os
import statistics
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Concatenate, ParamSpec, Self, TypeVar

from loky import cpu_count

from index import Filter, Index, Settings, Snapshot
from qa import answers, evidence, forms, hindsight, period, question
from qa import languages as qa_languages
from qa.models import Answer, Passage, Status
from qa.multilingual import names as other_names
from qa.multilingual import period as other_period
from qa.retrieval import retrieve
from qa.stages import stage

# As many questions are worked at as there are cores; others wait, so that the first are soon answered.
_turns = threading.BoundedSemaphore(cpu_count())
_EVENT_PASSAGES = 20  # that may tell when an event was
_EVENT_ARTICLES = 2
_EVENT_SPREAD = timedelta(days=21)


def _calendar(snapshot: Snapshot, asked_in: Callable[[str], str]) -> Callable[[str], period.Told]:
    """Return what tells the period that a question names, reckoned from today and from the archive's articles."""
    days = snapshot.db.period()
    today, newest = date.today(), days[1] if days else None

    def told(text: str) -> period.Told:
        code = asked_in(text)
        if code != qa_languages.DEFAULT:
            return other_period.find(text, code, today, newest)
        return period.find(text, today, newest, lambda event: _day_of(snapshot, event))

    return told


def _day_of(snapshot: Snapshot, event: str) -> date | None:
    """Return the median day of the articles that tell of an event in all its words.

    None unless there are several and they are of the same few weeks: a war or a decade is no day.
    """
    told = event.lower().split()
    if not set(told).isdisjoint(forms.language()["period"]["no_event"]) or any(c.isdigit() for c in event):
        return None
    wanted = set(snapshot.words.terms(forms.content(event)))
    days = {}
    for passage, _ in snapshot.matching(event, _EVENT_PASSAGES, Filter()):
        article = snapshot.article(passage.article)
        held = snapshot.words.terms(f"{article.title or ''} {passage.span.of(article.text)}")
        if article.published and wanted and wanted <= set(held):
            days[article.id] = article.published
    if len(days) < _EVENT_ARTICLES or max(days.values()) - min(days.values()) > _EVENT_SPREAD:
        return None
    return statistics.median_low(days.values())


P = ParamSpec("P")
R = TypeVar("R")


def _asked_again(
    operation: Callable[Concatenate[Assistant, P], R],
) -> Callable[Concatenate[Assistant, P], R]:
    """Ask again where the generation that is asked makes room for a newer one meanwhile."""

    @functools.wraps(operation)
    def ask(assistant: Assistant, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return assistant.archive.ask(lambda _: operation(assistant, *args, **kwargs))

    return ask


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

    @_asked_again
    def answer(
        self,
        text: str,
        history: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        outlets: Sequence[str] = (),
        read_period: bool = True,
        speakers: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> Answer:
        """Answer a question with quotes, or say that nothing was found.

        `history` holds the earlier questions of the conversation, oldest first; `since` and `until`
        (both included) restrict the articles' dates, `outlets` who published them, `languages` (ISO 639-1)
        what they are written in; `speakers`, by names as `Index.speaker_named` takes them, leave only the
        words of these. What the question itself says of time ("last week") restricts them too unless
        `read_period` is false.

        Raises NotInArchiveError for a speaker whom the archive does not know, and if it knows none of the
        outlets or none of the languages.
        """
        text = question.whole(text)
        snapshot = self.archive.snapshot()
        asked_in = functools.partial(qa_languages.asked_in, likely=snapshot.languages)
        told = _calendar(snapshot, asked_in) if read_period else period.untold
        only = frozenset(map(snapshot.speaker_named, speakers))
        given = Filter(since, until, tuple(outlets), languages=tuple(languages))
        snapshot.check(given)
        with _turns:
            with stage("question"):
                asked = question.read(text, history, snapshot.speaks, told, other_names.caller(snapshot), asked_in)
                restriction = period.within(given, asked.period)
            with stage("evidence"):
                gathered = evidence.gather(snapshot, asked, restriction, only)
            with stage("answer"):
                answer = answers.make(snapshot, asked, text, gathered, restriction)
            if answer.status is Status.NOT_FOUND and (
                told_later := self._told_later(snapshot, asked, text, given, only)
            ):
                return told_later
            return answer

    def _told_later(
        self, snapshot: Snapshot, asked: question.Question, text: str, given: Filter, only: frozenset[str]
    ) -> Answer | None:
        """Return what articles of other times tell of the question's period; None if it has none, or they do not."""
        gathered = hindsight.gather(snapshot, asked, given, only)
        answer = answers.make(snapshot, asked, text, gathered, given) if gathered and gathered.evidence else None
        return answer if answer and answer.status is not Status.NOT_FOUND else None

    @_asked_again
    def search(
        self,
        text: str,
        limit: int = 5,
        since: date | None = None,
        until: date | None = None,
        outlets: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> list[Passage]:
        """Return up to `limit` passages for `text`, best first; restricted, and raising, as in `answer`."""
        text = question.whole(text)
        snapshot = self.archive.snapshot()
        restriction = Filter(since, until, tuple(outlets), languages=tuple(languages))
        snapshot.check(restriction)
        hits = retrieve(snapshot, text, functools.partial(snapshot.encoder.encode_query, text), restriction, limit)
        return [answers.passage(snapshot, hit) for hit in hits]
