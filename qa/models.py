"""What an answer is: quotes that can be checked, each with its speaker and its exact place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from index import Article
from index.errors import SpanError
from qa.period import Period

_SHOWN = frozenset({"id", "title", "outlet", "published", "url", "agency", "language", "path", "record"})


NO_MORE = "There is no more on this than before:"
DIFFERING = "The articles differ, newest first:"
Grouping = Literal["outlet", "speaker", "day", "month"]
"""What citations can be grouped by."""
_MISSING: dict[Grouping, str] = {
    "outlet": "outlet unknown",
    "speaker": "speaker not named",
    "day": "undated",
    "month": "undated",
}


class Status(StrEnum):
    """Whether the archive answers the question."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class _Quoting(BaseModel):
    """A place in an article; whoever makes one proves that its text is the slice it claims."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(description="where it starts in the article's text, in code points")
    end: int = Field(description="where it ends")
    article: Article

    @field_serializer("article")
    def _facts(self, article: Article) -> dict[str, Any]:
        return article.model_dump(mode="json", include=set(_SHOWN))


class Passage(_Quoting):
    """A passage that a search found."""

    text: str
    score: float = Field(description="fused rank score, from 0 to 1; 1 is first in every search")
    cosine: float | None = Field(
        default=None, description="cosine of the vectors (qa.multilingual.centring); None if not found by them"
    )
    bm25: float | None = Field(default=None, description="BM25 score; None if not found by words")

    @model_validator(mode="after")
    def _is_slice(self) -> Self:
        _check(self.article, self.start, self.end, self.text)
        return self


class ReckonedDay(BaseModel):
    """A day that a quote only names ("Thursday"), and its date, worked out from the article's own date."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(description="where its name starts in the article")
    end: int
    text: str
    day: date = Field(description="worked out, not written in the article")


class Stages(BaseModel):
    """What each stage made of a sentence."""

    model_config = ConfigDict(frozen=True)

    cosine: float | None = Field(default=None, description="of its passage and the question; None if not found so")
    bm25: float | None = Field(default=None, description="of its passage and the question; None if not found so")
    retrieval: float = Field(description="its passage's fused rank score, from 0 to 1")
    reader: float | None = Field(default=None, description="log odds that it answers, as the reader sees it")
    second: float | None = Field(default=None, description="the same of the second reading; None if there was none")
    evidence: float = Field(description="the probability that it answers, of all that was found about it")


class Copy(_Quoting):
    """The same words in another article: a copy of an agency's text, say."""

    quote: str

    @model_validator(mode="after")
    def _is_slice(self) -> Self:
        _check(self.article, self.start, self.end, self.quote)
        return self


class Citation(_Quoting):
    """A quote with its speaker and its place. Making one whose quote is not its slice raises SpanError."""

    number: int = Field(ge=1)
    quote: str
    speaker: str | None = Field(default=None, description="canonical name of who said it, if it is a statement")
    mention: str | None = Field(default=None, description="the words the article uses for the speaker")
    answer_start: int | None = Field(default=None, description="where the short answer starts in the article")
    answer_end: int | None = None
    answer: str | None = Field(default=None, description="a short answer inside the quote")
    score: float = Field(default=0.0, ge=0.0, le=1.0, description="strength of the evidence")
    stages: Stages | None = Field(default=None, description="what each stage made of it")
    days: tuple[ReckonedDay, ...] = Field(default=(), description="dates of the weekdays that it names, worked out")
    copies: tuple[Copy, ...] = Field(default=(), description="where other articles hold the same words, newest first")

    @model_validator(mode="after")
    def _is_slice(self) -> Self:
        _check(self.article, self.start, self.end, self.quote)
        if self.answer is not None:
            start, end = self.answer_start, self.answer_end
            if start is None or end is None or not self.start <= start <= end <= self.end:
                raise SpanError(f"the short answer {self.answer!r} does not lie inside the quote; give its place")
            _check(self.article, start, end, self.answer)
        for named in self.days:
            _check(self.article, named.start, named.end, named.text)
        return self


class Answer(BaseModel):
    """The outcome of a question."""

    model_config = ConfigDict(frozen=True)

    question: str
    understood: str = Field(description="the question that was answered: a follow-up made to stand alone")
    speakers: tuple[str, ...] = Field(default=(), description="whose words the question asks for, as it names them")
    topic: str = Field(default="", description="what it asks about, without the speaker and the words that ask")
    period: Period | None = Field(default=None, description="what the question says of time, as it was understood")
    status: Status
    text: str = Field(description="the quotes with [1] markers, or a sentence that says that nothing was found")
    citations: tuple[Citation, ...] = ()
    differing: bool = Field(default=False, description="whether the quotes give different figures, newest first")
    no_more: bool = Field(default=False, description="whether more was asked for and there is none: told once again")
    silent: tuple[str, ...] = Field(default=(), description="those of several people asked for who are not quoted")
    nearest: tuple[Passage, ...] = Field(default=(), description="where nothing was found: what came nearest")
    others: tuple[Citation, ...] = Field(
        default=(), description="where the person asked for said nothing: what others said on the topic"
    )
    probability: float = Field(
        description="that the best evidence answers, calibrated; 1 where all that somebody said was asked for"
    )
    threshold: float = Field(description="an answer less probable than this is not given")
    best: Stages | None = Field(default=None, description="what each stage made of the best evidence, given or not")
    generation: str = Field(description="the generation of the archive that answered")

    def grouped(self, by: Grouping) -> dict[str, tuple[Citation, ...]]:
        """Return the citations by outlet, speaker, day or month, newest group first for the last two.

        What has no such thing ("undated", say) comes last.
        """
        groups: dict[str, list[Citation]] = {}
        for citation in self.citations:
            groups.setdefault(_group(citation, by), []).append(citation)
        missing = _MISSING[by]
        names = [name for name in groups if name != missing]
        if by in ("day", "month"):
            names.sort(reverse=True)
        return {name: tuple(groups[name]) for name in (*names, *([missing] if missing in groups else []))}


def silence(names: Iterable[str]) -> list[str]:
    """Return a line for each of several people asked for who said nothing."""
    return [f"Nothing was found that {name} said about this." for name in names]


def _group(citation: Citation, by: Grouping) -> str:
    article = citation.article
    day = article.published.isoformat() if article.published else None
    names = {"outlet": article.outlet, "speaker": citation.speaker, "day": day, "month": day and day[:7]}
    return names[by] or _MISSING[by]


def _check(article: Article, start: int, end: int, text: str) -> None:
    if not 0 <= start <= end <= len(article.text) or article.text[start:end] != text:
        raise SpanError(f"{text[:60]!r} is not [{start}:{end}] of {article.path}; take the slice, not a copy")
