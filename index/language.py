"""Language: which one an article is written in."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

_SAMPLE = 1500
_MIN_LETTERS = 12
_MIN_PROBABILITY = 0.5


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to load

    return cast(_Identifier, LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`; None if too little is there to tell.

    Only the beginning is looked at, so the time does not grow with the article.
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return None
    # Half a surrogate pair cannot be encoded, and says nothing about the language.
    code, probability = _identifier().classify(sample.encode("utf-8", "ignore").decode())
    return code if probability >= _MIN_PROBABILITY and len(code) == 2 else None
