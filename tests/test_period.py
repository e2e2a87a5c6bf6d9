"""Periods: what a question says of time, and the articles it then asks."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index import Index, Settings, Span
from qa import Assistant, Status, hindsight, period, question
from qa.question import Kind

TODAY = date(2025, 1, 15)  # a Wednesday


def told(text: str) -> period.Told:
    return period.find(text, TODAY)


def days(text: str) -> tuple[str | None, str | None]:
    found = told(text).period
    assert found is not None
    return found.since and found.since.isoformat(), found.until and found.until.isoformat()


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ("What did Reyes say about the dam in January 2024?", "2024-01-01", "2024-01-31"),
        ("What did Reyes say in 2023 about the dam?", "2023-01-01", "2023-12-31"),
        ("In March 2024, what did Reyes say about the dam?", "2024-03-01", "2024-03-31"),
        ("What did Reyes say about the dam in November?", "2024-11-01", "2024-11-30"),
        ("What did Reyes say about the dam last week?", "2025-01-06", "2025-01-12"),
        ("What did Reyes say about the dam this month?", "2025-01-01", "2025-01-31"),
        ("What did Reyes say about the dam in the last week?", "2025-01-08", "2025-01-15"),
        ("What did Reyes say about the dam in the past three months?", "2024-10-15", "2025-01-15"),
        ("What did Reyes say about the dam in the past 10 days?", "2025-01-05", "2025-01-15"),
        ("What did Reyes say about the dam yesterday?", "2025-01-14", "2025-01-15"),
        ("What did Reyes say about the dam on 3 May 2024?", "2024-05-03", "2024-05-04"),
        ("What did Reyes say about the dam on May 3, 2024?", "2024-05-03", "2024-05-04"),
        ("Since June 2024, has Reyes commented on the dam?", "2024-06-01", None),
        ("Has Reyes commented on the dam since Monday?", "2025-01-13", None),
        ("What did Reyes say about the dam after 3 May 2024?", "2024-05-04", None),
        ("What did Reyes say about the dam before 2020?", None, "2019-12-31"),
        ("What did Reyes say about the dam until March 2020?", None, "2020-03-31"),
        ("What did Reyes say between March and June 2024 about the dam?", "2024-03-01", "2024-06-30"),
        ("What did Reyes say about the dam from 2022 to 2023?", "2022-01-01", "2023-12-31"),
        ("What did Reyes say about the dam in january 2024?", "2024-01-01", "2024-01-31"),
        ("What did Reyes say about the dam in Jan 2024?", "2024-01-01", "2024-01-31"),
        ("In March 2024 what did Reyes say about the dam?", "2024-03-01", "2024-03-31"),
        ("What did Reyes say about the dam this year?", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_read_and_taken_out_of_the_question(asked: str, since: str | None, until: str | None) -> None:
    assert days(asked) == (since, until)
    rest = told(asked).rest
    assert rest in {"What did Reyes say about the dam?", "Has Reyes commented on the dam?"} or (
        rest.casefold() == "what did reyes say about the dam?"
    )


@pytest.mark.parametrize(
    "asked",
    [
        "What did Reyes say about the June 2024 vote?",
        "What did Reyes say about last year's budget?",
        "What did Reyes say about the march on Sunday?",
        "What did Reyes say about the last election?",
        "May Reyes run again?",
        "What did Reyes say about the 2024 census in Delta?",
        "What was said by May about the port?",
        "Did Reyes comment on May?",
        "What did Reyes say about the plan for 2030?",
        "What did Reyes say she would do in 2030?",
        "What did Reyes say about cutting costs by 2050?",
        "What did Reyes say about the last two years of drought?",
        "What did Reyes say about the last two years?",
        "What did Reyes say about this week?",
        "What did Reyes say about the latest dam?",
        "Did Reyes recently resign?",
        "Who won the most recent election?",
        "What did Reyes say about the recently opened dam?",
    ],
)
def test_a_time_inside_the_topic_stays_there(asked: str) -> None:
    assert told(asked) == period.Told(asked, None)


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("What was Reyes's latest statement on the dam?", "What was Reyes's statement on the dam?"),
        ("What is the latest that Reyes has said on the dam?", "What has Reyes said on the dam?"),
        ("What's the latest from Dana Reyes on the dam?", "What has Dana Reyes said on the dam?"),
        ("What did Reyes say most recently about the dam?", "What did Reyes say about the dam?"),
        ("What did Reyes say about the dam recently?", "What did Reyes say about the dam?"),
        ("What is the latest on the dam?", "What was said about the dam?"),
    ],
)
def test_what_is_newest_is_asked_for(asked: str, rest: str) -> None:
    assert told(asked).rest == rest
    assert (found := told(asked).period) is not None
    assert found.newest


def test_a_month_without_a_year_is_the_last_one_that_the_archive_knows() -> None:
    found = period.find("What did Reyes say in March?", TODAY, newest=date(2016, 11, 2)).period
    assert found is not None
    assert (found.since, found.until) == (date(2016, 3, 1), date(2016, 3, 31))


def read(text: str, *history: str) -> question.Question:
    return question.read(text, history, lambda name: name.casefold() in {"reyes", "holt"}, told)


def test_only_months_without_a_year_are_reckoned_from_the_newest_article() -> None:
    for asked in ("What did Reyes say in the past two years?", "What did Reyes say since Monday?"):
        assert period.find(asked, TODAY, newest=date(2016, 11, 2)) == told(asked)


def test_follow_ups_are_resolved_one_after_the_other() -> None:
    first, in_2023 = "What did Reyes say about the dam?", told("What did Reyes say in 2023?").period
    asked = [f"{first[:-1]} in 2023?", "And in 2024?", "And in 2022?", "And about the bridge?"]
    read_so = [read(text, *asked[:i]) for i, text in enumerate(asked)]
    assert [q.text for q in read_so] == [first, first, first, "What did Reyes say about the bridge?"]
    assert [q.period and q.period.words for q in read_so] == ["in 2023", "in 2024", "in 2022", "in 2022"]
    other = read("And about taxes?", asked[0], "What did Holt say about the bridge?")
    assert (other.text, other.period) == ("What did Holt say about taxes?", None)
    assert in_2023 == read_so[0].period


def test_the_year_of_a_fact_stays_in_it() -> None:
    drowned = "How many people drowned in 2015?"
    women = read("And how many women?", drowned)
    assert (women.text, women.period) == (f"How many women ({drowned})", None)
    assert read("And in 2016?", drowned).text == "How many people drowned in 2016?"
    late = "How many ships are late this week?"
    assert read("And at any time?", late).period == period.Period("at any time")
    assert read("How many ships are late this week, at any time?").text == "How many ships are late?"


def test_a_question_asked_again_at_any_time_stays_what_it_is() -> None:
    first = "What did Reyes say about the dam in 2023?"
    assert read("When was that, at any time?", first).asks_when
    assert read("Tell me more, at any time?", first, "Tell me more").more == 2


def test_a_follow_up_keeps_the_period_or_brings_its_own() -> None:
    before = "What did Reyes say about the dam in 2023?"
    assert read("And about the bridge?", before).period == told(before).period
    assert read("What about Holt?", before).period == told(before).period
    assert read("What did Holt say about the bridge?", before).period is None
    own = read("And in 2024?", before)
    assert (own.text, own.period) == ("What did Reyes say about the dam?", told("And in 2024?").period)
    without = read("What did Reyes say about the dam in 2023, at any time?")
    assert (without.text, without.period) == ("What did Reyes say about the dam?", period.Period("at any time"))


def test_the_year_in_a_question_of_fact_is_no_filter() -> None:
    asked = read("How many people drowned in 2015?")
    assert (asked.kind, asked.text, asked.period) == (Kind.FACT, "How many people drowned in 2015?", None)
    assert read("How many people drowned last week?").period is not None


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("period")
    for day, said in (
        ("2023-05-02", "“The dam is safe,” Mayor Dana Reyes said."),
        ("2024-06-03", "“The dam must be closed,” Mayor Dana Reyes said on Monday."),
    ):
        record = {"text": f"DELTA — {said}\n\nThe town lies below it.", "date": day, "outlet": "Delta Post"}
        (folder / f"{day}.json").write_text(json.dumps(record), "utf-8")
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    yield Assistant.open(folder / "archive")


def quoted(assistant: Assistant, text: str, history: tuple[str, ...] = (), *, read_period: bool = True) -> list[str]:
    answer = assistant.answer(text, history, read_period=read_period)
    return [citation.article.published.isoformat() for citation in answer.citations if citation.article.published]


def test_only_articles_of_the_period_answer(assistant: Assistant) -> None:
    assert quoted(assistant, "What did Reyes say about the dam in May 2023?") == ["2023-05-02"]
    assert quoted(assistant, "What did Reyes say about the dam since June 2023?") == ["2024-06-03"]
    assert quoted(assistant, "What was Reyes's latest statement on the dam?") == ["2024-06-03", "2023-05-02"]
    silent = assistant.answer("What did Reyes say about the dam in 2022?")
    assert silent.status is Status.NOT_FOUND
    assert silent.text == "Nothing was found in the archive that Reyes said about this (in 2022)."
    assert silent.understood == "What did Reyes say about the dam?"
    assert silent.period is not None


def test_later_articles_tell_of_a_period_that_has_none(tmp_path: Path) -> None:
    text = (
        "In 2010, Mayor Dana Reyes warned that the dam would burst. In May she said that the dam was old.\n\nIt rained."
    )
    (tmp_path / "1.json").write_text(json.dumps({"text": text, "date": "2024-06-03"}), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    assistant = Assistant.open(tmp_path / "archive")
    told = [c.quote for c in assistant.answer("What did Reyes warn about the dam in 2010?").citations]
    assert told == ["In 2010, Mayor Dana Reyes warned that the dam would burst."]
    told = [c.quote for c in assistant.answer("What did Reyes say about the dam in May 2024?").citations]
    assert told == ["In May she said that the dam was old."]
    for text in ("What did Reyes warn about the dam in 2011?", "What did Reyes say about the dam in May 2022?"):
        assert assistant.answer(text).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Dana Reyes said that the dam was built in 2010.",  # what she said is, not when
        "“The dam was built in 2010,” Mayor Dana Reyes said.",
        "Mayor Dana Reyes said the dam would lose half of its 2010 weight.",
        "Mayor Dana Reyes, who took office in 2010, said the dam was safe.",
        "In 2010 the dam broke, Mayor Dana Reyes said.",
    ],
)
def test_a_date_in_what_was_said_is_not_when_it_was_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "1.json").write_text(json.dumps({"text": text, "date": "2024-06-03"}), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    assistant = Assistant.open(tmp_path / "archive")
    assert assistant.answer("What did Reyes say about the dam?").citations
    assert assistant.answer("What did Reyes say about the dam in 2010?").status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("days", "sentence", "published", "named"),
    [
        ("2010-01-01 2010-12-31", "In 2010 she left.", "2016-01-01", True),
        ("2010-01-01 2010-12-31", "His 2010 speech was long.", "2016-01-01", True),
        ("2010-01-01 2010-12-31", "In the 2010s she left.", "2016-01-01", False),
        ("2010-01-01 2010-12-31", "There 2010 jobs were cut.", "2016-01-01", False),
        ("2010-01-01 2012-12-31", "In May 2011 she left.", None, True),
        ("2015-10-01 2015-10-31", "In October she left.", "2016-01-01", True),
        ("2015-10-01 2015-10-31", "In Oct. 2015 she left.", "2018-01-01", True),
        ("2015-10-01 2015-10-31", "In October she left.", "2018-01-01", False),
        ("2015-10-01 2015-10-31", "In October 2012 she left.", "2016-01-01", False),
        ("2015-05-01 2015-05-31", "The dam may burst in rain.", "2015-09-01", False),
        ("2015-05-01 2015-05-31", "Ann May said so.", "2015-09-01", False),
        ("2015-03-01 2015-03-31", "They would march on the dam.", "2015-09-01", False),
        ("2015-10-03 2015-10-04", "On October 3rd she left.", "2016-01-01", True),
        ("2015-10-03 2015-10-04", "On 3 October she left.", "2016-01-01", True),
        ("2015-10-03 2015-10-04", "On October 31 she left.", "2016-01-01", False),
        ("2015-10-03 2015-10-04", "On October 3, 2010, she left.", "2016-01-01", False),
        ("2015-10-03 2015-10-04", "In October she left.", None, False),
    ],
)
def test_a_sentence_names_a_period(days: str, sentence: str, published: str | None, named: bool) -> None:
    since, until = map(date.fromisoformat, days.split())
    asked = period.Period("then", since=since, until=until)
    told = hindsight.dates(
        asked, sentence, Span(0, len(sentence)), (published and date.fromisoformat(published)) or None
    )
    assert bool(list(told)) is named


def test_a_name_that_ends_like_a_time_is_none() -> None:
    assert told("What did Reyes tell Delta Today about the dam?").period is None
    for when in ("today", "last Week", "Last Week", "Yesterday"):
        assert told(f"What did Reyes say in Delta {when}?").period is not None
    assert told("What Did Reyes Say Today?").period is not None


def test_an_event_is_as_old_as_the_articles_that_tell_of_it(tmp_path: Path) -> None:
    said = "“The dam is {},” Mayor Dana Reyes said."
    texts = {
        "2024-01-05": said.format("safe"),
        "2024-02-10": "The harbour summit ended in Delta. Ships left.",
        "2024-02-11": "The harbour summit in Delta was long, guests said.",
        "2024-01-07": "The harbour war was long ago.",
        "2024-01-08": "Of the harbour war songs are sung.",
        "2024-03-01": said.format("old"),
    }
    for day, text in texts.items():
        (tmp_path / f"{day}.json").write_text(json.dumps({"text": text, "date": day}), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    assistant = Assistant.open(tmp_path / "archive")
    assert quoted(assistant, "What has Reyes said about the dam since the harbour summit?") == ["2024-03-01"]
    found = assistant.answer("What has Reyes said about the dam since the harbour summit?").period
    assert found == period.Period("since the harbour summit", since=date(2024, 2, 10), worked_out=True)
    assert assistant.answer("What has Reyes said about the dam since the flower show?").period is None
    assert assistant.answer("What has Reyes said about the dam since the harbour war?").period is None


def test_the_period_can_be_set_aside(assistant: Assistant) -> None:
    assert len(quoted(assistant, "What did Reyes say about the dam in 2022, at any time?")) == 2
    assert quoted(assistant, "And at any time?", ("What did Reyes say about the dam in 2022?",))
    assert not quoted(assistant, "What did Reyes say about the dam last week?")
    assert quoted(assistant, "What did Reyes say about the dam last week?", read_period=False)
    given = assistant.answer("What did Reyes say about the dam in 2023?", since=date(2024, 1, 1))
    assert given.status is Status.NOT_FOUND
