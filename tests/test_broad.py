"""Broad questions: whatever anybody said on a topic, and names as people have them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, Settings
from qa import Assistant, Status

ARTICLES = (
    """Harbour strike enters third week

Dockers at the port of Corvia stayed out for a third week. “The strike will go on until we are paid,” said union
leader Tom Reel.

Mayor Ann Poe called the strike “a blow to every family in the city.”

Port director Eva Lund said the strike had cost four million crowns. It rained on Monday, and the quay was empty.
""",
    """Bridge work nears end

“The Kestrel Bridge will open in May,” Mayor Ann Poe said. The crossing was closed two years ago.

“We were promised this a year ago,” said Bo Dole, who runs a ferry beside the bridge.

“The bridge is safe,” Harbour Master Ida Tarn said. “Nobody will be hurt,” said Cllr Jo Ott of the bridge.
""",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("broad")
    for i, text in enumerate(ARTICLES):
        (folder / f"{i}.txt").write_text(text, "utf-8")
    settings = Settings(archive=folder / "archive", workers=1)
    Index.refresh(folder, at=settings.archive, settings=settings)
    yield Assistant.open(settings.archive, settings)


def speakers(assistant: Assistant, question: str) -> set[str | None]:
    return {citation.speaker for citation in assistant.answer(question).citations}


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke about the strike?",
        "Who commented on the strike?",
        "What was said about the strike?",
        "What has been said about the strike?",
        "Has anyone commented on the strike?",
        "What do people think of the strike?",
    ],
)
def test_whoever_spoke_on_a_topic_is_quoted(assistant: Assistant, question: str) -> None:
    assert speakers(assistant, question) == {"Tom Reel", "Ann Poe", "Eva Lund"}


@pytest.mark.parametrize("question", ["Who spoke about football?", "Has anyone commented on the election?"])
def test_where_nobody_spoke_nothing_is_found(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("Ann Poe", "Ann Poe"),
        ("Mayor Ann Poe", "Ann Poe"),
        ("the mayor", "Ann Poe"),
        ("Bo Dole", "Bo Dole"),
        ("Ida Tarn", "Ida Tarn"),
        ("the harbour master", "Ida Tarn"),
        ("Jo Ott", "Jo Ott"),
    ],
)
def test_what_one_of_them_said_is_found_by_full_name_or_title(assistant: Assistant, asked: str, speaker: str) -> None:
    assert speakers(assistant, f"What did {asked} say about the bridge?") == {speaker}


def test_a_question_whole_in_itself_is_not_narrowed_by_the_one_before(assistant: Assistant) -> None:
    before = ["What did Ann Poe say about the strike?"]
    assert "bridge" in assistant.answer("What did Dole say?", history=before).citations[0].article.text
    assert not assistant.answer("And Dole?", history=before).citations
