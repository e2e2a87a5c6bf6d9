"""Plain text: one article, verbatim."""

from __future__ import annotations

from index.readers.draft import Draft, Found, SourceFile


def recognises(file: SourceFile) -> bool:
    """Take whatever is text; asked last."""
    return bool(file.decoded.text)


def read(file: SourceFile) -> Found:
    """Return the whole text as one article."""
    decoded = file.decoded
    return Found((Draft(decoded.text),), (decoded.problem,) if decoded.problem else ())
