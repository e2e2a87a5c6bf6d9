"""Silence: the probability of an answer, the threshold it must reach, and what each stage made of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index import Index, Settings
from index.attribution import attribute
from qa import Assistant, Status, question, scoring
from qa.training import fitting
from qa.training.fitting import Asked, Rule
from ui import cli

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTIONS = ("What did Aliyev say about COP29?", "When did Aliyev receive Sarybay?")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    at = tmp_path_factory.mktemp("silence") / "archive"
    Index.refresh(SEEDS, at=at)
    yield at


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Ada Marsh authorized a purchase of ships.", 1.0),
        ("Ada Marsh said that ships were bought.", 0.0),
        ("According to Ada Marsh, ships were bought.", 0.0),
        ("“We bought ships,” Ada Marsh said.", 0.0),
        ("MARSH: We bought ships.", 0.0),
    ],
)
def test_what_somebody_did_is_told_from_what_they_said(text: str, act: float) -> None:
    [statement] = attribute(text)
    assert scoring.of_statement(statement, text)["act"] == act


@pytest.mark.parametrize("text", QUESTIONS)
def test_who_is_careful_answers_only_what_is_surer(text: str) -> None:
    asked = question.read(text)
    balanced, careful = (scoring.threshold(asked, Settings(care=care)) for care in ("balanced", "careful"))
    assert 0 < balanced < careful < 1
    assert scoring.threshold(asked, Settings(care="careful", threshold=0.2)) == 0.2


def test_an_answer_is_given_if_its_probability_reaches_the_threshold(at: Path) -> None:
    for text in (*QUESTIONS, "What did Macron say about COP29?", "Who won the football match?"):
        answer = Assistant.open(at).answer(text)
        assert (answer.status is Status.ANSWERED) == (answer.probability >= answer.threshold)
        above = min(1.0, answer.probability + 0.01)
        assert Assistant.open(at, Settings(threshold=above)).answer(text).status is Status.NOT_FOUND


def test_the_json_tells_what_each_stage_made_of_the_best_evidence(at: Path) -> None:
    def asked(text: str, *options: str) -> dict[str, object]:
        outcome = CliRunner().invoke(cli.app, ["ask", text, "--json", "--archive", str(at), *options])
        found: dict[str, object] = json.loads(outcome.stdout)
        return found

    found = asked(QUESTIONS[1])
    stages = found["best"]
    assert isinstance(stages, dict)
    assert set(stages) == {"cosine", "bm25", "retrieval", "reader", "second", "evidence"}
    assert stages["evidence"] == found["probability"]
    assert found["probability"] >= found["threshold"]  # type: ignore[operator]
    careful = asked(QUESTIONS[1], "--careful")
    assert careful["threshold"] > found["threshold"]  # type: ignore[operator]


def test_what_spells_an_abbreviation_out_is_sure_enough_for_the_careful(at: Path) -> None:
    (cited, *_) = Assistant.open(at, Settings(care="careful")).answer("What does CICA stand for?").citations
    assert cited.answer == "Conference on Interaction and Confidence Building Measures in Asia"


def examples(scores: list[float], right: list[bool], *, present: bool) -> list[Asked]:
    return [
        Asked(str(i), present, [{"reader": score}], [told], [False])
        for i, (score, told) in enumerate(zip(scores, right, strict=True))
    ]


def test_calibration_makes_probabilities_what_they_say() -> None:
    # Of the log odds 2, half are right; of -2, none.
    judged = [
        (a, {"reader": 1.0, "bias": 0.0})
        for a in (
            *examples([2.0] * 200, [True, False] * 100, present=True),
            *examples([-2.0] * 100, [False] * 100, present=False),
        )
    ]
    slope, intercept = fitting.calibrated(judged)
    better = [(a, fitting.stretched(weights, slope, intercept)) for a, weights in judged]
    assert fitting.calibration_error(judged) > 0.2
    assert fitting.calibration_error(better) < 0.02
    share, count = fitting.right_share(better, Rule(0.1, 0.9))
    assert (round(share, 2), count) == (0.5, 200)
    assert fitting.silent_share(better, Rule(0.1, 0.9)) == (1.0, 100)
    assert round(fitting.least(0.5, 100), 2) == 0.45
    assert fitting.least(1.0, 1) == 0.5
    assert fitting.least(1.0, 0) == 0.0


def test_what_is_asked_about_somebody_has_a_short_answer_unless_yes_or_no_is(tmp_path: Path) -> None:
    text = "“The port is shut,” Dana Reyes said. Reyes joined the Delta Rovers in May, after a year with the Hill Club."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=Settings(workers=1))
    assistant = Assistant.open(tmp_path / "archive")
    (cited,) = assistant.answer("What team did Reyes join in May?").citations
    assert "Delta Rovers" in (cited.answer or "")
    (cited,) = assistant.answer("Did Reyes join the Delta Rovers?").citations
    assert cited.answer is None
