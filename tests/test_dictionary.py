"""The dictionary: words that mean the same in two languages, as `qa/multilingual/dictionary.tsv` has them."""

from __future__ import annotations

from importlib import resources

import pytest

from qa import languages
from qa.multilingual import dictionary

FILES = (dictionary.SAME, dictionary.RELATED)


def _lines(file: str) -> list[list[str]]:
    text = resources.files("qa.multilingual").joinpath(file).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


@pytest.mark.parametrize("file", FILES)
def test_every_line_has_words_of_every_language(file: str) -> None:
    codes, *lines = _lines(file)
    assert set(codes) == set(languages.codes())
    assert lines
    for line in lines:
        assert len(line) == len(codes)
        assert all(word and word == word.strip() for cell in line for word in cell.split("|")), line


def test_lines_are_in_order_and_no_concept_stands_twice() -> None:
    first = [line[0].split("|")[0] for line in _lines(dictionary.SAME)[1:]]
    assert first == sorted(set(first))


@pytest.mark.parametrize(
    ("asked", "code", "told", "language", "same"),
    [
        ("the ceiling", "en", "Mimar, tavan süslemelerini eleştirdi.", "tr", True),
        ("потолок зала", "ru", "Memar tavanın bəzəyini tənqid edib.", "az", True),
        ("half-time", "en", "Devre arasında onlara inanın dedim.", "tr", True),
        ("yağış", "az", "Такого дождя он не помнит.", "ru", True),
        ("the pots", "en", "В печи остались горшки.", "ru", True),
        ("проданный дом", "ru", "He sold it in May.", "en", True),
        ("pupil of the eye", "en", "Врач осмотрел зрачок.", "ru", True),
        ("the ceiling", "en", "Takım son maçını kazandı.", "tr", False),
        ("half-time", "en", "Saatin yarısı geçti.", "tr", False),
    ],
)
def test_words_of_one_concept_are_known_in_whatever_form(
    asked: str, code: str, told: str, language: str, same: bool
) -> None:
    meant = frozenset[int]().union(*(concepts for _, concepts in dictionary.asked(asked, code)))
    assert bool(meant & dictionary.of(told, language)) is same


def test_a_topic_is_put_into_another_language() -> None:
    assert "tavan" in dictionary.translated("the ceiling", "en", "tr").split()
    assert dictionary.translated("Brzeg", "en", "tr") == ""


@pytest.mark.parametrize(
    ("asked", "code", "told", "language", "near"),
    [
        ("cancelled", "en", "Konser iptal edildi.", "tr", True),
        ("расходы", "ru", "Xərclər artıb.", "az", True),
        ("отменили", "ru", "Рейс аннулирован.", "ru", True),
        ("cancelled", "en", "Takım son maçını kazandı.", "tr", False),
    ],
)
def test_words_that_may_stand_for_each_other_are_known(
    asked: str, code: str, told: str, language: str, near: bool
) -> None:
    file = dictionary.RELATED
    meant = frozenset[int]().union(*(concepts for _, concepts in dictionary.asked(asked, code, file)))
    assert bool(meant & dictionary.of(told, language, file)) is near
