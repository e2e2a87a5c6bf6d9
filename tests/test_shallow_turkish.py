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


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (LEAD + "\n\nPAZAR – Fırınlar kapandı. Ak, unun bittiğini söyledi.", "bittiğini", "Selin Ak"),
        ("ÇAYBAŞI (Kıyı Haber) - Fırıncı Selin Ak konuştu. Unun bittiğini söyledi.", "bittiğini", "Selin Ak"),
        ("14:20 – Kalabalığın içinde Selin Ak da var. Unun bittiğini söyledi.", "bittiğini", "Selin Ak"),
        ("14:20 – Fırıncı Selin Ak geldi. Haber yayılınca sustu. Unun bittiğini söyledi.", "bittiğini", "Selin Ak"),
    ],
)
def test_the_first_word_after_a_dateline_or_a_time_is_no_name(text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words) == [speaker]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (LEAD + "Ak, unun bittiğini söyledi. Zabıta, kuyruğun uzadığını açıkladı.", "uzadığını", "Zabıta"),
        (
            LEAD + "Ak, unun bittiğini söyledi. Liman Müdürlüğü sözcüsü, kuyruğun uzadığını bildirdi.",
            "uzadığını",
            "Liman Müdürlüğü sözcüsü",
        ),
        (
            "Vali Cem Bozkır geldi. Bozkır, yolun açıldığını söyledi.\n\nSendika başkanı, kuyruğun uzadığını belirtti.",
            "uzadığını",
            "Sendika başkanı",
        ),
        (LEAD + "Ak, unun bittiğini söyledi. Fırıncı, kuyruğun uzadığını da ekledi.", "uzadığını", "Selin Ak"),
    ],
)
def test_an_office_that_nobody_has_is_not_given_to_whoever_spoke_last(text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words) == [speaker]


def test_a_bodys_words_are_those_of_its_head_who_speaks_for_it() -> None:
    text = (
        "Çaybaşı Belediye Meclisi dün toplandı.\n\nÇaybaşı Fırıncılar Derneği Başkanı Selin Ak unun bittiğini söyledi. "
        "Derneğin önerisi, fırınların kapanması.\n"
    )
    assert said_by(text, "kapanması") == ["Selin Ak"]


def test_the_word_for_a_body_means_none_of_another_kind() -> None:
    text = "Çaybaşı Belediye Meclisi dün toplandı. Dernek ise unun bittiğini duyurdu.\n"
    assert said_by(text, "bittiğini") == ["Dernek"]
    text = "Çaybaşı Fırıncılar Derneği dün toplandı. Dernek, unun bittiğini duyurdu.\n"
    assert said_by(text, "bittiğini") == ["Çaybaşı Fırıncılar Derneği"]
