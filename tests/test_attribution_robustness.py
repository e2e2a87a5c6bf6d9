"""Whatever the text: attribution returns, and its places lie inside the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.attribution import attribute

MARKS = ["“", "”", '"', "''", "'", "«", "»", "„", "‘", "’", " ", ".", ",", ":", "\n\n", "\n", "—", "İ", "\0"]
WORDS = ["said ", "Dana Reyes ", "he ", "according to ", "the claim that ", "in her view ", "was also noted "]
MORE = ["The minister ", "it is open", "- Reyes", "NEWS:", "adding ", "who ", "told reporters ", "and "]
PIECES = st.sampled_from([*MARKS, *WORDS, *MORE])


def check(text: str) -> None:
    previous = (0, 0)
    for statement in attribute(text):
        assert 0 <= statement.start < statement.end <= len(text)
        assert previous <= (statement.start, statement.end)
        assert 0 < statement.confidence <= 1
        for part in (statement.mention, statement.cue):
            assert part is None or (0 <= part.start < part.end <= len(text))
        previous = (statement.start, statement.end)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_order_of_marks_names_and_cues_can_be_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\0\0\0",
        "....",
        "“",
        "”",
        "“”",
        "''",
        ":",
        "- Reyes",
        "said",
        "A" * 1_000_000,
        "“ " * 2_000,
        "\ud800 said he.",
    ],
    ids=[
        "empty",
        "white",
        "nul",
        "dots",
        "open",
        "close",
        "pair",
        "two",
        "colon",
        "sign",
        "cue",
        "long",
        "marks",
        "surrogate",
    ],
)
def test_broken_texts_can_be_read(text: str) -> None:
    check(text)


def test_a_very_long_article_is_read_to_its_end() -> None:
    text = "“The port is open,” said Dana Reyes. Holt said it was closed.\n\n" * 1_500
    statements = attribute(text)
    assert len(statements) == 3_000
    assert {statement.speaker for statement in statements} == {"Dana Reyes", "Holt"}
