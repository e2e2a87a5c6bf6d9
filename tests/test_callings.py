"""Callings: how English calls whom a question in another language asks for by role, and who is told so."""

from __future__ import annotations

import pytest

from index import Index, Settings
from index.names import words
from index.packed import NAME as MULTILINGUAL
from qa import Assistant, languages
from qa.multilingual import callings, dictionary
from qa.roles import Portrait, stems

ARTICLES = {
    "en": """Dredger to work through the winter

BRACKMOUTH, May 3 - The harbour will be closed at night from June, harbourmaster Edwin Tarn said. "One ship of that size
is on this coast," Tarn said.

The voices were a trawler skipper, Gus Olander; Petra Vane, chief executive of the port trust; and Lina Moss, who dives
for mussels. Vane said that boats would be paid for the nights they lost. Olander said nobody had asked the fleet.
""",
    "ru": """Больница закроет корпус

Главный врач больницы Инна Соколова сообщила, что старый корпус закроют в мае. «Крыша течёт», — сказала Соколова.

Источник в министерстве рассказал, что денег на ремонт не будет до осени.
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    at = tmp_path_factory.mktemp("callings")
    for code, text in ARTICLES.items():
        (at / f"{code}.txt").write_text(text, "utf-8", newline="\n")
    settings = Settings(archive=at / "archive", workers=1, encoder=MULTILINGUAL)
    Index.refresh(at, at=at / "archive", settings=settings)
    return Assistant.open(at / "archive", settings)


def test_every_line_has_phrases_of_every_language_and_stands_once() -> None:
    codes, *lines = dictionary.lines(callings.FILE)
    assert set(codes) == set(languages.codes())
    assert len({tuple(line) for line in lines}) == len(lines) > 2000
    for line in lines:
        assert len(line) == len(codes)
        phrases = [phrase for cell in line for phrase in cell.split("|")]
        assert all(phrase and phrase == " ".join(phrase.split()) for phrase in phrases), line


@pytest.mark.parametrize(
    ("role", "language", "english"),
    [
        ("Sendika sözcüsü", "tr", "union spokesperson"),
        ("Merlin kaptanı", "tr", "merlin captain"),
        ("liman başkanı", "tr", "harbourmaster"),
        ("bağımsız milletvekili", "tr", "independent lawmaker"),
        ("председатель профсоюза", "ru", "union chair"),
        ("капитана порта", "ru", "harbourmaster"),
        ("həmkarlar ittifaqının sədri", "az", "union chair"),
        ("müstəqil ekspertin", "az", "independent expert"),
    ],
)
def test_a_role_is_put_in_english_with_its_main_word_last(role: str, language: str, english: str) -> None:
    """The article tells everybody by these words, so that of several ways these are among those taken."""
    told = [frozenset(stems(words(english)))]
    assert english in callings.in_english(role, language, told)


def test_of_several_ways_those_are_taken_that_the_article_uses() -> None:
    told = [frozenset({"boss", "club"}), frozenset({"skipper"})]
    ways = callings.in_english("kulüp başkanı", "tr", told)
    assert all(way.startswith("club") for way in ways)


def test_a_name_in_a_role_is_the_one_that_sounds_like_it() -> None:
    ways = callings.in_english("Melxar səfiri", "az", [frozenset({"melkhar", "ambassador"})])
    assert ways == ("melkhar ambassador",)


def test_of_a_word_of_two_parts_neither_alone_is_meant() -> None:
    assert callings.in_english("мэр", "ru") == ("mayor",)
    assert callings.in_english("вице-мэр", "ru")[0] == "deputy mayor"


def test_a_short_name_is_not_taken_for_the_start_of_a_word() -> None:
    gloss = callings.gloss("Ян Ли (лидер партии) — директор", "ru", ("Ян", "Ли"))
    assert "leader" in gloss.split("(")[1]
    assert gloss.startswith("Ян Ли(")


def test_who_is_told_by_what_they_are_has_no_name() -> None:
    source = Portrait("чиновник ООН", 1, (), (), callings.described("чиновник ООН", "ru")[0])
    assert source.unnamed
    assert "official" in source.heads


def test_a_name_stays_in_a_gloss_and_the_rest_is_english() -> None:
    gloss = callings.gloss("bildirib ki, mühəndis Aynur Əliyevanın", "az", ("Aynur", "Əliyeva"))
    assert {"engineer", "Aynur", "Əliyeva"} <= set(gloss.split())


@pytest.mark.parametrize(
    ("text", "code", "end"),
    [
        ("market zinciri", "tr", "market zinciri"),
        ("Konqresmen Ann Lee", "az", "Konqresmen"),
        ("market zincirinin", "tr", ""),
        ("Ann Lee market", "tr", ""),
        ("рыночная сеть", "ru", ""),
    ],
)
def test_where_somebody_ends_who_acts(text: str, code: str, end: str) -> None:
    assert text[: callings.end_of_somebody(text, code)] == end


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Liman başkanı gece kapanışı hakkında ne dedi?", "closed at night"),
        ("Liman rəisi gecə bağlanma haqqında nə dedi?", "closed at night"),
        ("Что сказал гендиректор портового треста об оплате?", "would be paid"),
        ("What did the head of the hospital say about the roof?", "Крыша течёт"),
        ("Bakanlıktaki kaynak onarım parası hakkında ne dedi?", "денег на ремонт"),
    ],
)
def test_who_is_asked_for_by_role_is_found_in_another_language(
    assistant: Assistant, question: str, quoted: str
) -> None:
    answer = assistant.answer(question)
    assert any(quoted in citation.quote for citation in answer.citations), answer
