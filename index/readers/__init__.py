"""Readers: from the bytes of a file to its articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index import language, metadata
from index.article import Article
from index.errors import UnreadableFileError
from index.fields import plain_name
from index.readers import docx, foreign, html, markdown, pdf, plain, records, tables
from index.readers.draft import Draft, Reader, SourceFile
from index.spans import merged

# The first that recognises a file reads it; plain text takes all that is left.
_READERS: tuple[Reader, ...] = (pdf, docx, foreign, html, records, tables, markdown, plain)
_MAX_PROBLEMS = 50


@dataclass(frozen=True)
class Reading:
    """What was read from a file: at least one article, and what in the file could not be read."""

    articles: tuple[Article, ...]
    problems: tuple[str, ...] = ()


def read(path: Path, data: bytes) -> Reading:
    """Return the articles in `data`, the bytes of the file at `path`, in the order of the file.

    The format is told by the content, whatever the file's name. Raises UnreadableFileError if nothing
    can be read; the message says why and what to do.
    """
    file = SourceFile(path, data)
    reader = next(reader for reader in _READERS if reader.recognises(file))
    found = reader.read(file)
    articles, problems = [], list(found.problems)
    for draft in found.drafts:
        try:
            articles.append(_article(draft, path))
        except UnreadableFileError as error:
            problems.append(str(error) if draft.record is None else f"record {draft.record + 1}: {error}")
    if not articles:
        raise UnreadableFileError("; ".join(problems[:3]))
    if len(problems) > _MAX_PROBLEMS:
        problems[_MAX_PROBLEMS:] = [f"and {len(problems) - _MAX_PROBLEMS} more problems like these"]
    return Reading(tuple(articles), tuple(problems))


def _article(draft: Draft, path: Path) -> Article:
    """Return `draft` as an article, with what it lacks read from its text."""
    given = draft.facts
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
