"""The operations that programs may use, over REST and MCP alike: what they take, what they give, how they fail."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from datetime import date
from typing import Annotated, ParamSpec, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from index import Article, Filter, Index, Report, Settings, Statement
from index.errors import OnRecordError
from qa import Answer, Assistant, Passage
from ui.text import day

SORRY = "Something went wrong; whoever runs this page finds the reason in its log."
LONGEST = 1000
"""Characters of a question at most."""

_log = logging.getLogger("onrecord")

P = ParamSpec("P")
R = TypeVar("R")


class BadRequestError(OnRecordError):
    """What was asked for makes no sense."""


class UnknownArticleError(OnRecordError):
    """The archive holds no article with this id."""


class ReadOnlyError(OnRecordError):
    """The archive is served to be read only."""


class FailedError(OnRecordError):
    """Something went wrong that nobody foresaw; the log tells what."""


def _asked(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing is asked; say who said what, when or where")
    return text


def _day(given: object) -> object:
    return day(given) if isinstance(given, str) else given


Day = Annotated[date, Field(strict=True), BeforeValidator(_day)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_asked)]
Texts = Annotated[tuple[Annotated[str, Field(max_length=LONGEST)], ...], Field(max_length=50)]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Restricted(_Request):
    since: Day | None = Field(default=None, description="only articles of this day (2025-01-31) or later")
    until: Day | None = Field(default=None, description="only articles of this day or earlier")
    outlets: Texts = Field(default=(), description="only articles that one of these outlets published")
    languages: Texts = Field(default=(), description="only articles in one of these languages (ISO 639-1)")

    @model_validator(mode="after")
    def _is_period(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self


class Asking(_Restricted):
    """A question, and which articles may answer it."""

    question: Text = Field(description="what is asked, in English")
    speakers: Texts = Field(default=(), description="only what these people said, whoever the question names")
    history: Texts = Field(default=(), description="the earlier questions of the conversation, oldest first")


class Searching(_Restricted):
    """What is searched for, and where."""

    query: Text = Field(description="words, or a sentence that says the same")
    limit: int = Field(default=5, ge=1, le=50, description="passages at most")


class Naming(_Request):
    """Whose names are wanted."""

    like: str = Field(default="", max_length=LONGEST, description="part of a name; empty: all who speak")
    limit: int = Field(default=50, ge=1, le=1000, description="names at most")


class Listing(_Restricted):
    """Which articles are wanted."""

    limit: int = Field(default=50, ge=1, le=1000, description="articles at most")
    offset: int = Field(default=0, ge=0, description="how many of them to pass over")


class Opening(_Request):
    """Which article is wanted."""

    id: str = Field(max_length=100, description="the article's id, as citations and lists give it")


class Refreshing(_Request):
    """What to bring up to date."""

    sources: tuple[str, ...] = Field(default=(), description="of the sources that the archive knows; none: all of them")


class Passages(BaseModel):
    """Passages, best first."""

    passages: tuple[Passage, ...]


class Speaker(BaseModel):
    """Somebody who speaks, and how much of theirs the archive holds."""

    name: str
    statements: int
    articles: int


class Speakers(BaseModel):
    """Speakers, most statements first."""

    speakers: tuple[Speaker, ...]


class Facts(BaseModel):
    """What is known of an article."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str | None
    outlet: str | None = Field(description="who published it")
    published: date | None = Field(description="the article's own date, not the file's")
    url: str | None
    agency: str | None = Field(description="the news agency it cites as its source")
    language: str | None = Field(description="ISO 639-1 code")
    path: str = Field(description="the source file")
    record: int | None = Field(description="its place in a file of several records, from 0")


class Articles(BaseModel):
    """Some of the articles, newest first, those without a date last."""

    total: int = Field(description="how many there are of this kind")
    articles: tuple[Facts, ...]


class WholeArticle(Facts):
    """An article with its text and who said what in it."""

    text: str = Field(description="its text; start and end of quotes count its code points")
    statements: tuple[Statement, ...] = Field(description="in text order; their places count code points of the text")


def explain(error: ValidationError) -> str:
    """Return what is wrong with a request, for people."""
    return complaint([(entry["loc"], entry["msg"]) for entry in error.errors(include_url=False)])


