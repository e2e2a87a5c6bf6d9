"""Encoding: from bytes to text, changing nothing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.errors import UnreadableFileError

_MARKS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What web pages and desktop systems wrote, the commonest first; the guess is among these only.
_LEGACY = (
    "cp1252 cp1251 cp1254 cp1250 cp1253 cp1255 cp1256 cp1257 cp1258 cp866 koi8_r koi8_u iso8859_2 iso8859_5 "
    "iso8859_7 iso8859_9 iso8859_15 big5 gb18030 shift_jis euc_jp euc_kr cp874"
).split()
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_SAMPLE = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BINARY = "not text but binary data; convert it to text, HTML, PDF or DOCX"
_UNMARKED = "UTF-16 text without the mark (BOM) that tells so; save it as UTF-8"


@dataclass(frozen=True)
class Decoded:
    """The text of a file, as decoded."""

    text: str
    problem: str | None = None
    """What was not decoded as it should have been."""


def decode(data: bytes) -> Decoded:
    """Return the text of `data`: by its mark (BOM), as UTF-8 if it is that, as it declares, else by a guess.

    UTF-8's mark stays in the text, so places in it hold for the file as it lies; line ends stay too.
    Raises UnreadableFileError if it is no text, or none that can be seen.
    """
    decoded = _decoded(data)
    if "\0" in decoded.text:
        raise UnreadableFileError(_UNMARKED if _is_unmarked_utf16(data) else _BINARY)
    require_visible(decoded.text)
    return decoded


def require_visible(text: str) -> None:
    """Raise UnreadableFileError if nothing in `text` can be seen."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise UnreadableFileError("no text in it: the file is empty; remove it or fill it")


def _is_unmarked_utf16(data: bytes) -> bool:
    """Tell whether every other byte, and no other, is mostly NUL, as where Latin letters are written as UTF-16."""
    sample = data[:4096]
    halves = sample[::2], sample[1::2]
    few, many = sorted(half.count(0) / max(1, len(half)) for half in halves)
    return few < 0.05 and many > 0.5


def _decoded(data: bytes) -> Decoded:
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(name))
            except UnicodeDecodeError as error:
                raise UnreadableFileError(f"damaged {name.upper()} text; save it anew as UTF-8") from error
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _mostly_utf8(data) or _declared(data) or _guessed(data)


def _mostly_utf8(data: bytes) -> Decoded | None:
    """Return the text of UTF-8 with a few damaged characters, which one guess for all would garble."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(char > "\x7f" for char in text) - damaged
    if whole < 4 * damaged:
        return None
    return Decoded(text, f"{damaged} damaged UTF-8 characters are shown as \ufffd; save it anew as UTF-8")


def _declared(data: bytes) -> Decoded | None:
    """Return the text of a page in the encoding that it declares, None if it declares none or another."""
    start = data[:2048]
    match = _DECLARED.search(start) if start.lstrip().startswith(b"<") else None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name.replace("-", "_") if match else ""
        name = "cp1252" if name == "iso8859_1" else name  # as all browsers do
        return Decoded(data.decode(name)) if name in (*_LEGACY, "gbk", "gb2312") else None
    except (LookupError, UnicodeError):
        return None


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, seldom needed

    guesses = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY)
    if (best := guesses.best()) is None:
        raise UnreadableFileError(_BINARY)
    equal = {guess.encoding for guess in guesses if (guess.chaos, guess.coherence) == (best.chaos, best.coherence)}
    encoding = min(equal, key=_LEGACY.index)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"its encoding cannot be told ({encoding}?); save it as UTF-8") from error
    if len(text) - len(_CONTROL.sub("", text)) > len(text) // 500:
        raise UnreadableFileError(_BINARY)
    return Decoded(text)
