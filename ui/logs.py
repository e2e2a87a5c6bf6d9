"""Logs of the server, on stderr: lines for people, or JSON objects; never what people asked, nor credentials.

Errors that nobody foresaw are logged by their kind and where they came from. Their own words are left out: these
may quote a question.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from ui.text import flat

_FIELDS = ("operation", "status", "seconds", "stages", "generation")
_OURS, _OTHERS = "onrecord", "uvicorn"


def start(level: str, as_json: bool) -> None:
    """Log from now on what is of this level (debug, info, warning, error) or above."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if as_json else _Plain())
    handler.setLevel(level.upper())
    for name in (_OURS, _OTHERS):
        log = logging.getLogger(name)
        log.handlers[:] = [handler]
        log.propagate = False
    logging.getLogger(_OURS).setLevel(level.upper())


def announce(text: str) -> bool:
    """Write a line of the log whatever its level; False, and nothing is written, unless it is one of JSON."""
    for handler in logging.getLogger(_OURS).handlers:
        if isinstance(handler.formatter, _Json):
            handler.handle(logging.LogRecord(_OURS, logging.INFO, "", 0, text, None, None))
            return True
    return False


class _Formatter(logging.Formatter):
    def parts(self, record: logging.LogRecord) -> dict[str, object]:
        """Return what is known of an event, in order."""
        parts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        given = {name: getattr(record, name, None) for name in _FIELDS}
        parts |= {name: _rounded(value) for name, value in given.items() if value is not None}
        if record.exc_info and record.exc_info[1]:
            parts["error"] = "\n".join(_origin(record.exc_info[1]))
        return parts


class _Json(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        return json.dumps(self.parts(record), ensure_ascii=False)


class _Plain(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and below it where an error came from."""
        parts = self.parts(record)
        head = " ".join(flat(str(parts.pop(name))) for name in ("time", "level", "message"))
        del parts["logger"]
        error = parts.pop("error", None)
        line = " ".join((head, *(f"{name}={json.dumps(value)}" for name, value in parts.items())))
        return f"{line}\n{error}" if error else line


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _origin(error: BaseException) -> Iterator[str]:
    """Yield where an error, and what led to it, came from, and of which kind it is."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier:
        yield from _origin(earlier)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield type(error).__qualname__
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _origin(part)
