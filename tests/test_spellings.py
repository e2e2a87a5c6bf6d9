"""Names that another language spells otherwise than they sound by the letters: Trump, Трамп."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, Settings, names, packed
from qa import Assistant
from qa.multilingual import spellings

ARTICLES = {
    "ru": "Мост откроют в мае\n\nМинистр Артём Ершов заявил, что мост откроют в мае. «Деньги есть», — сказал Ершов."
    "\n\nИнженер Тимур Штольц сообщил, что опоры моста целы.\n",
    "en": "Ferry to stop\n\nCaptain Dale Trumper said the ferry would stop in June. “The pier is lost,” he said.\n",
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yershov", "Ершов"),
        ("Djokovic", "Джокович"),
        ("Milošević", "Милошевич"),
        ("Stolz", "Штольц"),
        ("Johnson", "Джонсон"),
        ("Wilson", "Уилсон"),
        ("Michel", "Мишель"),
        ("Trump", "Tramp"),
        ("Biden", "Байден"),
        ("Marchand", "Marşan"),
    ],
)
def test_spellings_of_one_name_are_known_both_ways(one: str, other: str) -> None:
    for asked, told in ((one, other), (other, one)):
        found = frozenset[str]().union(*map(spellings.variants, names.keys(asked)))
        assert not found.isdisjoint(names.keys(told))


@pytest.mark.parametrize(("one", "other"), [("Demir", "Дымов"), ("Alieva", "Алёшин"), ("Harris", "Херрера")])
def test_other_names_are_no_spellings(one: str, other: str) -> None:
    found = frozenset[str]().union(*map(spellings.variants, names.keys(one)))
    assert found.isdisjoint(names.keys(other))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spelled")
    for language, text in ARTICLES.items():
        (folder / f"{language}.txt").write_text(text, "utf-8")
    at = folder.parent / f"{folder.name}-archive"
    Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1, encoder=packed.NAME))
    return at


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Yershov say about the bridge?", "Артём Ершов"),
        ("What did Artyom Yershov say about the bridge?", "Артём Ершов"),
        ("What did Timur Stolz say about the piers of the bridge?", "Тимур Штольц"),
        ("Что Трампер сказал о пароме?", "Dale Trumper"),
    ],
)
def test_a_speaker_is_found_by_another_spelling(at: Path, question: str, speaker: str) -> None:
    answer = Assistant.open(at, Settings(archive=at, encoder=packed.NAME)).answer(question)
    assert {citation.speaker for citation in answer.citations} == {speaker}


def test_another_first_name_is_somebody_else(at: Path) -> None:
    answer = Assistant.open(at, Settings(archive=at, encoder=packed.NAME)).answer(
        "What did Viktor Yershov say about the bridge?"
    )
    assert not answer.citations
