"""Metadata: title, date, outlet and agency of a text that comes without, read from the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import agencies, dates, fields, furniture
from index.fields import Facts
from index.spans import Span, covering, merged

_HEAD_LINES = 8
_TAIL_LINES = 4
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
# What may stand beside a date on its line, so that the date is the article's own.
_BESIDE_DATE = re.compile(
    r"(?:t|z|date|published|posted|updated|last|modified|created|on|at|by|time|first|gmt|utc|est|edt|et|bst|msk|am|pm|a\.m|p\.m|"
    r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|px|min|read|"
    r"опубликовано|дата|обновлено|tarix|dərc|г|года?|\d++|[\W_]++)+",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DOMAIN = re.compile(r"(?:www\.)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,6}/?")
_OUTLET_WORD = re.compile(
    r"\b(?:News|Times|Post|Press|Agency|Daily|Herald|Gazette|Tribune|Journal|TV|Radio|Media|Today|Online|Chronicle|"
    r"Telegraph|Observer|Review|Standard|Mail|Express|Star|Sun|Mirror|Guardian|Independent|Weekly|Magazine|"
    r"Dispatch|Courier|Echo|Argus|Sentinel|Examiner|Bulletin|Inquirer|Advertiser|Messenger)\b"
)
_CREDIT = re.compile(r"(?:source|©|\(c\)|copyright)(?:\s\d{4})?\s?:?\s+(?P<name>[^\d\W].{1,40})", re.IGNORECASE)

_NAMED_LAST = re.compile(
    r"(?:The\s.+|.*\b(?:Gazette|Times|Post|Herald|Tribune|Journal|Chronicle|Telegraph|Observer|Guardian|Independent|"
    r"Dispatch|Courier|Echo|Argus|Sentinel|Examiner|Bulletin|Inquirer|Advertiser|Messenger|Weekly))"
)
"""A line that is an outlet's name, though it says nothing else."""
_PARTING = re.compile(r"\s*[|·•()]\s*|\s+[–—/-]\s+|,\s+")
_BY = "By "


@dataclass(frozen=True)
class _Masthead:
    """What the first lines of a text say of who published it, and when."""

    outlet: str | None = None
    published: date | None = None
    lines: tuple[Span, ...] = ()
    bare: bool = False
    """Whether the line holds nothing but the outlet, as a headline might."""


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
    outlet, named = _credited(text, lines[1:])
    mask += dated + named + [line for line in head if _is_credit(line.of(text))]
    top, agency = _masthead(text, head), agencies.find(text)
    if agency and top.outlet and fields.plain_name(agency) == fields.plain_name(top.outlet):  # "By Ann Poe, Reuters"
        top = _Masthead()
    spans = merged([*mask, *top.lines])
    title = _title(text, [line for line in lines[: _HEAD_LINES + 1] if not _near(spans, line)])
    if top.bare and not title:  # "Hard Times" is the headline itself
        top, spans = _Masthead(), merged(mask)
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
            rest = _TIME.sub(" ", words[: span.start] + " " + words[span.end :])
            only = not paragraph and (not rest.strip() or _BESIDE_DATE.fullmatch(rest))
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


def _masthead(text: str, lines: Sequence[Span]) -> _Masthead:
    """Return the outlet that one of the first lines names, beside a date or a byline or on a line of its own."""
    dated = [bool(_dates_of(line.of(text))) or line.of(text).startswith(_BY) for line in lines]
    for i, line in enumerate(lines):
        words = line.of(text)
        if len(words) > _LONGEST_DATE_LINE or furniture.is_statement(words):
            continue
        found = _pieces(words, dated[i])
        named = [piece for piece in found if _is_outlet(piece.title() if piece.isupper() else piece, text)]
        if len(named) != 1:
            continue
        if dated[i] and (len(found) == 1 or words.startswith(_BY)):
            return _Masthead(named[0], next(iter(_dates_of(words)), None), (line,))
        beside = any(dated[k] for k in (i - 1, i + 1) if 0 <= k < len(lines))
        if beside and named == [words] and _NAMED_LAST.fullmatch(words.title() if words.isupper() else words):
            return _Masthead(words, None, (line,), bare=True)
    return _Masthead()


def _dates_of(words: str) -> list[date]:
    """Return the days that a short line names."""
    return [day for _, day in dates.find(words)] if len(words) <= _LONGEST_DATE_LINE else []


def _pieces(words: str, dated: bool) -> list[str]:
    """Return the parts of a line that are no date, nor beside one."""
    if dated:
        for span, _ in reversed(list(dates.find(words))):
            words = f"{words[: span.start]} | {words[span.end :]}"
        words = _TIME.sub(" ", words)
    found = [piece.strip(" .,:").removeprefix("From ") for piece in (_PARTING.split(words) if dated else [words])]
    return [piece for piece in found if piece and not _BESIDE_DATE.fullmatch(piece)]


def _credited(text: str, lines: Sequence[Span]) -> tuple[str | None, list[Span]]:
    """Return the outlet that the last line names, furniture below it left aside, and that line."""
    for line in reversed(lines[-_TAIL_LINES:]):
        words = line.of(text)
        credit = _CREDIT.fullmatch(words)
        name = credit["name"].strip(" .") if credit else words
        if _is_outlet(name, text):
            return name, [line]
        if not furniture.is_furniture(words):
            break
    return None, []


def _is_outlet(words: str, text: str) -> bool:
    """Tell a line "News.Az" or "The Daily Gazette" from a short last sentence or a person's name."""
    if len(words) > 40 or len(words.split()) > 5 or any(mark in words for mark in "@,:"):
        return False
    if _DOMAIN.fullmatch(words):
        return True
    if words[-1] in ".!?…:;," or not all(word[0].isupper() or word in ("the", "of") for word in words.split()):
        return False
    return bool(_OUTLET_WORD.search(words)) or bool(
        re.search(rf"\b{re.escape(words)} (?:reports|reported|informs)\b", text)
    )


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
