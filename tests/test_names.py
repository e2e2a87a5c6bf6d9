"""Names in several scripts and cases are one name, and different ones stay apart."""

from __future__ import annotations

import itertools

import pytest

from index import inflection, names

SPELLINGS = [
    "Алиев Əliyev Aliyev Aliev",
    "Рогачёв Рогачев Rogaçov Roqaçov Rogachev Rogachov",
    "Терентьева Terentyeva Terentieva",
    "Ильхам İlham Ilham",
    "Эрдоган Erdoğan Erdogan",
    "Гасанов Həsənov Hasanov",
    "Рзаева Rzayeva Rzaeva",
    "Джафаров Cəfərov Jafarov",
    "Чингиз Çingiz Chingiz",
    "Шахин Şahin Shahin",
    "Халилов Xəlilov Khalilov",
    "Юлия Yulia Yuliya",
    "Кулиев Quliyev Guliyev",
    "Гюльнар Gülnar Gulnar",
    "Озтюрк Öztürk Ozturk",
    "Зеленский Zelensky Zelenskiy",
    "Камерон Cameron",
    "Наталья Наталия Natalia Natalya",
    "Йылмаз Yılmaz Yilmaz",
    "Щукин Şçukin Shchukin Şukin",
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_a_name_is_known_in_every_script(spellings: str) -> None:
    for one, other in itertools.combinations(spellings.split(), 2):
        assert names.alike(one, other), (one, other)
        assert names.alike(one.upper(), other)


def test_different_names_stay_apart() -> None:
    different = [spellings.split()[0] for spellings in SPELLINGS]
    different += ["Лев", "Orlov", "Karlov", "Demir", "Demirel", "Зорин", "Зорина", "Kaya", "Koç", "Белов", "Петров"]
    for one, other in itertools.combinations(different, 2):
        assert not names.alike(one, other), (one, other)


def test_a_key_is_no_folded_word() -> None:
    assert not {names.key(name) for name in ("Aliyev", "bank", "Алиев")} & {"aliyev", "bank", "алиев", "aliav"}
    assert names.keys("Алиев") >= {names.key("Aliyev")}


def test_a_name_of_many_doubtful_letters_has_few_keys() -> None:
    assert len(names.keys("cx" * 40)) == 1
    assert names.keys("") == {names.key("")}


@pytest.mark.parametrize(
    ("word", "language", "forms"),
    [
        ("Алиева", "ru", {"Алиев", "Алиева"}),
        ("Алиевым", "ru", {"Алиев"}),
        ("Зориной", "ru", {"Зорина"}),
        ("Полянского", "ru", {"Полянский"}),
        ("Сергея", "ru", {"Сергей"}),
        ("Марии", "ru", {"Мария"}),
        ("Павла", "ru", {"Павел"}),
        ("Шевченко", "ru", {"Шевченко"}),
        ("Əliyevin", "az", {"Əliyev"}),
        ("Rzayevanın", "az", {"Rzayeva"}),
        ("Leyla", "az", {"Leyla"}),
        ("Həsənzadəyə", "az", {"Həsənzadə"}),
        ("Erdoğan'ın", "tr", {"Erdoğan"}),
        ("Kaya’ya", "tr", {"Kaya"}),
        ("Demir", "tr", {"Demir"}),
        ("O'Hara", "tr", {"O'Hara"}),
        ("O'Hara'nın", "tr", {"O'Hara"}),
        ("Reyes's", "en", {"Reyes"}),
    ],
)
def test_an_inflected_name_has_its_dictionary_form(word: str, language: str, forms: set[str]) -> None:
    assert set(names.nominative(word, language)) == forms


def test_both_readings_of_a_doubtful_ending_are_given() -> None:
    assert {"Ковальчук"} <= set(names.nominative("Ковальчука", "ru"))
    assert {"Зорин", "Зорина"} == set(names.nominative("Зорину", "ru"))


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [
        ("köprünün", "tr", "köprü"),
        ("Köprülerin", "tr", "köprü"),
        ("okullarda", "tr", "okul"),
        ("körpüsü", "az", "körpü"),
        ("müəllimlərin", "az", "müəllim"),
        ("nazirin", "az", "nazir"),
    ],
)
def test_a_word_is_found_without_its_endings(word: str, language: str, stem: str) -> None:
    assert stem in inflection.stems(word, language)


def test_other_languages_have_no_such_stems() -> None:
    assert inflection.stems("bridges", "en") == inflection.stems("мосты", "ru") == inflection.stems("ponts", "fr") == []
