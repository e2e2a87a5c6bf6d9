"""Language: which one an article is written in."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Protocol, cast

from index import languages

_SAMPLE = 1500
_MIN_LETTERS = 12
_MIN_PROBABILITY = 0.5
_CONFUSED = frozenset({"az", "tr"})
"""Languages that the identifier takes for each other in short texts."""
_MARKED = 0.015
"""The share of ə from which a text is Azerbaijani, whatever the identifier takes it for."""
_CAPITALS = str.maketrans({"İ": "i"})
_WORD = re.compile(r"[^\W\d_]+")
_LETTER, _LETTERS, _OWN = 0.4, 3, 0.5
"""What a letter of a language tells beside a word of it, how many count, and what one counts that its kin lacks."""
_FEW_LETTERS = 25
"""Letters of a text at most that may lack by chance those that a language's texts hold."""


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
    if _mark(sample) > _MARKED:
        return "az"
    if code in _CONFUSED:
        return detect_among(sample, _CONFUSED) or code
    return code if probability >= _MIN_PROBABILITY and len(code) == 2 else None


def detect_among(text: str, codes: Collection[str]) -> str | None:
    """Return which of the languages `codes` a short text, such as a question, is in; None if that cannot be told.

    Letters and little words of the language files decide, so one name in another script does not.
    """
    low = text.translate(_CAPITALS).lower()
    words = set(_WORD.findall(low))
    scores = {code: _score(code, low, words) for code in codes if code in languages.codes()}
    best = sorted(scores, key=lambda code: scores[code], reverse=True)
    if not best or not scores[best[0]] or (len(best) > 1 and scores[best[0]] == scores[best[1]]):
        return None
    return best[0]


def _score(code: str, low: str, words: set[str]) -> float:
    """Return how much tells that a text in lower case is in a language: each of its words, and some letters."""
    told = languages.load(code)["detection"]
    letters, own = (len(set(low).intersection(told[name])) for name in ("letters", "own_letters"))
    needed = told.get("needed_letters", "")
    lacks = bool(needed) and len(low) > _FEW_LETTERS and not set(low).intersection(needed)
    return len(words.intersection(told["words"])) + _LETTER * min(letters, _LETTERS) + _OWN * (bool(own) or -lacks)


def _mark(text: str) -> float:
    """Return the share of a text's letters that is ə, which of all Latin alphabets only Azerbaijani's has."""
    low = text.lower()
    return low.count("ə") / max(1, sum(map(str.isalpha, low)))
