"""Copies: the same words in several articles are one citation that lists the others."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Filter, Index, Settings
from qa import Assistant, copies
from qa.candidates import Evidence
from qa.copies import signature
from qa.retrieval import Hit

SAID = "“The old dam will not be opened to ships before the spring,” Mayor Dana Reyes told the council on Monday."
EDITED = SAID.replace("Mayor Dana Reyes", "Dana Reyes, the mayor,")
OTHER = "“The old dam costs us two million a year and nobody wants it,” Mayor Dana Reyes told the Delta Post."


def article(folder: Path, name: str, said: str, outlet: str, day: str, rest: str = "") -> None:
    text = f"The council met in Delta on Monday for the first time this year. {said} {rest}".strip()
    record = {"title": f"Council meets, {outlet} writes", "text": text, "outlet": outlet, "date": day}
    (folder / f"{name}.json").write_text(json.dumps(record), "utf-8")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("copies")
    for i in range(20):  # more than are found at once
        article(folder, f"wire{i:02}", SAID, f"Paper {i:02}", f"2024-03-{i + 1:02}")
    article(
        folder,
        "edited",
        EDITED,
        "Edited News",
        "2024-04-01",
        "Snow fell on the hills all day, buses stood still, schools closed.",
    )
    article(folder, "other", OTHER, "Delta Post", "2024-05-01")
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    yield Assistant.open(folder / "archive")


def test_words_printed_by_many_are_quoted_once_and_crowd_nothing_out(assistant: Assistant) -> None:
    answer = assistant.answer("What did Dana Reyes say about the dam?")
    assert sorted(len(c.copies) for c in answer.citations) == [0, 20]
    quoted = max(answer.citations, key=lambda c: len(c.copies))
    outlets = [copy.article.outlet for copy in quoted.copies]
    assert {*outlets, quoted.article.outlet} == {f"Paper {i:02}" for i in range(20)} | {"Edited News"}
    days = [copy.article.published for copy in quoted.copies]
    assert days == sorted(days, reverse=True)
    for copy in quoted.copies:
        assert copy.quote == copy.article.text[copy.start : copy.end]
        assert copy.quote in {SAID, EDITED}


def test_copies_are_looked_for_in_the_same_period_only(assistant: Assistant) -> None:
    answer = assistant.answer("What did Dana Reyes say about the dam in April 2024?")
    assert [(c.article.outlet, c.copies) for c in answer.citations] == [("Edited News", ())]


def test_the_passages_of_a_search_are_no_copies_of_each_other(assistant: Assistant) -> None:
    found = assistant.search("the old dam and the ships", limit=5)
    assert {passage.article.outlet for passage in found} > {"Edited News", "Delta Post"}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (SAID, SAID.replace("“", '"').replace("”", '"').upper(), True),
        (SAID, EDITED, True),
        (SAID, OTHER, False),
        (SAID, SAID.replace("not be opened to ships before the spring", "be opened to ships"), False),
        (SAID, SAID.replace("will not", "will"), False),
        (f"{SAID} It costs 12 million.", f"{SAID} It costs 15 million.", False),
        (SAID, SAID.replace("will not", "cannot"), False),
        (
            "Taxes on the port will rise in the spring, he said.",
            "Taxes on the port will fall in the spring, he said.",
            False,
        ),
        ("It went up from 12 to 15 crowns a ship in May.", "It went up from 15 to 12 crowns a ship in May.", False),
        ("The port grew by 1.5 percent in the year to May.", "The port grew by 5.1 percent in the year to May.", False),
        (
            "Ruritania attacked the fleet of Graustark in the bay.",
            "Graustark attacked the fleet of Ruritania in the bay.",
            False,
        ),
        ("“Go.”", "Go!", True),
        ("“Go now,” he said.", "“Go,” he said.", False),
    ],
    ids=[
        "marks",
        "edited",
        "other words",
        "half of it",
        "not",
        "figure",
        "cannot",
        "fall",
        "turned",
        "decimals",
        "who",
        "short",
        "short, other",
    ],
)
def test_a_few_other_words_make_no_other_text(one: str, other: str, same: bool) -> None:
    assert copies.alike(signature(one), signature(other)) is same


def test_what_two_people_said_alike_is_no_copy(tmp_path: Path) -> None:
    words = (
        "“The old dam will not be opened to ships before the spring comes to the hills of Delta,” {} said on Monday."
    )
    article(tmp_path, "a", words.format("Mayor Dana Reyes"), "Delta Post", "2024-03-01")
    article(tmp_path, "b", words.format("Governor Omar Holt"), "Hill Times", "2024-03-02")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    both = Assistant.open(tmp_path / "archive").answer("What did Reyes and Holt say about the dam?")
    assert [(c.speaker, c.copies) for c in both.citations] == [("Dana Reyes", ()), ("Omar Holt", ())]


def test_a_long_sentence_is_found_again_where_rare_words_of_it_are_left_out(tmp_path: Path) -> None:
    said = (
        "“The old dam will not be opened to barges, tugboats or trawlers before the spring, whatever the harbour "
        "board, the shipyards and the insurers of the northern fleet may say this winter,” Mayor Dana Reyes told them."
    )
    shorter = said.replace(", tugboats or trawlers", "").replace(" of the northern fleet", "")
    assert shorter.count(" ") < said.count(" ") - 5
    article(tmp_path, "whole", said, "Paper A", "2024-03-01")
    article(tmp_path, "shorter", shorter, "Paper B", "2024-03-02")
    for i in range(5):
        article(tmp_path, f"other{i}", OTHER.replace("two million", f"{i} million"), f"Post {i}", "2024-05-01")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    answer = Assistant.open(tmp_path / "archive").answer("What did Dana Reyes say about opening the old dam to barges?")
    quoted = [c for c in answer.citations if "insurers" in c.quote]
    assert [len(c.copies) for c in quoted] == [1]
    assert {quoted[0].article.outlet, quoted[0].copies[0].article.outlet} == {"Paper A", "Paper B"}


def test_copies_of_a_short_sentence_are_found_among_many_passages_with_its_words(tmp_path: Path) -> None:
    said = "“The dam stays shut until May,” Mayor Dana Reyes said."
    for i in range(60):
        rest = f"Tom Holt said that shop {i} stays shut in May. The mayor, Dana Reyes, was there."
        article(tmp_path, f"near{i:02}", rest, f"Paper {i:02}", "2024-02-01")
    for name in ("a", "b", "c"):
        article(tmp_path, name, said, f"News {name}", "2024-03-01")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    answer = Assistant.open(tmp_path / "archive").answer("What did Dana Reyes say about the dam?")
    quoted = next(c for c in answer.citations if c.quote == said)
    assert {quoted.article.outlet, *(c.article.outlet for c in quoted.copies)} == {"News a", "News b", "News c"}


def outlets_with(said: str, folder: Path) -> list[str | None]:
    """Return the outlets of the copies of a sentence, as many as there are, by the first of the folder's articles."""
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    snapshot = Index.open(folder / "archive").snapshot()
    ids = snapshot.db.article_ids()
    own = next(found for found in map(snapshot.article, ids) if said in found.text)
    sentence = next(place for place in snapshot.db.sentences(own.id) if said in place.of(own.text))
    evidence = Evidence(own, sentence, None, Hit(snapshot.db.passages_of(own.id)[0]))
    return sorted(place.article.outlet or "" for place in copies.of(snapshot, evidence, Filter()))


