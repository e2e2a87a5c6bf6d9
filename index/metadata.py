"""Metadata: title, date, outlet and agency of a text that comes without, read from the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import agencies, dates, fields, furniture, outlets
from index.fields import Facts
from index.outlets import BESIDE_DATE, TIME
from index.spans import Span, covering, merged

_HEAD_LINES = 8
_TAIL_LINES = outlets.TAIL_LINES
_LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z _-]{0,20})\s?:\s+(?P<value>\S.*)")
_AUTHOR = frozenset({"author", "byline", "by", "authors"})
_UNSURE = frozenset({"source", "name", "time", "site", "link", "created"})  # also how a headline may begin
_KNOWN = frozenset((*fields.TITLE, *fields.PUBLISHED, *fields.URL, *fields.OUTLET)) | _AUTHOR
_LONGEST_TITLE = 160
_LONGEST_DATE_LINE = 100
_BYLINE = re.compile(r"By\s[A-ZÀ-ÞƏİ][^.!?]{2,80}")
_PERSON = r"(?:[A-ZÀ-ÞƏİ][\w'’-]*\.? ){1,2}[A-ZÀ-ÞƏİ][\w'’-]+"
_NAMES = re.compile(rf"{_PERSON}(?:(?:,| and|, and) {_PERSON})*")
_CAPTION = re.compile(r".*\([^()]*(?:\bphoto\b|/)[^()]*\)\.?|.*\bgetty images", re.IGNORECASE)


@dataclass(frozen=True)
class Metadata:
    """What a text says about itself."""

    facts: Facts
    agency: str | None
    furniture: tuple[Span, ...]
    """The lines that are no prose, those the facts were read from included (a title line is prose)."""


def describe(text: str, path: Path | None, masked: Sequence[Span] = ()) -> Metadata:
    """Return what `text` says about itself outside of the spans `masked`.

    The date may also come from the name of the file at `path`; never from the time it was written.
    """
    lines = [line for line in furniture.lines(text) if not any(m.holds(line) for m in _near(masked, line))]
    head, tail = lines[:_HEAD_LINES], lines[_HEAD_LINES:][-_TAIL_LINES:]
    labelled = dict(_labelled(text, head))
    told = fields.facts(dict(labelled.values()))
    mask = [*masked, *furniture.find(text), *labelled]
    published, dated = _published(text, (*head, *tail))
    outlet, named = outlets.credited(text, lines[1:])
    mask += dated + named + [line for line in head if _is_credit(line.of(text))]
    top, agency = outlets.masthead(text, head), agencies.find(text)
    if agency and top.outlet and fields.plain_name(agency) == fields.plain_name(top.outlet):  # "By Ann Poe, Reuters"
        top = outlets.Masthead()
    spans = merged([*mask, *top.lines])
    title = _title(text, [line for line in lines[: _HEAD_LINES + 1] if not _near(spans, line)])
    if top.bare and not title:  # "Hard Times" is the headline itself
        top, spans = outlets.Masthead(), merged(mask)
    facts = Facts(
        title=told.title or title,
        outlet=told.outlet or outlet or top.outlet,
        published=told.published or published or top.published or (dates.in_name(path.stem) if path else None),
        url=told.url,
    )
    return Metadata(facts, agency, spans)


def _is_credit(line: str) -> bool:
    """Tell whether `line` only says who wrote, or where and when an agency did."""
    return bool(_BYLINE.fullmatch(line)) or agencies.is_dateline(line)


def _near(spans: Sequence[Span], line: Span) -> Sequence[Span]:
    touched = covering(spans, *line)
    return spans[touched.start : touched.stop]


def _labelled(text: str, head: Sequence[Span]) -> Iterator[tuple[Span, tuple[str, str]]]:
    """Yield the lines such as "Date: 5 May 2020" that a text begins with, with plain label and value."""
    found = []
    for line in head:
        match = _LABEL.fullmatch(line.of(text))
        if not match or fields.plain_name(match["label"]) not in _KNOWN:
            break
        found.append((line, (fields.plain_name(match["label"]), match["value"])))
    if len(found) == 1 and found[0][1][0] in _UNSURE and len(found[0][1][1].split()) > 4:
        return
    yield from found


def _published(text: str, lines: Sequence[Span]) -> tuple[date | None, list[Span]]:
    """Return the first date that is the text's own, and the lines that hold nothing but one."""
    published, alone = None, []
    for line in lines:
        words = line.of(text)
        paragraph = len(words) > _LONGEST_DATE_LINE
        if furniture.is_statement(words) and not paragraph:
            continue
        for span, day in dates.find(words[:_LONGEST_DATE_LINE]):
            rest = TIME.sub(" ", words[: span.start] + " " + words[span.end :])
            only = not paragraph and (not rest.strip() or BESIDE_DATE.fullmatch(rest))
            if only:
                alone.append(line)
            if only or _introduces(words[: span.start], byline=not paragraph):
                published = published or day
    return published, alone


def _introduces(before: str, *, byline: bool) -> bool:
    """Tell "BAKU, Azerbaijan, " or, if `byline`, "By Jane Doe, " before a date from what a caption says."""
    words = before.split()
    if not 0 < len(words) <= 8 or before.rstrip()[-1:] not in tuple(",|–—-·•/"):
        return False
    city = words[0].strip(",.")
    return (byline and words[0] == "By") or (city.isupper() and len(city) > 2)


def _title(text: str, lines: Sequence[Span]) -> str | None:
    """Return the first line if it reads like a headline above a text."""
    if len(lines) < 2:
        return None
    first, second = lines[0], lines[1]
    words = first.of(text).lstrip("\ufeff# ")
    if not 2 <= len(words) <= _LONGEST_TITLE or words[-1] in ",;:-–—" or furniture.is_statement(words):
        return None
    if _NAMES.fullmatch(words) or _CAPTION.fullmatch(words):  # of the authors, of a photo
        return None
    between = text[first.end : second.start]
    apart = between.count("\n") > 1 or between.count("\r") > 1
    # Without a blank line between them, the first line of wrapped text looks the same but for what follows.
    if not apart and (len(second.of(text)) < 1.5 * len(words) or second.of(text)[0].islower()):
        return None
    if words[-1] == "." and (not apart or len(words.split()) > 12):
        return None
    return " ".join(words.split())