def complaint(wrong: list[tuple[tuple[int | str, ...], str]]) -> str:
    """Return as one line what is wrong where."""
    return "; ".join(
        ": ".join(filter(None, (".".join(map(str, place)), message.removeprefix("Value error, "))))
        for place, message in wrong
    )


def _guarded(operation: Callable[P, R]) -> Callable[P, R]:
    """Let errors meant for people through; log the others and show nothing of them."""

    @functools.wraps(operation)
    def guard(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return operation(*args, **kwargs)
        except OnRecordError:
            raise
        except Exception as error:
            _log.exception("%s failed", operation.__name__)
            raise FailedError(SORRY) from error

    return guard


class Service:
    """The operations on the archive of `assistant`. Safe to use from several threads.

    Each raises OnRecordError with a message meant for people, FailedError for what nobody foresaw.
    """

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._assistant = assistant
        self._settings = settings

    @_guarded
    def ask(self, asking: Asking) -> Answer:
        """Ask the news archive who said what; get verbatim quotes with speaker, outlet, date and exact place.

        Each citation's quote is the slice [start:end] of its article's text, unchanged: quote it word for
        word. Where status is not_found the archive does not answer: say so, and take nearest and others
        for hints, not for answers. Nothing is generated.

        Raises NotInArchiveError for one of the speakers whom the archive does not know.
        """
        return self._assistant.answer(
            asking.question,
            asking.history,
            since=asking.since,
            until=asking.until,
            outlets=asking.outlets,
            speakers=asking.speakers,
            languages=asking.languages,
        )

    @_guarded
    def search(self, searching: Searching) -> Passages:
        """Search the news archive for passages by meaning and by words, best first, whoever speaks in them."""
        found = self._assistant.search(
            searching.query,
            searching.limit,
            searching.since,
            searching.until,
            searching.outlets,
            searching.languages,
        )
        return Passages(passages=tuple(found))

    @_guarded
    def speakers(self, naming: Naming) -> Speakers:
        """List who speaks in the news archive, with numbers of statements and articles, most statements first."""
        found = self._assistant.archive.speakers(naming.like, naming.limit)
        return Speakers(speakers=tuple(Speaker(**count._asdict()) for count in found))

    @_guarded
    def articles(self, listing: Listing) -> Articles:
        """List the articles of the news archive, newest first, without their text."""
        snapshot = self._assistant.archive.snapshot()
        restriction = Filter(listing.since, listing.until, listing.outlets, languages=listing.languages)
        ids = snapshot.db.article_ids(restriction)
        wanted = ids[listing.offset : listing.offset + listing.limit]
        return Articles(total=len(ids), articles=tuple(_facts(snapshot.article(article)) for article in wanted))

    @_guarded
    def article(self, opening: Opening) -> WholeArticle:
        """Open one article: its whole text and who said what in it, to check a quote against.

        Raises UnknownArticleError if the archive holds none with this id.
        """
        snapshot = self._assistant.archive.snapshot()
        try:
            article = snapshot.article(opening.id)
        except KeyError as error:
            raise UnknownArticleError(f"no article has the id {opening.id!r}; list them for those there are") from error
        return WholeArticle(
            **_facts(article).model_dump(), text=article.text, statements=snapshot.db.statements(article.id)
        )

    @_guarded
    def refresh(self, refreshing: Refreshing) -> Report:
        """Bring the news archive up to date with the files and folders that it was made from.

        Raises ReadOnlyError if it is served to be read only, BadRequestError for a source that it does
        not know; errors as of `Index.refresh`.
        """
        if self._settings.read_only:
            raise ReadOnlyError("the archive is served to be read only; whoever runs it can bring it up to date")
        known = self._assistant.archive.snapshot().manifest.sources
        if unknown := [source for source in refreshing.sources if source not in known]:
            raise BadRequestError(f"{unknown[0]} is no source of this archive; its sources are {', '.join(known)}")
        return Index.refresh(*refreshing.sources, at=self._assistant.archive.at, settings=self._assistant.settings)


def _facts(article: Article) -> Facts:
    return Facts.model_validate(article)
