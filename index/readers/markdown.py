"""Markdown: one article, verbatim; front matter and what is no prose masked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from index import fields, furniture
from index.readers.draft import Draft, Found, SourceFile
from index.spans import Span, merged

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_FRONT = re.compile(  # no more than YAML is read in a second or two
    r"\ufeff?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>.{0,50000}?\r?\n)(?P=mark)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"^([A-Za-z][\w-]*+)\s*+[:=]\s++(\S.*)$", re.MULTILINE)
_LONGEST = 2_000_000
"""Characters of a text at most whose blocks are looked for; that takes a second or two for each million."""
_TOO_LONG = f"more than {_LONGEST:,} characters of Markdown; its code and rules are not told from its prose; split it"
_LINE_START = re.compile(r"\r\n?|\n")  # what markdown-it counts as the end of a line
_NO_PROSE = frozenset({"fence", "code_block", "hr"})
_INLINE = (
    re.compile(r"!\[[^\]\n]{0,200}\]\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"),  # an image
    re.compile(r"\]\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"),  # a link's target
    re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.*$", re.MULTILINE),  # a link's definition
    re.compile(r"<(?:https?|mailto):[^<>\s]{1,2000}>"),
    re.compile(
        r"^[ \t]*+\|?[ \t]*+:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE
    ),  # a table's rule
    re.compile(r"^ {0,3}=+[ \t]*$", re.MULTILINE),  # what underlines a heading
)


def recognises(file: SourceFile) -> bool:
    """Tell by the name, or by front matter that has a known field."""
    if file.suffix in SUFFIXES:
        return True
    known = {*fields.TITLE, *fields.PUBLISHED, *fields.URL, *fields.OUTLET}
    return not known.isdisjoint(_front_matter(file.decoded.text)[1])


def read(file: SourceFile) -> Found:
    """Return the whole text as one article, with the front matter's facts and the first heading as title."""
    text = file.decoded.text
    front, given = _front_matter(text)
    too_long = len(text) > _LONGEST
    tokens = [] if too_long else _parsed(text[front.end :])
    facts = fields.facts(given)
    masked = [front, *_blocks(text, front.end, tokens), *furniture.tags(text)]
    masked += [Span(*match.span()) for pattern in _INLINE for match in pattern.finditer(text, front.end)]
    draft = Draft(text, replace(facts, title=facts.title or _heading(tokens)), merged(masked))
    return Found((draft,), tuple(filter(None, (file.decoded.problem, _TOO_LONG if too_long else None))))


def _front_matter(text: str) -> tuple[Span, dict[str, object]]:
    """Return where the front matter stands (empty if there is none) and its fields, under plain names."""
    match = _FRONT.match(text)
    if not match:
        return Span(0, 0), {}
    try:
        parse = yaml.safe_load if match["mark"] == "---" else tomllib.loads
        given = parse(match["body"])
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError, TypeError):
        # Damaged, as by an unquoted colon in a title: still no prose, if it looks like fields.
        given = {name: value.rstrip() for name, value in _FIELD.findall(match["body"])}
    if not isinstance(given, Mapping) or not given:
        return Span(0, 0), {}
    return Span(*match.span()), fields.plain_names(given)


def _parsed(body: str) -> list[Token]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only Markdown files need it

    return MarkdownIt("commonmark").parse(body)


def _blocks(text: str, offset: int, tokens: list[Token]) -> Iterator[Span]:
    """Yield the blocks that are no prose."""
    starts = [offset, *(match.end() for match in _LINE_START.finditer(text, offset)), len(text)]
    for token in tokens:
        comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        if token.map and (comment or token.type in _NO_PROSE):
            first, end = token.map
            yield Span(starts[first], starts[min(end, len(starts) - 1)])


def _heading(tokens: list[Token]) -> str | None:
    """Return the words of the first heading."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(part.content or " " for part in inline.children or ())
            return " ".join(words.split()) or None
    return None
