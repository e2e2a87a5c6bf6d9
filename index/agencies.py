"""Agencies: the news agency that an article cites as its source."""

from __future__ import annotations

import re

_WORD = r"[^\W\d_a-zа-яəıöüğşç][\w&’'-]*(?:\.\w[\w&’'-]*)*"
_NAME = rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,4}})"
_AGENCY = r"(?:news|press|information|wire)\s(?:agency|service)"
_HEAD = 1500
_TAIL = 400
# "BAKU, Jan. 5 (Xinhua) --", "WASHINGTON (AP) —", "(UPI) —", "MOSCOW, January 15. /TASS/."
_DATELINE = re.compile(
    r"^\W{0,3}(?:(?:[^\W\d_a-z][\w.'’-]*|\d{1,2}|\d{4})[,.]?\s){0,7}"
    r"(?:\((?P<round>[^\W\d_a-z][\w.& -]{1,30})\)\s?[-–—]|/(?P<slash>[^\W\d_a-z][\w.& -]{1,30})/[\s.,–—-])",
    re.MULTILINE,
)
# "Baku, January 15, AZERTAC"
_CITY_DAY = re.compile(
    r"^[^\W\d_a-z]\w+,\s(?:[^\W\d_]{3,10}\.?\s\d{1,2}|\d{1,2}\s[^\W\d_]{3,10}\.?)(?:,?\s\d{4})?,\s(?P<name>[A-ZƏİÇŞÜÖĞ]{2,12})$",
    re.MULTILINE,
)
_NAMED_SO = (  # the text itself says that it is an agency
    re.compile(
        rf"\b(?:citing|reference\sto|according\sto|reported\sby|reports?\sby|told)\s(?:the\s)?{_NAME}\s{_AGENCY}"
    ),
    re.compile(rf"\b(?:citing|reference\sto|according\sto|told)\s(?:the\s)?(?:\w+\s)?{_AGENCY}\s{_NAME}"),
    re.compile(rf"\b{_NAME}\s{_AGENCY}\s(?:reports?|reported|says|said|informs)\b"),
    re.compile(rf"со\sссылкой\sна\s(?:информ\w*\s)?(?:агентство\s)?[«\"]?{_NAME}"),
    re.compile(r"(?P<name>[A-ZƏİÇŞÜÖĞ][\w.]*)(?:[-’']?\w{1,4})?\sistinadən"),
)
# "News.Az reports, citing AZERTAC"
_CITED = re.compile(
    rf"\b(?:reports?|reported|informs|writes|says)\b,?\s(?:citing|with\sreference\sto|quoting|referring\sto|via)\s(?:the\s)?{_NAME}"
)
_BYLINE = re.compile(rf"^By\s[^\n,|—–]{{3,60}}?\s?(?:,|\||—|–|\s-)\s(?:for\s)?(?:[Tt]he\s)?{_NAME}\s*$", re.MULTILINE)
_PARTY = re.compile(r"[A-Z]-[A-Z]")  # "(R-Ky.)"
_NATION = re.compile(r"(?:[a-z]ese|[a-z]ian|[a-z]ish|[a-z]can|[a-z]ean|Iraqi|Israeli|Pakistani|French|German|The)$")
_POSSESSIVE = re.compile(r"^.*['’]s\s")  # "Turkey's NTV"
_OUTLET_WORD = re.compile(
    r"(?:Agency|News|Press|Service|TV|Times|Post|Journal|Media|Network|Tribune|Herald|Telegraph|Guardian|Radio|Interfax|Wire|Today)$"
)
_NO_AGENCY = re.compile(
    r"\b(?:minist\w+|department|police|offic\w+|service of|sources?|committee|president|prime|media|statement|"
    r"government|embassy|court|army|command|administration|council|parliament|staff|writer|reporter|"
    r"correspondent|editor|columnist|contributor|mr|mrs|ms|dr)\b",
    re.IGNORECASE,
)
_PLACE_ABBREVIATIONS = frozenset("US U.S. UK U.K. EU UN U.N. UAE USA D.C. DC NY CA".split())


def find(text: str) -> str | None:
    """Return the agency that `text` names as its source, as written there; None if it names none.

    Looked for in datelines, bylines and phrases such as "X reports, citing Y" near both ends.
    """
    ends = text
    if len(text) > _HEAD + _TAIL:
        # Cut at a space and marked, so that half a name, or a line's, is taken for neither's end.
        cut = text.rfind(" ", 0, _HEAD)
        ends = f"{text[: cut if cut > 0 else _HEAD]} …\n\n{text[-_TAIL:]}"
    return _in_dateline(ends) or _in_phrase(ends)


def is_dateline(line: str) -> bool:
    """Tell whether `line` is nothing but a place, a day and an agency ("Baku, January 15, AZERTAC")."""
    return bool(_CITY_DAY.fullmatch(line))


def _in_dateline(text: str) -> str | None:
    for pattern in (_DATELINE, _CITY_DAY):
        for match in pattern.finditer(text):
            name = next(value for value in match.groupdict().values() if value)
            if _is_agency(name) and name not in _PLACE_ABBREVIATIONS:
                return name.strip()
    return None


def _in_phrase(text: str) -> str | None:
    for pattern in _NAMED_SO:
        if (match := pattern.search(text)) and _is_agency(match["name"]):
            return _clean(match["name"])
    for pattern in (_CITED, _BYLINE):
        for match in pattern.finditer(text):
            name = _clean(match["name"])
            # Two words may be a person; one word, capitals or a name that says so is an outlet.
            if _is_agency(name) and (" " not in name or name.isupper() or _OUTLET_WORD.search(name)):
                return name
    return None


def _is_agency(name: str) -> bool:
    nation = _NATION.search(name) and not _OUTLET_WORD.search(name)
    return not (nation or _NO_AGENCY.search(name) or _PARTY.match(name))


def _clean(name: str) -> str:
    return _POSSESSIVE.sub("", re.sub(r"\s+", " ", name)).rstrip(".,’'-").removesuffix("’s").removesuffix("'s")
