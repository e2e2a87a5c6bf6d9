"""The evaluation sets of other languages are well formed: spans, ids, kinds and counts."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SETS = Path(__file__).parent / "languages"
SAID = Path(__file__).parent / "said"
LANGUAGES = ("az", "ru", "tr")
LEAST = {"said_direct": 8, "said_resolved": 14, "said_trap": 8, "said_none": 8, "factoid": 6, "followup": 1}
LEAST_ACROSS = 12


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def folder(language: str, row: dict[str, Any]) -> Path:
    """Return where the article of `row` lies: questions in `language` across languages are on English articles."""
    return SAID / "articles" if row.get("language") == language else SETS / language / "articles"


def text_of(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def questions(language: str) -> list[dict[str, Any]]:
    return rows(SETS / language / "questions.jsonl") + rows(SETS / language / "across.jsonl")


def test_ids_are_unique() -> None:
    ids = Counter(row["id"] for language in LANGUAGES for row in questions(language))
    assert max(ids.values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_enough_of_each_kind(language: str) -> None:
    inside = Counter(row["kind"] for row in rows(SETS / language / "questions.jsonl"))
    assert inside.keys() == LEAST.keys()
    assert {kind: count for kind, count in inside.items() if count < LEAST[kind]} == {}
    across = Counter(row["language"] for row in rows(SETS / language / "across.jsonl"))
    assert across.keys() == {"en", language}
    assert min(across.values()) >= LEAST_ACROSS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_is_asked_about_and_of_a_news_articles_length(language: str) -> None:
    articles = sorted((SETS / language / "articles").iterdir())
    assert len(articles) >= 12
    assert {row["article"] for row in rows(SETS / language / "questions.jsonl")} == {path.name for path in articles}
    for path in articles:
        text = text_of(path)
        assert "\r" not in text
        assert 150 <= len(text.split()) <= 350, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_are_whole_words_of_their_article_and_do_not_overlap(language: str) -> None:
    for row in questions(language):
        text = text_of(folder(language, row) / row["article"])
        spans = sorted(row["gold"] + row["wrong"] + row.get("ok", []))
        for start, end in spans:
            assert 0 <= start < end <= len(text), row["id"]
            assert text[start:end] == text[start:end].strip(), row["id"]
            assert "\n" not in text[start:end], row["id"]
            assert not text[:start] or text[start - 1].isspace(), row["id"]
            assert end == len(text) or text[end].isspace(), row["id"]
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), row["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_what_it_needs(language: str) -> None:
    for row in questions(language):
        text = text_of(folder(language, row) / row["article"])
        assert row["question"].strip() == row["question"] != "", row["id"]
        assert bool(row["gold"]) == (row["kind"] != "said_none"), row["id"]
        assert bool(row["speaker"]) == (row["kind"] != "factoid"), row["id"]
        assert bool(row.get("history")) == (row["kind"] == "followup"), row["id"]
        if "answer" in row:
            assert any(row["answer"] in text[start:end] for start, end in row["gold"]), row["id"]
        if row["speaker"]:
            assert row["speaker"].split()[0] in text, row["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_on_english_articles_share_their_answers_with_english_ones(language: str) -> None:
    english = {row["id"]: row for row in rows(SAID / "questions.jsonl")}
    for row in rows(SETS / language / "across.jsonl"):
        if row["language"] == language:
            asked = english[row["note"].removesuffix(" of tests/said")]
            for field in ("kind", "article", "speaker", "gold", "wrong"):
                assert row[field] == asked[field], row["id"]
