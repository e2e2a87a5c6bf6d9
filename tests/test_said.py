"""Statements chosen by speaker, topic, day, outlet and language, and counted over time."""

import json
from collections.abc import Iterable
from datetime import date

import pytest

from index import Filter, Index, Said, Settings

ARTICLES = [
    {
        "title": "Ministers meet in Baku",
        "date": "2025-01-15",
        "outlet": "The Daily",
        "text": "The ministers met on Wednesday. President Ilham Aliyev said that carbon markets are the decision of "
        "the year. He spoke for an hour. Aliyev said that the harbour was open. Minister Nora Vale said that the "
        "emissions of carbon had fallen.",
    },
    {
        "title": "A market for carbon",
        "date": "2025-01-03",
        "outlet": "The Gazette",
        "text": "Talks went on in the capital. Ilham Aliyev said that the work was done in time. Mayor Anna Poe of "
        "Delta said that the city was glad of it.",
    },
    {
        "title": "The market opens",
        "date": "2024-11-20",
        "outlet": "The Daily",
        "text": "The new building was full. Ilham Aliyev said that carbon is priced too low in all of the world. "
        "Abdel Fattah al-Sisi said that the price was fair.",
    },
    {
        "title": None,
        "date": None,
        "outlet": "The Gazette",
        "text": "It was late in the evening. Ilham Aliyev said that the carbon in the sea was a danger for everyone.",
    },
    {
        "title": "Der Hafen von Hamburg",
        "date": "2025-01-20",
        "outlet": "Die Zeitung",
        "text": "Der Hafen von Hamburg wird im nächsten Jahr ausgebaut, und niemand weiß, was das für den Handel "
        "bedeutet. Carbon steht nicht im Vertrag.",
    },
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("said")
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), "utf-8")
    settings = Settings(workers=1)
    Index.refresh(folder / "news.jsonl", at=folder / "archive", settings=settings)
    return Index.open(folder / "archive", settings)


def words(found: Iterable[Said]) -> list[str]:
    return [said.article.text[said.statement.start : said.statement.end] for said in found]


def test_statements_come_newest_first_then_in_text_order_and_undated_last(index: Index) -> None:
    found = index.said("Ilham Aliyev")
    assert [said.article.published for said in found] == [
        date(2025, 1, 15),
        date(2025, 1, 15),
        date(2025, 1, 3),
        date(2024, 11, 20),
        None,
    ]
    assert {said.statement.speaker for said in found} == {"Ilham Aliyev"}
    assert found[0].statement.start < found[1].statement.start
    assert [said.statement for said in found[:2]] == [
        s for s in index.statements(found[0].article.id) if s.speaker == "Ilham Aliyev"
    ]
    assert index.said("Ilham Aliyev", limit=3) == found[:3]
    assert index.said("Ilham Aliyev", limit=0) == index.said("Aliyev") == []


def test_without_a_name_everyone_with_one_is_heard(index: Index) -> None:
    speakers = [said.statement.speaker for said in index.said()]
    assert len(speakers) == sum(speaker.statements for speaker in index.speakers()) == 8
    assert speakers[2] == "Nora Vale"
    assert index.said(limit=2) == index.said()[:2]


@pytest.mark.parametrize(
    ("topic", "days"),
    [
        ("carbon", ["15", "03", "20", None]),
        ("CARBON!", ["15", "03", "20", None]),
        ("the carbon market", ["15", "03", "20"]),
        ("pricing of carbon", ["20"]),
        ("harbours", ["15"]),
        ("hour", []),
        ("zeppelin", []),
        (" ?", ["15", "15", "03", "20", None]),
    ],
)
def test_a_topic_is_in_the_sentence_or_the_headline(index: Index, topic: str, days: list[str | None]) -> None:
    found = [said.article.published for said in index.said("Ilham Aliyev", topic)]
    assert [day and f"{day.day:02}" for day in found] == days


def test_others_on_the_topic(index: Index) -> None:
    assert [said.statement.speaker for said in index.said(topic="carbon emissions")] == ["Nora Vale"]
    assert len(index.said(topic="carbon")) == 6


def test_a_restriction_is_kept_to(index: Index) -> None:
    def count(restriction: Filter, topic: str = "") -> int:
        return len(index.said("Ilham Aliyev", topic, restriction))

    assert count(Filter(since=date(2025, 1, 3))) == 3
    assert count(Filter(until=date(2025, 1, 3))) == 2
    assert count(Filter(outlets=("the gazette",))) == 2
    assert count(Filter(outlets=("The Gazette",), since=date(2025, 1, 1)), "carbon") == 1
    assert count(Filter(languages=("de",))) == 0
    assert count(Filter(languages=("de", "en"))) == 5
    assert count(Filter(speakers=("aliyev", "poe"))) == 5
    assert count(Filter(speakers=("poe",))) == 0
    assert {said.statement.speaker for said in index.said(restriction=Filter(speakers=("poe", "vale")))} == {
        "Anna Poe",
        "Nora Vale",
    }


def test_a_timeline_counts_the_same_statements_by_day_or_month(index: Index) -> None:
    assert index.timeline("Ilham Aliyev") == [(date(2024, 11, 1), 1), (date(2025, 1, 1), 3)]
    days = [(date(2024, 11, 20), 1), (date(2025, 1, 3), 1), (date(2025, 1, 15), 1)]
    assert index.timeline("Ilham Aliyev", "carbon", by="day") == days
    assert index.timeline(restriction=Filter(outlets=("The Daily",), since=date(2025, 1, 1))) == [(date(2025, 1, 1), 3)]
    assert index.timeline("Nobody") == []


def test_speakers_are_found_by_how_their_names_begin(index: Index) -> None:
    def names(like: str, limit: int | None = None) -> list[str]:
        return [speaker.name for speaker in index.speakers(like, limit)]

    assert names("ali") == names("ALIYEV") == names("aliyev il") == ["Ilham Aliyev"]
    assert set(names("a")) == {"Ilham Aliyev", "Anna Poe", "Abdel Fattah al-Sisi"}
    assert names("sisi") == names("al-s") == ["Abdel Fattah al-Sisi"]
    assert names("liyev") == names("ilham poe") == []
    assert names("") == [speaker.name for speaker in index.snapshot().db.speakers()]
    assert names("", 1) == ["Ilham Aliyev"]


def test_languages_are_counted_and_restrict_both_searches(index: Index) -> None:
    assert index.languages() == [("en", 4), ("de", 1)]
    assert Filter(languages=("de",))
    assert not Filter()
    snapshot = index.snapshot()
    vector = snapshot.encoder.encode_query("carbon")
    for language, expected in (("de", {"Die Zeitung"}), ("en", {"The Daily", "The Gazette"}), ("fr", set())):
        restriction = Filter(languages=(language,))
        for found in (snapshot.matching("carbon", 20, restriction), snapshot.nearest(vector, 20, restriction)):
            assert {snapshot.article(passage.article).outlet for passage, _ in found} == expected
    both = Filter(languages=("de", "en"), outlets=("The Daily",))
    assert len(snapshot.matching("carbon market", 20, both)) == len(snapshot.within(both).keys) == 2
