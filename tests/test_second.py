"""What the reader is not sure of is read once more, by a network twice as deep that needs no other package."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from index import Index, Settings, packed, packed_file
from qa import Assistant, Status, reader, second
from qa.reader import Asked, Reader, Reading
from qa.window import Line

LINES = [
    Line("The bridge on Mill Street will open in May, Mayor Dana Reyes said.", "Dana Reyes"),
    Line("She added that the repair had cost two million crowns.", "Dana Reyes"),
    Line("Shopkeepers complain that nobody finds the way to them any more."),
    Line("“The children have waited long enough for their library,” Tom Holt said.", "Tom Holt"),
]
TEXTS = (
    "“We've waited,” Aliyev told COP29 delegates – it cost €3.5m, O'Brien's aides said.",
    "Prime Minister Jacinda Ardern and Xi Jinping met in Kuala Lumpur; protesters tweeted #NoDeal.",
)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("What did Dana Reyes say about the price of the works?", 1),
        ("When does the bridge open, according to the mayor?", 0),
        ("What did Tom Holt say about the library?", 3),
    ],
)
def test_the_sentence_that_answers_is_told(question: str, answers: int) -> None:
    told = second.load().read([Asked(question, None, LINES)])[0].answers
    assert max(range(len(LINES)), key=told.__getitem__) == answers


def test_what_nobody_speaks_of_is_told_less_strongly() -> None:
    asked = ("What did Dana Reyes say about the bridge?", "What did Dana Reyes say about the elections?")
    there, missing = second.load().read([Asked(question, None, LINES) for question in asked])
    assert max(there.answers) > max(missing.answers) + 2


def test_of_english_its_words_are_those_of_the_whole_encoder() -> None:
    with resources.as_file(resources.files("qa").joinpath(second.WORDS)) as path:
        own = packed_file.load(Path(path))
    whole = packed_file.load(packed.weights())
    for text in TEXTS:
        mine, theirs = own.tokenizer.encode(text), whole.tokenizer.encode(text)
        assert mine.tokens == theirs.tokens
        assert np.array_equal(own.words(np.array(mine.ids)), whole.words(np.array(theirs.ids)))


def test_what_it_does_not_know_is_unknown_and_read_all_the_same() -> None:
    told = second.load().read([Asked("What did 李强 say?", "东京", [Line("李强说：“好。”", "李强"), *LINES])])[0]
    assert len(told.answers) == 1 + len(LINES)
    assert np.isfinite(told.answers).all()


HARBOUR = (
    "The harbour of Delta will be dredged in spring, and the town has to pay for it. Mayor Dana Reyes spoke of it on "
    "Monday, in a hall full of fishermen. Reyes said that {said}. The ships that call at Delta have grown since the "
    "bridge was built. Nobody knows how deep the harbour was a hundred years ago."
)
SAID = {
    "rents": "tenants of the town would get a letter before their rents went up",
    "harbour": "the harbour was the heart of the town and that she had learned to swim there",
    "dredging": "the dredging would take eight weeks and be done at night",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("second")
    for name, said in SAID.items():
        (folder / f"{name}.txt").write_text(HARBOUR.format(said=said), "utf-8")
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    return Assistant.open(folder / "archive")


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return what is read a second time: the sentences of each passage."""
    again: list[list[str]] = []
    network, original = second.load(), Reader.read

    def noted(by: Reader, asked: Sequence[Asked]) -> list[Reading]:
        if by is network:
            again.extend([line.text for line in one.lines] for one in asked)
        return original(by, asked)

    monkeypatch.setattr(reader.Reader, "read", noted)
    return again


def test_what_is_in_doubt_is_read_again_with_what_stands_around_it(
    assistant: Assistant, read_again: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second, "_SURE", 1.0)
    answer = assistant.answer("What did Dana Reyes say about how long the dredging takes?")
    assert SAID["dredging"] in answer.citations[0].quote
    assert answer.citations[0].stages is not None
    assert answer.citations[0].stages.second is not None
    one = next(lines for lines in read_again if any(SAID["dredging"] in line for line in lines))
    assert [SAID["dredging"] in line for line in one] == [False, False, True, False]


def test_nothing_is_read_again_where_one_surely_answers_or_none_may(
    assistant: Assistant, read_again: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert assistant.answer("What did Dana Reyes say about football?").status is Status.NOT_FOUND
    assert not read_again
    monkeypatch.setattr(second, "_SURE", 0.0)
    answer = assistant.answer("What did Dana Reyes say about how long the dredging takes?")
    assert answer.citations[0].stages is not None
    assert answer.citations[0].stages.second is None
    assert not read_again


@pytest.mark.parametrize("question", ["When will the harbour be dredged?", "Who spoke about the dredging?"])
def test_questions_of_fact_and_of_who_spoke_are_read_once(
    assistant: Assistant, read_again: list[list[str]], monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    monkeypatch.setattr(second, "_SURE", 1.0)
    assert assistant.answer(question).status is Status.ANSWERED
    assert not read_again


def test_of_two_who_are_asked_for_one_is_read_again_though_the_other_surely_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second, "_SURE", 0.95)
    (tmp_path / "a.txt").write_text(HARBOUR.format(said=SAID["dredging"]), "utf-8")
    other = (
        "The council talked about the dredging of the harbour. Councillor Tom Holt said that he would sell his boat."
    )
    (tmp_path / "b.txt").write_text(other, "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    answer = Assistant.open(tmp_path / "archive").answer("What did Dana Reyes and Tom Holt say about the dredging?")
    again = {c.speaker for c in answer.citations if c.stages and c.stages.second is not None}
    assert again == {"Tom Holt"} < {c.speaker for c in answer.citations}


def test_what_it_doubts_is_less_likely_to_answer(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = assistant.answer("What did Dana Reyes say about fishermen?")
    assert twice.best is not None
    assert twice.best.second is not None
    assert twice.best.second < 0
    monkeypatch.setattr(second, "_SURE", 0.0)
    assert twice.probability < assistant.answer("What did Dana Reyes say about fishermen?").probability - 0.05
