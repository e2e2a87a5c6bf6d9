"""Somebody who spoke on many things: what is nearest to the topic is read, wherever in the archive it stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index import Filter, Index, Settings
from qa import Assistant, evidence, question, reader, scoring

SAID = {
    "the swimming pool": "the baths on Mill Street would open again in June",
    "school dinners": "every child would get a hot lunch from September on",
    "the buses": "line 12 would run until midnight on weekdays",
    "rents": "flats that belong to the city would cost no more than last year",
    "the library": "the reading room was too cold to sit in",
    "rubbish": "bins would be emptied once a week instead of twice",
    "the police": "two more officers would patrol the market at night",
    "trees": "three hundred limes would be planted along the ring road",
    "tax": "the levy on dogs was to be doubled",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("nearest")
    for number, (topic, said) in enumerate(SAID.items()):
        text = (
            f"The council of Delta met on Monday to talk about {topic}.\n\n"
            f"Mayor Dana Reyes said that {said}. The meeting took three hours, and the hall was full.\n\n"
            f"“I hope that everybody has had a say,” Reyes said. Visitors clapped."
        )
        (folder / f"{number}.txt").write_text(text, "utf-8")
    for number, thing in enumerate(("the fountain", "a fair", "two dogs", "dust", "parking", "snow")):
        (folder / f"holt-{number}.txt").write_text(f"Councillor Tom Holt said that he was tired of {thing}.", "utf-8")
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    return Assistant.open(folder / "archive")


@pytest.mark.parametrize("topic", SAID)
def test_the_statement_on_the_topic_comes_first(assistant: Assistant, topic: str) -> None:
    answer = assistant.answer(f"What did Dana Reyes say about {topic}?")
    assert SAID[topic] in answer.citations[0].quote
    assert answer.citations[0].speaker == "Dana Reyes"


def test_each_of_two_who_are_asked_for_is_read(assistant: Assistant) -> None:
    answer = assistant.answer("What did Dana Reyes and Tom Holt say about snow?")
    assert "tired of snow" in answer.citations[-1].quote
    answer = assistant.answer("What did Tom Holt and Dana Reyes say about trees?")
    assert SAID["trees"] in answer.citations[-1].quote


def test_asked_of_two_each_is_read_as_if_asked_of_alone(assistant: Assistant) -> None:
    both = assistant.answer("What did Tom Holt and Dana Reyes say about trees?").citations[-1]
    alone = assistant.answer("What did Dana Reyes say about trees?").citations[0]
    assert (both.quote, both.score) == (alone.quote, pytest.approx(alone.score, abs=0.05))


def test_who_else_spoke_is_told_only_where_that_is_sure(assistant: Assistant) -> None:
    answer = assistant.answer("What did Tom Holt say about the moon?")
    assert not answer.citations
    assert not answer.others


def test_what_is_far_from_the_topic_beside_something_near_is_not_read(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    first, original = reader.load(), reader.Reader.read

    def counted(by: reader.Reader, asked: Sequence[reader.Asked]) -> list[reader.Reading]:
        if by is first:
            read.append(len(asked))
        return original(by, asked)

    monkeypatch.setattr(reader.Reader, "read", counted)
    assert SAID["trees"] in assistant.answer("What did Dana Reyes say about trees?").citations[0].quote
    assert read == [2]
    assistant.answer("What did Dana Reyes say about the weather?")
    assert read[1] > 2  # nothing is nearer than the rest
    read.clear()
    assistant.answer("What did Dana Reyes do about the trees?")
    assert read == [5]  # where the reporter's words may answer, too, all that is found is read
    read.clear()
    assistant.answer("What did Dana Reyes and Tom Holt say about trees?")
    assert read == [10]  # of several each has something nearest


def test_what_is_hardly_near_is_not_encoded(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[int] = []
    original = scoring.Scorer.by_topic

    def counted(scorer: scoring.Scorer, texts: Sequence[str]) -> list[scoring.Features]:
        encoded.append(len(texts))
        return original(scorer, texts)

    monkeypatch.setattr(scoring.Scorer, "by_topic", counted)
    assistant.answer("What did Dana Reyes say about trees?")
    assert sum(encoded) == 10  # two sentences in each of the five nearest of nine articles


def test_of_all_that_is_read_it_is_known_how_near_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def last_found_first(_: scoring.Scorer, texts: Sequence[str]) -> list[float]:
        return [float(i) for i in range(len(texts))]

    monkeypatch.setattr(scoring.Scorer, "roughly", last_found_first)  # so what is read was often found elsewhere before
    for number, (topic, said) in enumerate(SAID.items()):
        parts = [f"Mayor Dana Reyes said that {said}, and that {topic} was on her list of {number} things."]
        parts += [f"Reyes said that she had heard {i} people speak on {topic} since last Monday." for i in range(20)]
        (tmp_path / f"{number}.txt").write_text(" ".join(parts), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    snapshot = Index.open(tmp_path / "archive").snapshot()
    for topic in SAID:
        asked = question.read(f"What did Dana Reyes say about {topic}?", (), snapshot.speaks)
        found = evidence.gather(snapshot, asked, Filter()).evidence
        assert found
        assert all("topic_cosine" in one.parts for one in found)


def test_the_passages_nearest_to_the_topic_are_found_where_nobody_answers_only(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[Filter] = []
    original = evidence.retrieve

    def noted(*given: Any) -> list[evidence.Hit]:
        searched.append(given[3])
        return original(*given)

    monkeypatch.setattr(evidence, "retrieve", noted)
    assert assistant.answer("What did Dana Reyes say about trees?").citations
    assert [found.speakers for found in searched] == [("reyes",)]
    searched.clear()
    answer = assistant.answer("What did Tom Holt say about the moon?")
    assert [found.speakers for found in searched] == [("holt",), ()]
    assert len(answer.nearest) == 3
