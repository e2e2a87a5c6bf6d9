"""Furniture: what stands in a page's text but is no prose (widgets, credits, links), so that it can be masked.

It works line by line and is careful: a line that is a sentence with a quote or a reporting verb is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index import languages
from index.spans import Span, merged, trimmed

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_LONGEST = 240
_TAG = re.compile(
    r"(?P<comment><!--)|(?P<unseen><(?:script|style)\b[^<>]{0,2000}>)"
    r"|<(?:!doctype|/?[a-z][a-z0-9]{0,14})(?:\s[^<>]{0,2000})?/?>|<\?[^<>]{0,500}\?>",
    re.IGNORECASE,
)
_ENDS = {"comment": re.compile("-->"), "unseen": re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)}
_NETWORK = (
    r"facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|youtube|threads|vk|e-?mail|messenger"
)
_SHARE = r"share|tweet|post|pin|print|copy link(?!edin)|copy|save|поделиться|paylaş"
_PATTERNS = (
    # Text size, sharing and page navigation.
    r".{0,40}\b\d{1,2}\s?px\b.{0,10}",
    r"(?:font|text) size\b.{0,20}|a\s?[+-]\s?a?\s?[+-]?",
    # No word of the list is the start of a later one, so that a line can be read in one way only, and at once.
    rf"(?:{_SHARE})(?:[\s,|·•/:]*+(?:{_NETWORK}|{_SHARE}|on|via|with|by|to|this|the|article|story|link|and|\d++))*+[.:]?",
    rf"(?:(?:{_NETWORK})[\s,|·•/]*){{2,}}",
    r"(?:skip to (?:main )?(?:content|navigation)|back to top|(?:next|previous) (?:article|story|post)|loading)[.…:]*",
    r"\d+[- ]min(?:ute)?s? read|(?:\d+ )?(?:comments?|shares?|views?)(?: ?\(\d+\))?|(?:leave|post|add) a comment\.?",
    r"click (?:here|to)\b.{0,80}|download (?:our|the) .{0,20}app\b.{0,60}",
    r"(?:(?:(?:privacy|cookie) policy|terms of (?:use|service)|contact us|about us)[\s|,·&]*(?:and )?)+",
    r"\d+ (?:year|month|week|day|hour|minute)s? ago|this article is more than \d+ \w+ old",
    r"(?:next |prev )?image \d+ of \d+|slideshow \(\d+ images?\)|link copied|close|photos?|videos?|\[pullquote\]",
    r"(?:click to )?.{0,60}\(opens in (?:a )?new window\)",
    r"(?:image|media|video) (?:copyright|captions?|source)\b.{0,200}",
    r"media playback is unsupported on your device.{0,200}",
    r"(?:enlarge this image )?toggle caption\b.{0,200}",
    # Advertisements and requests.
    r"(?:(?:story|article) continues (?:below|after)(?: this)? )?(?:advertisements?|ads?|sponsored(?: content)?)[.:]?",
    r"(?:story continued below|(?:advertisement )?continue reading(?: the main story| below)?)[.:]?",
    r"реклама|reklam",
    r"(?:sign up|subscribe)\b.{0,120}\b(?:newsletters?|inbox|alerts|updates|channel|e-?mails?)\b.{0,80}",
    r"(?:get|let) .{1,100}\b(?:your inbox|newsletter)\b.{0,120}|newsletter sign-?up|follow @\w+(?: follow @\w+)*",
    r"(?:(?:follow|join|like|find) us (?:on|at|in)|(?:follow|join) our)\b.{0,120}|подпи(?:шитесь|сывайтесь)\b.{0,120}",
    r"(?:we|(?:this|our) (?:web)?site) uses? cookies.{0,200}",
    r"by continuing to (?:use|browse).{0,200}|accept (?:all )?cookies",
    # Links, credits and rights.
    r"(?:read (?:more|also|next)|(?:also|further) read(?:ing)?|see also|related(?: (?:articles?|stories|news|topics))?"
    r"|more on this(?: story|\.\.\.)?|recommended|don['’]t miss|читайте также|по теме|oxşar xəbərlər)"
    r"(?:\s?[:|»>→-].{0,200})?",
    r"(?:tags?|topics?|keywords|filed under|categor(?:y|ies)|теги)\s?:.{1,160}",
    r"(?:\w+\s?: ?)?(?:https?://|www\.)\S+",
    r"(?:photos?|images?|pictures?|video|graphic|фото|foto)(?: (?:credit|courtesy|source|by))*\s?[:/©].{1,140}",
    r"\((?:ap |file )?(?:photo|image|picture|video)\b[^)]{0,140}\)",
    r"(?:contributing|contributors?)\s?:.{1,100}|.{2,80} contributed to this (?:report|article|story)\.?",
    r"(?:[^\W\d_][\w.'’-]*[\s/]){0,4}getty images",
    r"(?:reuters|ap photo|afp|epa)/.{2,60}",
    r"(?:©|\(c\)|copyright (?:©|\(c\)|\d{4}|by\b)).{0,160}|.{0,120}\ball rights reserved\b.{0,100}",
)
_FURNITURE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_BULLETS = " \t\u00a0\u200b\ufeff*•·▪►▶-–—>|"
_QUOTE_MARK = re.compile(r"[\"“”«»„]")
_SENTENCE_END = re.compile(r"[.!?…][\"”»’)]*$")
_WORD = re.compile(r"\w+")


def find(text: str) -> tuple[Span, ...]:
    """Return the lines of `text` that are furniture, as disjoint spans in text order."""
    return merged(span for span in lines(text) if is_furniture(span.of(text)))


def lines(text: str) -> Iterator[Span]:
    """Yield each line of `text` that is not blank, without outer white space."""
    for match in _LINE.finditer(text):
        if (span := trimmed(text, *match.span())).end > span.start:
            yield span


def is_furniture(line: str) -> bool:
    """Tell whether `line` is no prose."""
    if len(line) > _LONGEST:
        return False
    if not any(map(str.isalnum, line)):
        return True
    return bool(_FURNITURE.fullmatch(line.strip(_BULLETS))) and not is_statement(line)


def is_statement(line: str) -> bool:
    """Tell whether `line` quotes somebody or is a sentence with a reporting verb."""
    if _QUOTE_MARK.search(line):
        return True
    return bool(_SENTENCE_END.search(line)) and not _reporting_verbs().isdisjoint(_WORD.findall(line.lower()))


def tags(text: str) -> tuple[Span, ...]:
    """Return the HTML tags, comments, scripts and styles in `text`, as disjoint spans in text order."""
    spans, at = [], 0
    endless: set[str] = set()  # what nothing ends any more; each is looked for once, so the time stays linear
    while match := _TAG.search(text, at):
        at, kind = match.end(), match.lastgroup
        if kind:
            end = None if kind in endless else _ENDS[kind].search(text, at)
            if end is None:
                endless.add(kind)
                continue
            at = end.end()
        spans.append((match.start(), at))
    return merged(spans)


@cache
def _reporting_verbs() -> frozenset[str]:
    return frozenset(verb for code in languages.codes() for verb in languages.load(code)["sentences"]["after_quote"])
