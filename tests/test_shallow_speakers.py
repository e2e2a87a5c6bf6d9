"""Who said what in Turkish, Azerbaijani and Russian, where layouts, or the words around, tell who may speak."""

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


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        (
            "az",
            "Fermer Leyla Rzayeva gəlib. Rzayeva suyun azaldığını deyib. Adının yazılmasını istəməyən sürücü yolun "
            "bağlandığını deyir.",
            "bağlandığını",
            "sürücü",
        ),
        (
            "ru",
            "Слесарь Пётр Зорин приехал. Зорин сказал, что мост цел. Инженер речного порта, попросивший не называть "
            "его фамилию, рассказал, что дорогу размыло.",
            "размыло",
            "Инженер речного порта",
        ),
    ],
)
def test_who_is_not_to_be_named_is_somebody_new(language: str, text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words, language) == [speaker]


def test_an_office_of_a_body_is_that_of_whoever_was_named_with_it() -> None:
    text = (
        "Sədr Cavid Tağılı gəlib. Bağbanlar İttifaqına başçılıq edən Leyla Rzayeva da gəlib. İttifaq sədri suyun "
        "azaldığını deyib.\n"
    )
    assert said_by(text, "azaldığını", "az") == ["Leyla Rzayeva"]


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


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        (
            "tr",
            "Şirketin danışmanı Finlandiyalı jeolog Aino Ström geldi. Kayanın sağlam olduğunu söyledi.",
            "sağlam",
            "Aino Ström",
        ),
        ("tr", LEAD + "Ak, unun bittiğini söyledi. Çarenin belediye kasası olduğunu ekledi.", "kasası", "Selin Ak"),
        (
            "tr",
            LEAD + "Kararı beklediğini, sonra belediyeden yeni bir fırın isteyeceğini bildirdi.",
            "yeni",
            "Selin Ak",
        ),
        ("tr", "Cem Bozkır geldi. " + LEAD + "Bozkır olmasa unun biteceğini öne sürdü.", "biteceğini", "Selin Ak"),
        (
            "az",
            "Bağı salan Leyla Rzayevadır. Yola getdiyini, bankdan min manat götürdüyünü deyir.",
            "min",
            "Leyla Rzayeva",
        ),
    ],
)
def test_a_word_that_only_tells_whose_what_or_whence_does_not_speak(
    language: str, text: str, words: str, speaker: str
) -> None:
    assert said_by(text + "\n", words, language) == [speaker]


def test_a_bodys_word_before_another_noun_does_not_speak() -> None:
    assert said_by("“Ben eğildim” diyen ufaklık, emniyet kemerinin koptuğunu aktardı.\n", "koptuğunu") != ["emniyet"]


AZ_LEAD = "Fermer Leyla Rzayeva gəlib. Rzayeva suyun azaldığını deyib. "


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Fermer Leyla Rzayeva səs tələb edən rəsmi məktubun itdiyini açıqladı.", "itdiyini", "Leyla Rzayeva"),
        ("Tədqiqatçı Aino Ström Norveçdə çayın qızdığını bildirdi.", "qızdığını", "Aino Ström"),
        (AZ_LEAD + "Anbarın sahibi isə yolun bağlandığını deyir.", "bağlandığını", "sahibi"),
        ("İttifaqa rəhbərlik edən Leyla Rzayeva susdu. Suyun azaldığını dedi.", "azaldığını", "Leyla Rzayeva"),
        ("Daşlı qəsəbəsindəki bağban Leyla Rzayeva gəldi. Suyun azaldığını dedi.", "azaldığını", "Leyla Rzayeva"),
        ("10:15 Səs kəsildi. Leyla Rzayeva suyun azaldığını dedi.", "azaldığını", "Leyla Rzayeva"),
    ],
)
def test_who_speaks_in_azerbaijani_is_no_word_beside_them(text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words, "az") == [speaker]


def test_what_an_author_adds_to_an_answer_tells_who_gives_it() -> None:
    text = (
        "Rejissor Cavid Tağılı və aktrisa Leyla Rzayeva gəliblər. Rzayeva filmi sevir. Rzayeva rolu sevir.\n\n"
        "– Film nə vaxt çıxacaq?\n\n– Mayda, – rejissor güldü. – Kim istəyir, baxar.\n"
    )
    assert said_by(text, "Mayda", "az") == ["Cavid Tağılı"]


RU_LEAD = "Глава посёлка Пётр Зорин уверяет, что мост цел. "


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            RU_LEAD + "\n\nГости уступили место ботанику Анне Беловой. По её словам, липы больны.",
            "больны",
            "Анна Белова",
        ),
        (RU_LEAD + "\n\nСлесарю Фёдору Дубову сорок лет, и мост он называет старым.", "старым", "Фёдор Дубов"),
        (RU_LEAD + "Один из рабочих рассказал, что сваи сгнили.", "сгнили", "Один из рабочих"),
        (RU_LEAD + "Один из уволенных слесарей рассказал, что сваи сгнили.", "сгнили", "Один из уволенных слесарей"),
    ],
)
def test_who_speaks_in_russian_is_not_whoever_spoke_last(text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words, "ru") == [speaker]


def test_what_somebody_does_not_think_right_is_their_view() -> None:
    assert said_by(LEAD + "Ak, fırınların kapanmasını doğru bulmuyor.\n", "kapanmasını") == ["Selin Ak"]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Komitə sədri Leyla Rzayeva bildirib ki, yol açılıb. Sədr qeyd edib ki, körpü də hazırdır.",
            "körpü də",
            "Leyla Rzayeva",
        ),
        (
            "Baş direktor Samir Quliyev bildirib ki, zavod işləyir. Rəhbər qeyd edib ki, maaş da artıb.",
            "maaş da",
            "Samir Quliyev",
        ),
    ],
)
def test_the_word_for_an_office_is_short_for_that_of_who_has_it(text: str, words: str, speaker: str) -> None:
    assert said_by(text + "\n", words, "az") == [speaker]
