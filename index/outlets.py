"""Outlets: who published a text that comes without that fact, from its first lines or its last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index import dates, furniture
from index.spans import Span

TAIL_LINES = 4
_LONGEST = 100
# What may stand beside a date on its line, so that the date is the article's own.
BESIDE_DATE = re.compile(
    r"(?:t|z|date|published|posted|updated|last|modified|created|on|at|by|time|first|gmt|utc|est|edt|et|bst|msk|am|pm|a\.m|p\.m|"
    r"mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|px|min|read|"
    r"опубликовано|дата|обновлено|tarix|dərc|г|года?|\d++|[\W_]++)+",
    re.IGNORECASE,
)
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
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
class Masthead:
    """What the first lines of a text say of who published it, and when."""

    outlet: str | None = None
    published: date | None = None
    lines: tuple[Span, ...] = ()
    bare: bool = False
    """Whether the line holds nothing but the outlet, as a headline might."""


def masthead(text: str, lines: Sequence[Span]) -> Masthead:
    """Return the outlet that one of the first lines names, beside a date or a byline or on a line of its own."""
    dated = [bool(dates_of(line.of(text))) or line.of(text).startswith(_BY) for line in lines]
    for i, line in enumerate(lines):
        words = line.of(text)
        if len(words) > _LONGEST or furniture.is_statement(words):
            continue
        found = _pieces(words, dated[i])
        named = [piece for piece in found if is_outlet(piece.title() if piece.isupper() else piece, text)]
        if len(named) != 1:
            continue
        if dated[i] and (len(found) == 1 or words.startswith(_BY)):
            return Masthead(named[0], next(iter(dates_of(words)), None), (line,))
        beside = any(dated[k] for k in (i - 1, i + 1) if 0 <= k < len(lines))
        if beside and named == [words] and _NAMED_LAST.fullmatch(words.title() if words.isupper() else words):
            return Masthead(words, None, (line,), bare=True)
    return Masthead()


def dates_of(words: str) -> list[date]:
    """Return the days that a short line names."""
    return [day for _, day in dates.find(words)] if len(words) <= _LONGEST else []


def _pieces(words: str, dated: bool) -> list[str]:
    """Return the parts of a line that are no date, nor beside one."""
    if dated:
        for span, _ in reversed(list(dates.find(words))):
            words = f"{words[: span.start]} | {words[span.end :]}"
        words = TIME.sub(" ", words)
    found = [piece.strip(" .,:").removeprefix("From ") for piece in (_PARTING.split(words) if dated else [words])]
    return [piece for piece in found if piece and not BESIDE_DATE.fullmatch(piece)]


def credited(text: str, lines: Sequence[Span]) -> tuple[str | None, list[Span]]:
    """Return the outlet that the last line names, furniture below it left aside, and that line."""
    for line in reversed(lines[-TAIL_LINES:]):
        words = line.of(text)
        credit = _CREDIT.fullmatch(words)
        name = credit["name"].strip(" .") if credit else words
        if is_outlet(name, text):
            return name, [line]
        if not furniture.is_furniture(words):
            break
    return None, []


def is_outlet(words: str, text: str) -> bool:
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
