"""Who said what in Azerbaijani where no plain verb of saying, or no name, tells it: a case for each construction."""

from __future__ import annotations

import pytest

from index.attribution import attribute

LEAD = "Aqronom Nuranə Vəlizadə tarlada jurnalistlərlə görüşüb. "
OTHER = "Fermer Ceyhun Tağılı suyun az olduğunu bildirib. "


def said_by(text: str, words: str) -> list[str | None]:
    return [s.speaker for s in attribute(text, language="az") if words in text[s.start : s.end]]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (LEAD + "Vəlizadə yağışın gecikəcəyini istisna etmir.", "yağışın", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadə yağışın gecikəcəyini istisna da etmir.", "yağışın", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadə məhsulun ucuzlaşacağına inanır.", "məhsulun", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadə yeni üsulu səmərəli sayır.", "üsulu", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadə bu qiymətlə razı deyil.", "qiymətlə", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadənin hesablamasınca, məhsul iki dəfə artıb.", "məhsul", "Nuranə Vəlizadə"),
        (LEAD + "Vəlizadənin verdiyi məlumata əsasən, məhsul artıb.", "məhsul", "Nuranə Vəlizadə"),
        (OTHER + LEAD + "Onun rəyinə görə, məhsul artıb.", "məhsul", "Nuranə Vəlizadə"),
        (LEAD + "Nuranə xanıma görə, məhsul azalıb.", "azalıb", "Nuranə Vəlizadə"),
        (LEAD + "Nuranə xanımın fikrincə, məhsul azalıb.", "azalıb", "Nuranə Vəlizadə"),
    ],
)
def test_views_are_told_by_denials_judgements_and_what_is_somebodys(text: str, words: str, speaker: str) -> None:
    assert said_by(text, words) == [speaker]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LEAD + "Vəlizadənin cavabı belə oldu: məhsul azdır.", "azdır"),
        (LEAD + "Gübrə haqqında fikri isə sadədir: torpağa ziyandır.", "ziyandır"),
        (LEAD + "Vəlizadə gülümsəyir: bu il məhsul boldur.", "boldur"),
        (OTHER + LEAD + "“Bu il məhsul boldur”.", "boldur"),
        (OTHER + LEAD + "“Bu il məhsul boldur”, – deyə gülümsəyir.", "boldur"),
        (OTHER + LEAD + "“Bu il məhsul boldur”, – aqronom başını yırğalayır.", "boldur"),
        (LEAD + "– Bu il məhsul boldur, – deyə Vəlizadə gülür. – Anbarlar doludur.", "doludur"),
        (OTHER + LEAD + "Vəlizadə ilə görüşən fermer susub, onun sözlərinə görə, məhsul azdır.", "azdır"),
    ],
)
def test_words_without_a_verb_of_saying_belong_to_whoever_is_told_of(text: str, words: str) -> None:
    assert "Nuranə Vəlizadə" in said_by(text, words)


def test_answers_of_an_interview_that_only_dashes_tell_are_found() -> None:
    text = (
        "Aqronom Nuranə Vəlizadə qəzetimizin qonağıdır.\n\n– Məhsul necədir?\n\n– Boldur, anbarlar doludur.\n\n"
        "– Bəs qiymət?\n\n– Qiymət düşəcək, buna hazırıq.\n"
    )
    assert said_by(text, "anbarlar") == ["Nuranə Vəlizadə"]
    assert said_by(text, "düşəcək") == ["Nuranə Vəlizadə"]
    assert said_by(text, "Bəs qiymət") == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Solist Tərlan Babayev səhnəyə çıxıb. Solist zalın soyuq olduğunu deyib.", "zalın", "Tərlan Babayev"),
        (
            "Arıçı Tərlan Babayev gəlib. Cərrah Elza Quliyeva da gəlib. Arıçı balın azaldığını deyib.",
            "balın",
            "Tərlan Babayev",
        ),
        ("Şəfiqə nənə qapını açdı. Nənənin dediyinə görə, kənd boşalır.", "boşalır", "Şəfiqə"),
        ("Tərlan Babayev Gəncədə çıxış edib. Babayev Gəncənin böyüdüyünü deyib.", "böyüdüyünü", "Tərlan Babayev"),
        ("Sevil Daşlı Daşdüz kəndinə gəlib. Daşlı kəndin gözəl olduğunu deyib.", "gözəl", "Sevil Daşlı"),
        (
            "Müxbirimiz Sevil Daşlı fermer Tərlan Babayevlə danışıb. Fermer suyun azaldığını deyir.",
            "suyun",
            "Tərlan Babayev",
        ),
        ("Tərlan Babayevi şəhərə gətiriblər. O, yolun bağlandığını deyir.", "yolun", "Tərlan Babayev"),
        ("Sevil Yaqar Gəncədə olub. “Yol bağlıdır”, – Sevil Yaqar Gəncədə deyib.", "Yol", "Sevil Yaqar"),
        ("Həkimlər Birliyi toplaşıb. Birlik maaşların az olduğunu bildirib.", "maaşların", "Həkimlər Birliyi"),
        (
            "Baş direktor Elza Quliyeva və sədr Tərlan Babayev gəlib. Direktor yolun bağlandığını deyib.",
            "yolun",
            "Elza Quliyeva",
        ),
        ("Limanın rəisi, mayor Sevil Yaqar gəlib. Rəis yolun bağlandığını deyib.", "yolun", "Sevil Yaqar"),
        ("Tərlan Babayev şirkətin maşınında oturub. O, yolun bağlandığını deyib.", "yolun", "Tərlan Babayev"),
        ("Sürücü Sevil Yaqar gəlib. Sürücü xanımın hesabına görə, yol bağlıdır.", "yol bağlıdır", "Sevil Yaqar"),
        ("Babayev yolu bağlı sayır. Tərlan Babayev yazda yeni yol çəkəcək.", "çəkəcək", "Tərlan Babayev"),
        (
            "Tərlan Babayev gəlib. Heç kim yolun bağlandığını bilmir. O, deyir ki, gözləyir.",
            "gözləyir",
            "Tərlan Babayev",
        ),
    ],
)
def test_what_people_are_called_tells_who_is_meant(text: str, words: str, speaker: str) -> None:
    assert said_by(text, words) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Yolun qiyməti beş milyon manatdır. Qiymət iki ay əvvəl açıqlanmışdı.",
        "Deputatlar onu alqışlayıblar. Sahilboyu kəndin yolu təmir edilir.",
        "Meşəlik kəndində iki ev var: biri köhnədir, biri təzə.",
    ],
)
def test_narration_is_nobodys_view(text: str) -> None:
    assert attribute(text, language="az") == ()


def test_a_topic_before_its_contrast_is_not_who_speaks() -> None:
    text = OTHER + "Gübrə ilə bağlı təklifi isə iclasda müzakirə edəcəyini açıqlayıb."
    assert said_by(text, "müzakirə") == ["Ceyhun Tağılı"]