def test_a_copy_may_lack_the_rarest_words_of_a_long_sentence(tmp_path: Path) -> None:
    said = (
        "The old dam will not be opened to barges, tugboats or trawlers before the spring, whatever the harbour board, "
        "the shipyards and the insurers of the northern fleet may say this winter."
    )
    article(tmp_path, "whole", said, "Paper A", "2024-03-02")
    article(tmp_path, "shorter", said.replace(", tugboats or trawlers", ""), "Paper B", "2024-03-01")
    assert outlets_with(said, tmp_path) == ["Paper B"]


def test_a_copy_may_lack_just_a_fifth_of_the_words(tmp_path: Path) -> None:
    said = "Seven men shut eight old locks near rusty Delta tonight."
    assert len(signature(said).words) == 10
    article(tmp_path, "whole", said, "Paper A", "2024-03-02")
    article(tmp_path, "shorter", said.replace(" rusty", "").replace(" tonight", ""), "Paper B", "2024-03-01")
    for i in range(9):
        rest = "Men from seven old towns met near Delta, eight at a time, and the locks were shut."
        article(tmp_path, f"near{i}", rest, f"Post {i}", "2024-02-01")
    assert outlets_with(said, tmp_path) == ["Paper B"]


def test_more_copies_than_are_searched_for_at_first_are_found(tmp_path: Path) -> None:
    for i in range(45):
        article(tmp_path, f"wire{i:02}", SAID, f"Paper {i:02}", "2024-03-01")
    assert len(outlets_with(SAID, tmp_path)) == 44


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The tunnel of Delta is 10 km long.", "The tunnel of Delta is 10km long."),
        ("The council of Delta meets at 9 am.", "The council of Delta meets at 9am."),
        ("The H5N1 tests at Delta's B12 labs cost 1,500.", "“The H5N1 tests at Delta's B12 labs cost 1,500!”"),
    ],
)
def test_figures_may_be_written_with_what_stands_beside_them(one: str, other: str, tmp_path: Path) -> None:
    article(tmp_path, "one", one, "Paper A", "2024-03-02")
    article(tmp_path, "other", other, "Paper B", "2024-03-01")
    assert outlets_with(one, tmp_path) == ["Paper B"]


def test_passages_are_told_by_how_many_of_some_words_they_hold(tmp_path: Path) -> None:
    article(tmp_path, "a", "Ferries stop at the pier.", "News", "2024-03-01")
    article(tmp_path, "b", "Ferries stop at the market.", "Post", "2024-03-02")
    article(tmp_path, "c", "Snow fell.", "Times", "2024-03-03")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    snapshot = Index.open(tmp_path / "archive").snapshot()
    terms = snapshot.words.terms("ferries pier market")

    def outlets(least: int, limit: int = 9, outlet: str | None = None) -> set[str | None]:
        restriction = Filter(outlets=(outlet,) if outlet else ())
        found = snapshot.holding(terms, least, limit, restriction)
        return {snapshot.article(passage.article).outlet for passage in found}

    assert outlets(-1) == outlets(0) == outlets(1) == outlets(2) == {"News", "Post"}
    assert outlets(3) == set()
    assert outlets(2, outlet="Post") == {"Post"}
    assert len(outlets(2, limit=1)) == 1
    assert snapshot.holding([], 1, 9, Filter()) == []
    assert snapshot.holding(snapshot.words.terms("writes"), 1, 9, Filter()) == []  # in headlines only
