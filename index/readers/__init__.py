"""Readers: from the bytes of a file to its articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index import language, metadata
from index.article import Article
from index.errors import UnreadableFileError
from index.fields import plain_name
from index.readers import docx, foreign, html, mail, markdown, pdf, plain, records, tables
from index.readers.draft import MAX_PROBLEMS, Draft, Limits, Reader, SourceFile
from index.spans import merged

# The first that recognises a file reads it; plain text takes all that is left.
_READERS: tuple[Reader, ...] = (pdf, docx, foreign, mail, html, records, tables, markdown, plain)
_LONGEST_PROBLEM = 500
UNFORESEEN = "something nobody foresaw"
"""How the message begins for a file on which a reader failed; `tests/fuzzing.py` looks for such files."""
_DEFAULTS = Limits()
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


@dataclass(frozen=True)
class Reading:
    """What was read from a file: at least one article, and what in the file could not be read."""

    articles: tuple[Article, ...]
    problems: tuple[str, ...] = ()


def read(path: Path, data: bytes, limits: Limits = _DEFAULTS) -> Reading:
    """Return the articles in `data`, the bytes of the file at `path`, in the order of the file.

    The format is told by the content, whatever the file's name. Raises UnreadableFileError, and nothing
    else unless memory gives out, if nothing can be read or `limits` forbid it; the message says why and what to do.
    """
    try:
        return _read(SourceFile(path, data, limits))
    except UnreadableFileError as error:
        raise UnreadableFileError(_line(str(error))) from error
    except MemoryError:
        raise  # it says nothing of the file
    except Exception as error:  # a file that finds a gap in a reader must not cost the others
        said = f"{UNFORESEEN} ({type(error).__name__}: {error}); save it in another format, and report this"
        raise UnreadableFileError(_line(said)) from error


def _read(file: SourceFile) -> Reading:
    reader = next(reader for reader in _READERS if reader.recognises(file))
    found = reader.read(file)
    articles, problems, more = [], list(found.problems), found.more
    for draft in found.drafts:
        try:
            articles.append(_article(draft, file))
        except UnreadableFileError as error:
            problems.append(str(error) if draft.record is None else f"record {draft.record + 1}: {error}")
    if not articles:
        raise UnreadableFileError("; ".join(map(_line, problems[:3])))
    if more := more + max(0, len(problems) - MAX_PROBLEMS):
        problems[MAX_PROBLEMS:] = [f"and {more} more problems like these"]
    return Reading(tuple(articles), tuple(map(_line, problems)))


def _line(message: str) -> str:
    """Return what a library may have said as one line that can be stored and shown."""
    whole = " ".join(message.encode("utf-8", "replace").decode().split())
    short = whole if len(whole) <= _LONGEST_PROBLEM else f"{whole[: _LONGEST_PROBLEM - 100]} … {whole[-99:]}"
    return "".join(char if char.isprintable() else "\ufffd" for char in short)


def _article(draft: Draft, file: SourceFile) -> Article:
    """Return `draft` as an article, with what it lacks read from its text."""
    path, given = file.path, draft.facts
    _require_size(draft.text, file.limits)
    _require_characters(draft.text, given.title, given.outlet, given.url)
    # The name of a file of many articles tells when it was made, not when they were.
    seen = metadata.describe(draft.text, path if draft.record is None else None, draft.furniture)
    outlet = given.outlet or seen.facts.outlet
    return Article.make(
        draft.text,
        path=str(path),
        title=given.title or seen.facts.title,
        outlet=outlet,
        published=given.published or seen.facts.published or draft.created,
        url=given.url or seen.facts.url,
        agency=seen.agency if plain_name(seen.agency or "") != plain_name(outlet or "") else None,
        language=language.detect(draft.text),
        record=draft.record,
        furniture=merged((*draft.furniture, *seen.furniture)),
    )


def _require_size(text: str, limits: Limits) -> None:
    """Raise UnreadableFileError if `text` is longer than an article may be."""
    if len(text) > limits.characters:
        raise UnreadableFileError(
            f"an article of {len(text):,} characters, over the limit of {limits.characters:,}; "
            "split it, or raise ONRECORD_MAX_ARTICLE_CHARS"
        )
    lines = sum(map(text.count, _LINE_ENDS))
    if lines > limits.lines:
        raise UnreadableFileError(f"an article of {lines:,} lines, over the limit of {limits.lines:,}; split it")


def _require_characters(*values: str | None) -> None:
    r"""Raise UnreadableFileError if half a surrogate pair ("\ud800") or a NUL is in `values`."""
    whole = "".join(filter(None, values))
    try:
        whole.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableFileError(
            rf'it holds half of a surrogate pair ("\u{ord(whole[error.start]):x}"); write the file anew as UTF-8'
        ) from error
    if "\0" in whole:
        raise UnreadableFileError(r'it holds "\u0000", which is no character; write the file anew without')
