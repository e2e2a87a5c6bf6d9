"""Mail: one message as one article, its subject the title; a message in plain text stays as the file has it."""

from __future__ import annotations

import contextlib
import email
import re
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from index.errors import UnreadableFileError
from index.fields import Facts
from index.readers import html
from index.readers.draft import Draft, Found, SourceFile
from index.spans import Span

SUFFIX = ".eml"
_HEADER = re.compile(r"\ufeff?(?:[A-Za-z][\w-]{0,60}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+(?=\r?\n)")
_NAMED = re.compile(
    r"^(?:from|subject|message-id|mime-version|received|return-path|date):", re.IGNORECASE | re.MULTILINE
)
_LEAST_NAMED = 2
_LONGEST_HEADER = 1000
_MAX_PARTS = 1000


def recognises(file: SourceFile) -> bool:
    """Tell whether a file named as mail starts with the lines of a message's header."""
    return file.suffix == SUFFIX and _header(file.decoded.text) is not None


def read(file: SourceFile) -> Found:
    """Return the message's text; raises UnreadableFileError if it has none."""
    text, problem = file.decoded.text, file.decoded.problem
    header = _header(text)
    try:
        message = email.message_from_bytes(file.data)
        facts = Facts(title=_title(message), published=_published(message))
        if header and not message.is_multipart() and _is_plain(message):
            return Found((Draft(text, facts, furniture=(header,)),), (problem,) if problem else ())
        body = _body(message, file)
    except (UnreadableFileError, MemoryError):
        raise
    except Exception as error:  # damage makes the library raise nearly anything
        raise UnreadableFileError(f"a damaged message ({error}); save its text") from error
    return Found((Draft(body, facts),))


def _header(text: str) -> Span | None:
    found = _HEADER.match(text)
    named = {name.lower() for name in _NAMED.findall(found.group())} if found else ()
    return Span(*found.span()) if found and len(named) >= _LEAST_NAMED else None


def _is_plain(message: Message) -> bool:
    """Tell whether the text stands in the file as it is read."""
    encoding = str(message.get("Content-Transfer-Encoding", "8bit")).strip().lower()
    return message.get_content_type() == "text/plain" and encoding in {"7bit", "8bit", "binary"}


def _body(message: Message, file: SourceFile) -> str:
    """Return the first part in plain text, else the first page, that is no attachment."""
    for kind in ("text/plain", "text/html"):
        for count, part in enumerate(message.walk()):
            if count > _MAX_PARTS:
                raise UnreadableFileError(f"a message of more than {_MAX_PARTS:,} parts; save its text")
            if part.get_content_type() != kind or part.get_content_disposition() == "attachment":
                continue
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            text = _decoded(data, part.get_content_charset())
            if text.strip():
                page = SourceFile(file.path, text.encode("utf-8", "replace"), file.limits)
                return text if kind == "text/plain" else html.read(page).drafts[0].text
    raise UnreadableFileError("a message without text; save what is attached to it")


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace").replace("\0", "\ufffd")
    except LookupError:
        return data.decode("utf-8", "replace").replace("\0", "\ufffd")


def _title(message: Message) -> str | None:
    subject = str(message.get("Subject", ""))[:_LONGEST_HEADER]
    with contextlib.suppress(HeaderParseError, UnicodeError, LookupError):  # else it is shown as it stands
        subject = str(make_header(decode_header(subject)))
    readable = subject.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return " ".join(readable.split()) or None


def _published(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))[:_LONGEST_HEADER]).date()
    except (ValueError, TypeError, OverflowError):
        return None
