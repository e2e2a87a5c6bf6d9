"""Sources: the places that a chat message cites, carried inside the message itself.

The panel is made from the messages alone, so that no link in them is ever dead: not after an earlier
message was removed, and not in a conversation that the browser kept. Only places travel; the words
are read from the archive again, so a forged message cannot put words into an article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa import Answer, Citation, Status
from ui.markup import escaped
from ui.text import flat

_ATTRIBUTE = "data-answer"
_CARRIED = re.compile(rf'{_ATTRIBUTE}="([^"]*)"')
_ASKED = re.compile(r'<p class="asked"[^>]*>(.*)</p>', re.DOTALL)
_COLOURS = 8


class Role(StrEnum):
    """What a place is cited as."""

    QUOTE = "quote"
    """It answers the question."""
    OTHER = "other"
    """Another speaker said it on the topic."""
    NEAREST = "nearest"
    """It came nearest, and is no answer."""


class Source(BaseModel):
    """A place in an article that a message cites."""

    model_config = ConfigDict(frozen=True)

    role: Role
    number: int = Field(ge=1)
    article: str = Field(pattern="^[0-9a-f]{20}$")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    speaker: str | None = None
    answer: tuple[int, int] | None = None
    """Where the short answer stands in the article."""

    @classmethod
    def of(cls, citation: Citation, role: Role) -> Self:
        """Return the place of a citation."""
        start, end = citation.answer_start, citation.answer_end
        return cls(
            role=role,
            number=citation.number,
            article=citation.article.id,
            start=citation.start,
            end=citation.end,
            speaker=citation.speaker,
            answer=(start, end) if start is not None and end is not None else None,
        )

    @property
    def place(self) -> str:
        """The place in one word, as marks and links name it."""
        return f"{self.article}-{self.start}-{self.end}"

    @property
    def anchor(self) -> str:
        """The id of its mark beside the chat."""
        return f"s-{self.place}"


class Told(BaseModel):
    """What a message tells: whether something was found, from which generation, and the places cited."""

    model_config = ConfigDict(frozen=True)

    found: bool
    generation: str
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return what the message for `answer` tells."""
        return cls(found=answer.status is Status.ANSWERED, generation=answer.generation, sources=of(answer))


def of(answer: Answer) -> tuple[Source, ...]:
    """Return the places that `answer` cites."""
    nearest = [
        Source(role=Role.NEAREST, number=number, article=passage.article.id, start=passage.start, end=passage.end)
        for number, passage in enumerate(answer.nearest, 1)
    ]
    quotes = [Source.of(citation, Role.QUOTE) for citation in answer.citations]
    others = [Source.of(citation, Role.OTHER) for citation in answer.others]
    return (*quotes, *others, *nearest)


def attribute(told: Told) -> str:
    """Return the HTML attribute in which a message carries what it tells."""
    return f'{_ATTRIBUTE}="{html.escape(told.model_dump_json())}"'


def carried(message: str) -> Told | None:
    """Return what `message` carries; None if it carries nothing that can be read."""
    found = _CARRIED.search(message)
    if found is None:
        return None
    try:
        return Told.model_validate_json(html.unescape(found[1]))
    except ValidationError:
        return None


def in_conversation(messages: Iterable[Mapping[str, Any]]) -> list[tuple[Source, ...]]:
    """Return the sources of each answer in a conversation, oldest first."""
    return [told.sources for _, told in exchanges(messages) if told.sources]


def exchanges(messages: Iterable[Mapping[str, Any]]) -> list[tuple[str, Told]]:
    """Return each question of a conversation with what was told, oldest first."""
    found, question = [], ""
    for message in messages:
        if message["role"] == "user":
            question = question_of(message)
        elif told := carried(text_of(message)):
            found.append((question, told))
    return found


def asked(question: str) -> str:
    """Return the message that asks `question`, in which no markup is read."""
    return f'<p class="asked" dir="auto">{escaped(flat(question))}</p>'


def question_of(message: Mapping[str, Any]) -> str:
    """Return the question that a chat message asks."""
    text = text_of(message)
    found = _ASKED.fullmatch(text)
    return html.unescape(found[1]) if found else text


def is_complete(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a conversation's last question is answered."""
    return not messages or carried(text_of(messages[-1])) is not None


def text_of(message: Mapping[str, Any]) -> str:
    """Return the text of a chat message, whose content is a text or a list of parts."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def colours(turns: Iterable[Iterable[Source]]) -> dict[str, int]:
    """Return a colour's number for each speaker, in the order in which they first speak."""
    names = dict.fromkeys(source.speaker for turn in turns for source in turn if source.speaker)
    return {name: place % _COLOURS for place, name in enumerate(names)}
