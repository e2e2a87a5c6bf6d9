"""Several articles on one thing: figures that differ, and answers put together by outlet or date."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from index import Index, Settings
from qa import Assistant
from ui import cli, message, terminal

COST = "The old dam in Delta cost {} million crowns to build, the town’s engineer found."

HOW_MUCH = "How many million crowns did the old dam in Delta cost to build?"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("several")
    texts = {
        ("Delta Post", "2023-05-02"): COST.format(12) + " “The dam is safe,” Mayor Dana Reyes said.",
        ("Hill Times", "2024-06-03"): COST.format(15) + " “The dam must be closed,” Mayor Dana Reyes said.",
        ("Delta Post", "2024-06-20"): "“The dam will be sold,” Mayor Dana Reyes said. It rained in the hills.",
    }
    for (outlet, day), text in texts.items():
        record = {"text": text, "outlet": outlet, "date": day}
        (folder / f"{day}.json").write_text(json.dumps(record), "utf-8")
    Index.refresh(folder, at=folder / "archive", settings=Settings(workers=1))
    yield folder / "archive"


def test_figures_that_differ_are_both_shown_newest_first(at: Path) -> None:
    answer = Assistant.open(at).answer(HOW_MUCH)
    assert answer.differing
    assert ["15" in (c.answer or "") for c in answer.citations] == [True, False]
    assert ["12" in (c.answer or "") for c in answer.citations] == [False, True]
    assert answer.text.startswith("The articles differ")


@pytest.mark.parametrize(
    "texts",
    [
        (COST.format(12) + " Others in the town say it cost 15 million crowns.",),
        (COST.format(12), COST.format("twelve")),
    ],
)
def test_figures_of_one_article_and_the_same_in_words_do_not_differ(texts: tuple[str, ...], tmp_path: Path) -> None:
    for i, text in enumerate(texts):
        (tmp_path / f"{i}.txt").write_text(text, "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    answer = Assistant.open(tmp_path / "archive").answer(HOW_MUCH)
    assert answer.citations
    assert not answer.differing


def test_quotes_are_put_together_by_outlet_speaker_day_or_month(at: Path) -> None:
    answer = Assistant.open(at).answer("What did Dana Reyes say?")
    by = {name: [c.number for c in group] for name, group in answer.grouped("outlet").items()}
    assert {name: len(numbers) for name, numbers in by.items()} == {"Delta Post": 2, "Hill Times": 1}
    assert list(answer.grouped("day")) == ["2024-06-20", "2024-06-03", "2023-05-02"]
    assert list(answer.grouped("month")) == ["2024-06", "2023-05"]
    assert list(answer.grouped("speaker")) == ["Dana Reyes"]


def test_the_command_prints_groups(at: Path) -> None:
    asked = ["ask", "What did Dana Reyes say?", "--archive", str(at)]
    outcome = CliRunner().invoke(cli.app, [*asked, "--group-by", "month"], catch_exceptions=False)
    lines = [line for line in outcome.stdout.splitlines() if line in {"2024-06", "2023-05"}]
    assert lines == ["2024-06", "2023-05"]
    assert CliRunner().invoke(cli.app, [*asked, "--group-by", "colour"]).exit_code == 2


def test_more_is_what_was_not_told_before(at: Path) -> None:
    assistant = Assistant.open(at, Settings(max_quotes=2))
    asked = ("What did Dana Reyes say?", "Tell me more", "Anything else?")
    told = [{c.quote for c in assistant.answer(text, asked[:i]).citations} for i, text in enumerate(asked)]
    assert [len(quotes) for quotes in told] == [2, 1, 2]
    assert not told[0] & told[1]
    assert told[2] == told[0]
    assert assistant.answer(asked[2], asked[:2]).text.startswith("There is no more on this than before:")


def test_when_that_was_is_told_by_the_quotes_before(tmp_path: Path) -> None:
    record = {"text": "The dam was closed on Monday, Mayor Dana Reyes said.", "date": "2025-01-15"}
    (tmp_path / "dam.json").write_text(json.dumps(record), "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    assistant = Assistant.open(tmp_path / "archive")
    (cited,) = assistant.answer("When was that?", ("What did Reyes say about the dam?",)).citations
    assert cited.answer in {"Monday", "on Monday"}
    assert [day.day.isoformat() for day in cited.days] == ["2025-01-13"]
    (again,) = assistant.answer("What did Reyes say about the dam?").citations
    assert again.answer is None


def test_who_is_silent_and_that_there_is_no_more_is_said_everywhere(at: Path) -> None:
    assistant = Assistant.open(at)
    both = assistant.answer("What did Dana Reyes and Omar Holt say about the dam?")
    assert both.silent == ("Omar Holt",)
    again = assistant.answer("Tell me more", ("What did Dana Reyes say?",))
    assert again.no_more
    for answer, line in (
        (both, "Nothing was found that Omar Holt said about this."),
        (again, "There is no more on this"),
    ):
        console = Console(file=io.StringIO(), width=200)
        terminal.show(answer, console)
        assert isinstance(console.file, io.StringIO)
        assert line in console.file.getvalue()
        assert line in message.render(answer, {})
        assert line in answer.text
