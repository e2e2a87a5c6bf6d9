"""Days that are told by name only: their dates, worked out from the article's."""

import json
from datetime import date
from pathlib import Path

import pytest

from index import Index, Settings, Span
from index.errors import SpanError
from qa import Assistant, Citation, reckoning
from qa.models import ReckonedDay

WEDNESDAY = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Reyes said on Thursday that it rained.", [("Thursday", "2025-01-09")]),
        ("Reyes said on Wednesday that it rained.", [("Wednesday", "2025-01-15")]),
        ("Reyes met the crew last Wednesday.", [("last Wednesday", "2025-01-08")]),
        ("The council will meet on Thursday.", [("Thursday", "2025-01-16")]),
        ("The vote is due next Wednesday.", [("next Wednesday", "2025-01-22")]),
        ("“We will vote on Friday,” Reyes said on Monday.", [("Friday", "2025-01-17"), ("Monday", "2025-01-13")]),
        ("It opens tomorrow, Reyes said yesterday.", [("tomorrow", "2025-01-16"), ("yesterday", "2025-01-14")]),
        ("On Thursday, 9 January, it rained.", []),
        ("On Thursday, January 9, it rained.", []),
        ("Sunday’s best is sold on Sundays.", []),
        ("The man shot by police on Tuesday was ill.", [("Tuesday", "2025-01-14")]),
        ("The plan was approved by the council on Tuesday.", [("Tuesday", "2025-01-14")]),
        ("Before dawn on Monday, police searched the port.", [("Monday", "2025-01-13")]),
        ("Reyes, who will retire in May, said on Monday that it rained.", [("Monday", "2025-01-13")]),
        ("By Monday evening, 40 had left.", []),
        ("It will open, officials think, on Friday.", []),
        ("The Sunday Times wrote on Good Friday that every Monday is a Tuesday in the port.", []),
        ("It rained the day before yesterday.", []),
    ],
)
def test_the_nearest_day_of_the_name_is_meant(text: str, named: list[tuple[str, str]]) -> None:
    found = reckoning.days(text, Span(0, len(text)), WEDNESDAY)
    assert [(day.place.of(text), day.day.isoformat()) for day in found] == named


def test_a_citation_tells_the_date_of_the_day_it_names(tmp_path: Path) -> None:
    record = {"text": "The dam was closed on Monday, Mayor Dana Reyes said.", "date": "2025-01-15"}
    (tmp_path / "dam.json").write_text(json.dumps(record), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    (cited,) = Assistant.open(tmp_path / "archive").answer("What did Reyes say about the dam?").citations
    assert [(d.text, d.day) for d in cited.days] == [("Monday", date(2025, 1, 13))]
    wrong = ReckonedDay(start=0, end=3, text="Monday", day=date(2025, 1, 13))
    with pytest.raises(SpanError, match="Monday"):
        Citation(number=1, article=cited.article, start=cited.start, end=cited.end, quote=cited.quote, days=(wrong,))


def test_without_a_date_of_the_article_nothing_is_worked_out(tmp_path: Path) -> None:
    (tmp_path / "dam.txt").write_text("The dam was closed on Monday, Mayor Dana Reyes said.", "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    (cited,) = Assistant.open(tmp_path / "archive").answer("What did Reyes say about the dam?").citations
    assert cited.days == ()
