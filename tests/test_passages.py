"""Passages: whole sentences, within the encoder's limit, nothing cut off silently."""

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Span
from index.encoder import DEFAULT, Encoder, load
from index.passages import Passage, windows
from index.sentences import split


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(DEFAULT)


def passages_of(text: str, encoder: Encoder, title: str | None = None, tokens: int = 64) -> list[Passage]:
    article = Article.make(text, path="/a.txt", title=title, published=date(2025, 1, 15))
    return windows(article, split(text), encoder, tokens=tokens, overlap=1)


def test_no_passage_is_longer_than_the_encoder_reads(encoder: Encoder) -> None:
    text = " ".join(f"Sentence number {i} speaks of matters of some importance to all." for i in range(200))
    found = passages_of(text, encoder, title="A headline " * 40, tokens=10_000)
    assert len(found) > 5
    assert max(encoder.count_tokens([p.encoded for p in found])) <= encoder.max_tokens - 2


def test_a_sentence_too_long_for_the_encoder_is_read_to_its_end(encoder: Encoder) -> None:
    text = "We met " + " and ".join(f"delegate {i}" for i in range(400)) + "."
    found = passages_of(text, encoder)
    assert len(found) > 3
    assert found[0].span.start == 0
    assert found[-1].span.end == len(text)
    assert all(b.span.start <= a.span.end + 1 for a, b in itertools.pairwise(found))


def test_consecutive_passages_share_a_sentence(encoder: Encoder) -> None:
    text = " ".join(f"This is sentence {i} of the whole long text that we read." for i in range(30))
    found = passages_of(text, encoder)
    starts = {s.start for s in split(text)}
    assert all(p.span.start in starts for p in found)
    assert all(b.span.start < a.span.end for a, b in itertools.pairwise(found))


def test_headline_and_date_are_context_and_not_part_of_the_span(encoder: Encoder) -> None:
    [passage] = passages_of("The mayor spoke.", encoder, title="Mayor speaks")
    assert passage.encoded == "Mayor speaks · 15 January 2025\nThe mayor spoke."
    assert passage.span == Span(0, 16)


def test_furniture_is_in_no_passage(encoder: Encoder) -> None:
    text = "Share this.\n\nThe mayor spoke."
    article = Article.make(text, path="/a.txt", furniture=(Span(0, 11),))
    [passage] = windows(article, split(text), encoder, tokens=64, overlap=1)
    assert passage.span.of(text) == "The mayor spoke."


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=400))
def test_every_passage_is_a_slice_and_every_sentence_is_in_one(text: str) -> None:
    encoder = load(DEFAULT)
    found = passages_of(text, encoder, tokens=32)
    covered = {i for p in found for i in range(*p.span)}
    assert all(0 <= p.span.start < p.span.end <= len(text) for p in found)
    assert all(p.encoded.endswith(p.span.of(text)) for p in found)
    assert {i for s in split(text) for i in range(*s) if not text[i].isspace()} <= covered
