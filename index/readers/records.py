"""JSON and JSON lines: one article per record, its text field verbatim."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from index import fields, furniture
from index.errors import UnreadableFileError
from index.readers.draft import MAX_PROBLEMS, Draft, Found, SourceFile

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".jsonlines", ".geojson"})
_CONTAINERS = "articles items data documents results records docs news response hits entries stories".split()
_MAX_NESTING = 3
_MAX_VALUES = 10_000_000
"""In one JSON value, about: each takes some hundred bytes of memory, however short it is."""
_LINE = re.compile(r"\S[^\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,\[\]]*")
_ADVICE = "write one JSON object per line, or one list of them"
NO_TEXT = "no text in it (fields looked for: text, body, content, article, story, description …)"


class _BadJsonError(ValueError):
    """A value that is not JSON."""


def recognises(file: SourceFile) -> bool:
    """Tell whether it is named as JSON, or whether it starts like JSON and gives an article."""
    if file.suffix in SUFFIXES:
        return True
    if not file.decoded.text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        return bool(read(file).drafts)
    except UnreadableFileError:
        return False


def read(file: SourceFile) -> Found:
    """Return the articles of an object, a list, an object that holds a list, or JSON lines.

    A record or line that gives no article is a problem that names its place. Raises
    UnreadableFileError if none gives one.
    """
    text = file.decoded.text.removeprefix("\ufeff")
    problems = [file.decoded.problem] if file.decoded.problem else []
    limit = file.limits.records
    try:
        value = _whole(text)
    except _BadJsonError as error:
        found = _from_lines(text, limit) or _from_list(text, limit)
        if found is None:
            raise UnreadableFileError(f"not JSON ({error}); {_ADVICE}") from error
    else:
        found = _from_value(value, limit)
    if not found.drafts:
        raise UnreadableFileError(f"{'; '.join(islice(found.problems, 3)) or NO_TEXT}; {_ADVICE}")
    return Found(found.drafts, (*problems, *found.problems), found.more)


def _whole(text: str) -> object:
    if sum(map(text.count, "{[,")) > _MAX_VALUES:
        raise _BadJsonError(f"more than {_MAX_VALUES:,} values in one")
    return _parse(text)


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _BadJsonError("nested too deeply") from error
    except ValueError as error:  # JSONDecodeError, and numbers of more than 4,300 digits
        raise _BadJsonError(str(error)) from error


def _from_value(value: object, limit: int) -> Found:
    """Return the articles of one parsed value."""
    # "description" may be a feed's own, beside its list of items, so it is looked at last.
    if isinstance(value, Mapping) and (draft := _draft(value, None, fields.TEXT[:-1])):
        return Found((draft,))
    records = value if isinstance(value, list) else _contained(value, _MAX_NESTING)
    found = from_values(((f"record {place}", record) for place, record in enumerate(records or (), start=1)), limit)
    if isinstance(value, Mapping) and not found.drafts and (draft := _draft(value, None)):
        return Found((draft,))
    return found


def _contained(value: object, depth: int) -> list[object] | None:
    """Return the list of records that an object holds, itself or in an object that it holds."""
    if not isinstance(value, Mapping) or not depth:
        return None
    plain = fields.plain_names(value)
    for name in _CONTAINERS:
        held = plain.get(name)
        if isinstance(held, list) and any(isinstance(record, Mapping) for record in held):
            return held
        if (inner := _contained(held, depth - 1)) is not None:
            return inner
    return None


def _from_lines(text: str, limit: int) -> Found | None:
    """Return the articles of JSON lines; None if none of the first ones is an object by itself."""
    if not any(_is_object(line) for _, line in islice(_lines(text), 10)):
        return None

    def values() -> Iterator[tuple[str, object]]:
        for number, line in _lines(text):
            try:
                yield f"line {number}", _parse(line)
            except _BadJsonError as error:
                yield f"line {number}", ValueError(f"not JSON ({error})")

    return from_values(values(), limit)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of `text` that are not blank, with their numbers."""
    number, at = 1, 0
    for match in _LINE.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        yield number, match.group()


def _is_object(line: str) -> bool:
    try:
        return line.lstrip().startswith("{") and isinstance(_parse(line), Mapping)
    except _BadJsonError:
        return False


def _from_list(text: str, limit: int) -> Found | None:
    """Return the articles of a list that breaks off, or of objects one after the other."""

    def values() -> Iterator[tuple[str, object]]:
        decoder, at, place = json.JSONDecoder(), _after_marks(text, 0), 1
        while at < len(text):
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                yield f"record {place} and all after it", ValueError(f"not JSON ({error})")
                return
            yield f"record {place}", value
            place, at = place + 1, _after_marks(text, at)

    found = from_values(values(), limit)
    return found if found.drafts else None


def _after_marks(text: str, at: int) -> int:
    """Return the first place from `at` on that is no white space and no mark between records."""
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def from_values(values: Iterable[tuple[str, object]], limit: int) -> Found:
    """Return the articles of `values`, each with the words for its place; an error in place of a value is told.

    Those after the first `limit` are not looked at.
    """
    drafts: list[Draft] = []
    problems: list[str] = []
    more = 0
    for record, (place, value) in enumerate(values):
        problem = None
        if record >= limit:
            problem = (
                f"{place} and all after it: over the limit of {limit:,}; split the file, or raise ONRECORD_MAX_RECORDS"
            )
            problems.insert(0, problem)
            break
        if isinstance(value, ValueError):
            problem = f"{place}: {value}"
        elif not isinstance(value, Mapping):
            problem = f"{place}: {type(value).__name__}, not an object"
        elif draft := _draft(value, record):
            drafts.append(draft)
        else:
            problem = f"{place}: {NO_TEXT}"
        if problem and len(problems) < MAX_PROBLEMS:
            problems.append(problem)
        elif problem:
            more += 1
    return Found(tuple(drafts), tuple(problems), more)


def _draft(value: Mapping[str, object], record: int | None, names: Sequence[str] = fields.TEXT) -> Draft | None:
    plain = fields.plain_names(value)
    text = next(filter(None, (_text(plain.get(name)) for name in names)), None)
    if text is None:
        return None
    return Draft(text, fields.facts(plain), furniture.tags(text), record)


def _text(value: object) -> str | None:
    """Return a text field's value: a string as it is, a list of paragraphs joined by blank lines."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    return value if isinstance(value, str) and value.strip() else None
