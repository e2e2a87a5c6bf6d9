"""Who said what in Turkish, where the article's layout, or what stands around a word, tells who may speak."""

from __future__ import annotations

import pytest

from index.attribution import attribute

LEAD = "Fırıncı Selin Ak dün kente geldi. "


def said_by(text: str, words: str, language: str = "tr") -> list[str | None]:
    return [s.speaker for s in attribute(text, language=language) if words in text[s.start : s.end]]


TABLE = (
    "Yuvarlak masada ekmek konuşuldu.\n\n"
    "Selin Ak (Fırıncılar Odası Başkanı): Un pahalı. Tuz da öyle. Biz zarar ediyoruz.\n\n"
    "Cem Bozkır (Değirmenciler Birliği Müdürü): Buğday az. Yağmur yağmadı.\n\n"
    "Salon kalabalıktı.\n\n"
    "Oda başkanı bu yıl fırınların kapanacağını söyledi. Birliğin müdürü ise buğdayın yeteceğini savundu.\n"
)


def test_a_turn_starts_with_a_name_and_what_its_bearer_is_in_a_bracket() -> None:
    assert said_by(TABLE, "Tuz da") == ["Selin Ak"]
    assert said_by(TABLE, "zarar ediyoruz") == ["Selin Ak"]
    assert said_by(TABLE, "Yağmur") == ["Cem Bozkır"]
    assert said_by(TABLE, "Salon") == []


def test_whoever_a_bracket_gives_a_role_is_meant_by_it_later() -> None:
    assert said_by(TABLE, "kapanacağını") == ["Selin Ak"]
    assert said_by(TABLE, "yeteceğini") == ["Cem Bozkır"]


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("tr", "Selin Ak (52): Un pahalı. Tuz da öyle.", "Tuz", "Selin Ak"),
        ("az", "Leyla Rzayeva, fermerlər birliyinin sədri: – Su azdır. Yol da pisdir.", "Yol", "Leyla Rzayeva"),
        ("ru", "Пётр Зорин (директор завода): Мост цел. Дорога тоже цела.", "Дорога", "Пётр Зорин"),
    ],
)
def test_a_turn_may_tell_more_of_who_speaks(language: str, text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words, language) == [speaker]
