"""The articles that the weights for other languages are fitted on: well formed, and none of those reported on."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

WEIGHED = Path(__file__).parent / "weighed"
REPORTED = Path(__file__).parent / "languages"
LANGUAGES = ("az", "en", "ru", "tr")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_asked_in_every_language(language: str) -> None:
    asked = Counter(row["id"].rpartition("-")[0] for row in rows(WEIGHED / language / "questions.jsonl"))
    assert set(asked.values()) == {len(LANGUAGES)}
    articles = {path.name for path in (WEIGHED / language / "articles").iterdir()}
    assert {row["article"] for row in rows(WEIGHED / language / "questions.jsonl")} == articles


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_are_whole_sentences_of_their_article(language: str) -> None:
    for row in rows(WEIGHED / language / "questions.jsonl"):
        text = (WEIGHED / language / "articles" / row["article"]).read_bytes().decode()
        assert "\r" not in text
        assert bool(row["gold"]) == (row["kind"] not in ("said_none", "fact_none")), row["id"]
        assert not {tuple(span) for span in row["gold"]} & {tuple(span) for span in row["wrong"]}, row["id"]
        for start, end in row["gold"] + row["wrong"] + row["ok"]:
            assert 0 <= start < end <= len(text), row["id"]
            assert text[start:end] == text[start:end].strip() != "", row["id"]


@pytest.mark.parametrize("language", ["az", "ru", "tr"])
def test_nobody_who_speaks_here_speaks_in_the_articles_reported_on(language: str) -> None:
    speakers = [
        {row["speaker"] for row in rows(folder / language / "questions.jsonl")} - {None}
        for folder in (WEIGHED, REPORTED)
    ]
    assert {name for name in speakers[0] & speakers[1] if len(name.split()) > 1 and name[0].isupper()} == set()
