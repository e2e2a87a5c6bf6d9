"""Entities: names, dates and quantities in a sentence, as spaCy's English model labels them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from index import Span, pipeline


@cache
def _pipeline() -> Any:
    return pipeline.load(enable=["ner"], exclude=["parser", "tagger", "lemmatizer", "attribute_ruler"])


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[tuple[Span, str], ...]:
    """Return the entities of `text` with their OntoNotes labels, in text order."""
    return tuple((Span(entity.start_char, entity.end_char), entity.label_) for entity in _pipeline()(text).ents)
