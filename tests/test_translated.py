"""The questions of the training set that are put into another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import languages
from qa.training.examples import read_translated
from qa.training.fitting import read_records

SAID = Path(__file__).parent / "said"
BLIND = Path(__file__).parent / "languages"


@pytest.mark.parametrize("code", languages.codes())
def test_each_is_asked_in_another_language_and_keeps_what_answers(code: str) -> None:
    at = SAID if code == languages.DEFAULT else SAID / code
    asked = {record["id"]: record for record in read_records(at / "questions.jsonl")}
    told = read_translated(SAID, code)
    assert len(told) > 500
    assert len({one["id"] for one in told}) == len(told)
    for one in told:
        first = asked[one["id"].removesuffix(f"-{one['language']}")]
        assert one["language"] in languages.codes()
        assert one["language"] != code
        assert one["question"].strip()
        assert one["question"] != first["question"]
        assert (one["article"], one["gold"], one["wrong"]) == (first["article"], first["gold"], first["wrong"])


def test_none_is_of_an_article_that_figures_are_reported_on() -> None:
    sets = [read_records(BLIND / code / "across.jsonl") for code in languages.others()]
    reported = {record["article"] for records in sets for record in records}
    assert reported.isdisjoint(one["article"] for code in languages.codes() for one in read_translated(SAID, code))
