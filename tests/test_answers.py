"""Questions on the seed article, end to end: who said it, word for word, or silence."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index import Filter, Index, Settings
from index.errors import NotInArchiveError, SpanError
from qa import Assistant, Citation, Status, answers, evidence
from qa.question import read
from qa.scoring import Scorer

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    at = tmp_path_factory.mktemp("seeds") / "archive"
    Index.refresh(SEEDS, at=at)
    yield Assistant.open(at)


def quotes(assistant: Assistant, question: str) -> list[tuple[str | None, str]]:
    found = assistant.answer(question)
    assert found.status == (Status.ANSWERED if found.citations else Status.NOT_FOUND)
    return [(citation.speaker, citation.quote[:36]) for citation in found.citations]


def test_aliyevs_words_are_not_mixed_with_sarybays(assistant: Assistant) -> None:
    assert quotes(assistant, "What did Aliyev say about COP29?") == [
        ("Ilham Aliyev", "President Ilham Aliyev acknowledged "),
        ("Ilham Aliyev", "The head of state highlighted the cr"),
    ]
    assert quotes(assistant, "What did Sarybay say about COP29?") == [
        ("Kairat Sarybay", "Sarybay congratulated Azerbaijan on "),
        ("Kairat Sarybay", "He highlighted the important decisio"),
    ]


def test_the_words_used_for_the_speaker_are_given(assistant: Assistant) -> None:
    found = assistant.answer("What did Aliyev say about COP29?")
    assert [citation.mention for citation in found.citations] == ["President Ilham Aliyev", "The head of state"]


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("When did Aliyev receive Sarybay?", "January 15"),
        ("Who is the Secretary General of CICA?", "Kairat Sarybay"),
        ("What does CICA stand for?", "Conference on Interaction and Confidence Building Measures in Asia"),
    ],
)
def test_the_short_answer_is_marked_inside_the_quote(assistant: Assistant, question: str, short: str) -> None:
    first = assistant.answer(question).citations[0]
    assert first.answer == short
    assert first.answer_start is not None
    assert first.article.text[first.answer_start : first.answer_end] == short
    assert first.quote.startswith("President of the Republic")


@pytest.mark.parametrize(
    "question",
    [
        "What did Aliyev say about Armenia?",
        "What did Macron say about COP29?",
        "Who won the 2022 World Cup?",
        "What did Aliyev say about football?",
        "Has Sarybay commented on carbon markets?",
    ],
)
def test_what_the_archive_does_not_say_is_not_found(assistant: Assistant, question: str) -> None:
    found = assistant.answer(question)
    assert found.status == Status.NOT_FOUND
    assert found.status.value == "not_found"
    assert not found.citations
    assert found.nearest
    assert "Nothing was found" in found.text


def test_not_found_says_who_did_speak_about_it(assistant: Assistant) -> None:
    found = assistant.answer("What did Macron say about COP29?")
    assert {citation.speaker for citation in found.others} == {"Ilham Aliyev", "Kairat Sarybay"}
    assert "Ilham Aliyev" in found.text


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did the president say about COP29?", "Ilham Aliyev"),
        ("Has Ilham Aliyev commented on carbon markets?", "Ilham Aliyev"),
        ("Sarybay on the climate agenda", "Kairat Sarybay"),
        ("Who highlighted the new finance goal?", "Ilham Aliyev"),
    ],
)
def test_other_ways_to_ask(assistant: Assistant, question: str, speaker: str) -> None:
    found = assistant.answer(question)
    assert found.citations
    assert {citation.speaker for citation in found.citations} == {speaker}


def test_what_was_said_by_anyone_names_each_speaker(assistant: Assistant) -> None:
    found = assistant.answer("What was said about COP29?")
    assert {citation.speaker for citation in found.citations} == {"Ilham Aliyev", "Kairat Sarybay"}


def test_each_speakers_quotes_stand_under_the_name_where_anybody_may_have_spoken(assistant: Assistant) -> None:
    lines = assistant.answer("What was said about COP29?").text.splitlines()
    names = [line for line in lines if line.endswith(":")]
    assert sorted(names) == ["Ilham Aliyev:", "Kairat Sarybay:"]
    assert lines[0] in names


def test_two_people_are_quoted_side_by_side(assistant: Assistant) -> None:
    found = assistant.answer("What did Aliyev and Sarybay say about COP29?")
    speakers = [citation.speaker for citation in found.citations]
    assert set(speakers) == {"Ilham Aliyev", "Kairat Sarybay"}
    assert speakers == sorted(speakers, key=lambda name: name != "Ilham Aliyev")
    assert [line for line in found.text.splitlines() if line.endswith(":")] == ["Ilham Aliyev:", "Kairat Sarybay:"]


def test_of_two_people_the_one_who_said_nothing_is_named(assistant: Assistant) -> None:
    found = assistant.answer("What did Aliyev and Macron say about COP29?")
    assert {citation.speaker for citation in found.citations} == {"Ilham Aliyev"}
    assert found.text.endswith("Nothing was found that Macron said about this.")


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What about Sarybay?", "Kairat Sarybay"),
        ("And Sarybay?", "Kairat Sarybay"),
        ("Who else?", "Kairat Sarybay"),
        ("Tell me more", "Ilham Aliyev"),
    ],
)
def test_follow_ups_ask_the_question_before_anew(assistant: Assistant, question: str, speaker: str) -> None:
    found = assistant.answer(question, history=("What did Aliyev say about COP29?",))
    assert {citation.speaker for citation in found.citations} == {speaker}


def test_a_follow_up_is_read_with_the_question_before(assistant: Assistant) -> None:
    found = assistant.answer("And what did he say about carbon markets?", history=("What did Aliyev say about COP29?",))
    assert {citation.speaker for citation in found.citations} == {"Ilham Aliyev"}


def test_dates_and_outlets_restrict_the_answer(assistant: Assistant) -> None:
    question = "What did Aliyev say about COP29?"
    assert assistant.answer(question, since=date(2025, 1, 15), until=date(2025, 1, 15)).citations
    assert assistant.answer(question, outlets=("news.az",)).citations
    assert assistant.answer(question, since=date(2025, 1, 16)).status == Status.NOT_FOUND
    assert assistant.answer(question, until=date(2025, 1, 14)).status == Status.NOT_FOUND


def test_citations_hold_against_the_file_itself(assistant: Assistant) -> None:
    found = assistant.answer("What did Aliyev say about COP29?")
    for citation in found.citations:
        with Path(citation.article.path).open(encoding="utf-8", newline="") as file:
            assert file.read()[citation.start : citation.end] == citation.quote
        assert citation.article.published == date(2025, 1, 15)
        assert citation.article.outlet == "News.Az"
        assert citation.article.agency == "AZERTAC"
    assert found.text.count("[1]") == found.text.count("[2]") == 1


def test_a_citation_that_is_not_its_slice_cannot_be_made(assistant: Assistant) -> None:
    [article] = assistant.archive.articles()
    with pytest.raises(SpanError, match="take the slice"):
        Citation(number=1, article=article, start=0, end=5, quote="wrong")
    with pytest.raises(SpanError):
        Citation(number=1, article=article, start=0, end=10**9, quote=article.text)
    with pytest.raises(SpanError, match="inside the quote"):
        Citation(
            number=1,
            article=article,
            start=0,
            end=5,
            quote=article.text[:5],
            answer=article.text[6:8],
            answer_start=6,
            answer_end=8,
        )


def test_search_gives_passages_best_first(assistant: Assistant) -> None:
    found = assistant.search("COP29 finance goal", limit=3)
    assert len(found) == 3
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert "new finance goal" in found[0].text
    assert all(p.article.text[p.start : p.end] == p.text for p in found)


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "\x00\x1b[31m", "x" * 100_000, "\"' OR 1=1 --", "Что?", "(((", "AND OR NOT"]
)
def test_no_question_is_an_error(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).status in Status
    assert len(assistant.search(question)) <= 5


def test_settings_out_of_bounds_or_unknown_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.errors import SettingsError

    with pytest.raises(SettingsError, match="passage_tokens"):
        Settings.load(passage_tokens=1)
    monkeypatch.setenv("ONRECORD_TRESHOLD", "0.4")
    with pytest.raises(SettingsError, match="ONRECORD_TRESHOLD: no such setting"):
        Settings.load()


def test_what_somebody_said_is_given_where_no_topic_is_asked_for(assistant: Assistant) -> None:
    found = assistant.answer("What did Kairat Sarybay say?")
    assert len(found.citations) == 5
    assert {citation.speaker for citation in found.citations} == {"Kairat Sarybay"}


@pytest.mark.parametrize(
    ("question", "enough"),
    [
        ("What did Sarybay say about COP29?", True),
        ("What is Sarybay's view of COP29?", True),
        ("Has Sarybay commented on COP29?", True),
        ("How did Sarybay mock COP29?", False),
        ("What did Sarybay say about the cost of COP29?", False),
    ],
)
def test_a_name_is_enough_of_a_topic_only_where_anything_said_is_asked_for(
    assistant: Assistant, question: str, enough: bool
) -> None:
    snapshot = assistant.archive.snapshot()
    scorer = Scorer(snapshot, read(question, (), snapshot.speaks))
    assert scorer.names_topic(scorer.by_words("Sarybay left COP29.", 0, 19, "")) is enough


@pytest.mark.parametrize("question", ["", "What?", "xxxx yyyy", "who is it"])
def test_nothing_asked_is_nothing_found(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).status == Status.NOT_FOUND


def test_a_quotation_of_several_sentences_is_quoted_whole(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    text = 'Governor Luis Reyes met reporters. Reyes said: "No. I have done nothing wrong. I will not resign." He left.'
    (tmp_path / "articles" / "a.txt").write_text(text, "utf-8")
    Index.refresh(tmp_path / "articles", at=tmp_path / "archive", settings=Settings(workers=1))
    (citation,) = Assistant.open(tmp_path / "archive").answer("Did Reyes say he would resign?").citations
    assert citation.quote == 'Reyes said: "No. I have done nothing wrong. I will not resign."'
    assert text[citation.start : citation.end] == citation.quote


def test_days_outlets_and_languages_that_cannot_be_are_told(assistant: Assistant) -> None:
    with pytest.raises(TypeError, match=r"datetime\.date, not '2025-01-31'"):
        assistant.answer("What did Aliyev say about COP29?", since="2025-01-31")  # type: ignore[arg-type]
    with pytest.raises(NotInArchiveError, match="no article of the outlet Nope"):
        assistant.answer("What did Aliyev say about COP29?", outlets=["Nope"])
    with pytest.raises(NotInArchiveError, match="its languages are en"):
        assistant.search("COP29", languages=["tr"])
    with pytest.raises(NotInArchiveError, match="Nobody of the name Napoleon"):
        assistant.answer("What did Aliyev say about COP29?", speakers=["Napoleon"])


@pytest.mark.parametrize(("weaker", "together"), [(1.0, True), (6.0, False)])
def test_neighbours_that_answer_nearly_alike_are_quoted_together(tmp_path: Path, weaker: float, together: bool) -> None:
    first, second = "The Brunmoor bridge was opened in May 1968.", "Trams have crossed it since April 1971."
    (tmp_path / "bridge.txt").write_text(f"Brunmoor turns fifty\n\n{first} {second} Its towers are of oak.", "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive")
    snapshot = Index.open(tmp_path / "archive").snapshot()
    asked = read("When was the Brunmoor bridge opened?", (), snapshot.speaks)
    gathered = evidence.gather(snapshot, asked, Filter())
    best = next(e for e in gathered.evidence if e.text == first)
    best.score = 0.99
    for e in gathered.evidence:
        if e.text == second:
            e.score, e.parts["reader"] = 0.1, best.parts["reader"] - weaker
    (citation,) = answers.make(snapshot, asked, asked.text, gathered, Filter()).citations
    assert citation.quote == (f"{first} {second}" if together else first)
    assert citation.answer == "May 1968"
