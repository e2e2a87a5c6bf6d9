"""Who said what in languages without a parser: one case for each way newspapers tell it."""

from __future__ import annotations

import pytest
from labelled import FOLDER, score

from index.attribution import Kind, Statement, attribute

LEADS = {
    "az": "Nəqliyyat naziri Leyla Rzayeva iclasda iştirak edib.\n\n",
    "ru": "Министр транспорта Пётр Зорин приехал в Приозёрск.\n\n",
    "tr": "Ulaştırma Bakanı Ayşe Demir dün kente geldi.\n\n",
}
NAMES = {"az": "Leyla Rzayeva", "ru": "Пётр Зорин", "tr": "Ayşe Demir"}
FORMS = {
    "az": [
        'Rzayeva deyib: "Körpü mayda açılacaq".',
        "Rzayeva deyib ki, körpü mayda açılacaq.",
        "Rzayeva bildirdi ki, körpü mayda açılacaq.",
        "Rzayeva vurğulayıb ki, körpü mayda açılacaq.",
        '"Körpü mayda açılacaq", - deyə Rzayeva bildirib.',
        '"Körpü mayda açılacaq", - Leyla Rzayeva qeyd edib.',
        "“Körpü mayda açılacaq”, – deyə nazir bildirib.",
        '"Körpü mayda açılacaq", - o əlavə edib.',
        '"Körpü mayda açılacaq!" - deyə Rzayeva jurnalistlərə bildirib.',
        "Rzayevanın sözlərinə görə, körpü mayda açılacaq.",
        "Leyla Rzayevanın sözlərinə görə, körpü mayda açılacaq.",
        "Nazirin sözlərinə görə, körpü mayda açılacaq.",
        "Onun sözlərinə görə, körpü mayda açılacaq.",
        "Rzayevaya görə, körpü mayda açılacaq.",
        "Rzayevanın fikrincə, körpü mayda açılacaq.",
        "Rzayevanın dediyinə görə, körpü mayda açılacaq.",
        "Rzayeva körpünün mayda açılacağını bildirib.",
        "O, körpünün mayda açılacağını söyləyib.",
        "Nazir qeyd edib ki, körpü mayda açılacaq.",
        "Əlavə edib ki, körpü mayda açılacaq.",
        "Leyla xanım deyib ki, körpü mayda açılacaq.",
        'Leyla Rzayeva: "Körpü mayda açılacaq"',
        "Rzayeva: Körpü mayda açılacaq.",
        "- Körpü mayda açılacaq, - deyə Rzayeva bildirib.",
        "Deputatın sualını cavablandıran Rzayeva bildirib ki, körpü mayda açılacaq.",
        "Rzayeva körpünün mayda açılacağını deyərək, sürücülərdən üzr istəyib.",
    ],
    "ru": [
        "Зорин заявил: «Мост откроют в мае».",
        "Зорин заявил, что мост откроют в мае.",
        "«Мост откроют в мае», — сказал Зорин.",
        "«Мост откроют в мае», - сказал министр.",
        "«Мост откроют в мае», — добавил он.",
        "«Мост откроют в мае!» — воскликнул Пётр Зорин.",
        '"Мост откроют в мае", – сообщил журналистам Зорин.',
        "«Мост откроют в мае, — сказал Зорин. — Ждать недолго».",
        "«Мост, — сказал Зорин, — откроют в мае».",
        "— Мост откроют в мае, — сказал Зорин. — Ждать недолго.",
        "– Мост откроют в мае, – пояснил министр.",
        "По словам Зорина, мост откроют в мае.",
        "По словам Петра Зорина, мост откроют в мае.",
        "По словам министра транспорта, мост откроют в мае.",
        "По его словам, мост откроют в мае.",
        "Мост, по словам Зорина, откроют в мае.",
        "По мнению министра, мост откроют в мае.",
        "Как отметил Зорин, мост откроют в мае.",
        "Мост откроют в мае, сообщил Зорин.",
        "Мост откроют в мае, заявил министр транспорта Пётр Зорин на брифинге.",
        "Зорин: «Мост откроют в мае»",
        "Пётр Зорин: Мост откроют в мае.",
        "Министр пообещал, что мост откроют в мае.",
        "Он уточнил, что мост откроют в мае.",
        "Зорин рассказал, когда мост откроют в мае.",
        "Зорин уверен, что мост откроют в мае.",
        "Отвечая на вопрос депутата, Зорин сказал, что мост откроют в мае.",
        "Министр транспорта, выступая в четверг, напомнил: мост откроют в мае.",
    ],
    "tr": [
        'Demir, "Köprü mayısta açılacak" dedi.',
        "Demir, köprünün mayısta açılacağını söyledi.",
        "Ayşe Demir köprünün mayısta açılacağını belirtti.",
        "Bakan, köprünün mayısta açılacağını ifade etti.",
        "Demir, köprünün mayısta açılacağına dikkat çekti.",
        '"Köprü mayısta açılacak" diyen Demir, toplantıdan ayrıldı.',
        '"Köprü mayısta açılacak" diye konuştu.',
        'Demir, "Köprü mayısta açılacak" diye konuştu.',
        'Demir, "Köprü mayısta açılacak" ifadelerini kullandı.',
        "“Köprü mayısta açılacak” dedi Demir.",
        "Demir'e göre köprü mayısta açılacak.",
        "Bakana göre köprü mayısta açılacak.",
        "Ayşe Demir’in açıklamasına göre köprü mayısta açılacak.",
        "Demir'in verdiği bilgiye göre köprü mayısta açılacak.",
        'Demir şöyle konuştu: "Köprü mayısta açılacak."',
        "Demir: Köprü mayısta açılacak",
        'Bakan Demir: "Köprü mayısta açılacak"',
        "Köprünün mayısta açılacağını belirten Demir, gecikme için özür diledi.",
        "Köprünün mayısta açılacağını vurguladı.",
        "Demir, köprünün mayısta açılacağını belirterek sürücülerden sabır istedi.",
        "Ayşe Hanım, köprünün mayısta açılacağını anlattı.",
        "Bakan Ayşe Demir köprünün mayısta açılacağını bildirdi.",
        "Gazetecilerin sorularını yanıtlayan Demir, köprünün mayısta açılacağını kaydetti.",
        "“Köprü mayısta açılacak” diye çıkıştı Demir.",
        "Demir, “Köprü mayısta açılacak” benzetmesini yaptı.",
        "“Köprü mayısta açılacak” sözleri Demir'in.",
        "“Köprü mayısta açılacak” sözleriyle herkesi güldürdü.",
        "Bakan, köprünün mayısta açılacağını söylemekle yetindi.",
        "Demir'e bakılırsa köprü mayısta açılacak.",
        "Demir'in tahminine bakılırsa köprü mayısta açılacak.",
        "Demir, köprünün mayısta açılacağı görüşünde.",
        "Demir umutlu konuşuyor: köprü mayısta açılacak.",
        "Bakanın önerisi, köprünün mayısta açılması.",
        "Demir'e köprüyü sorduk. “Evet, mayısta açılacak” yanıtını verdi.",
        "Demir'den yanıt gecikmedi: “Köprü mayısta açılacak.”",
        "Kendi hesaplamasına göre köprü mayısta açılacak.",
        "Bakan köprüyü gördü. Köprü mayısta açılacakmış.",
        "Bakan köprüyü sevdiğini söyledi. – Köprü mayısta açılacak, bekleyin.",
        "Bakan gülümsüyor: “Köprü mayısta açılacak.”",
        "Kente gelen genç kadın, köprünün mayısta açılacağını hatırlıyor.",
        "Konuya ilişkin soruları yanıtlayan Bakan Demir, köprünün mayısta açılacağını bildirdi.",
    ],
}
MEANT = [(language, form) for language, forms in FORMS.items() for form in forms]


def said(text: str, language: str, words: str) -> Statement:
    found = [s for s in attribute(text, language=language) if words in text[s.start : s.end]]
    assert len(found) == 1, [(text[s.start : s.end], s.speaker) for s in attribute(text, language=language)]
    return found[0]


@pytest.mark.parametrize(("language", "form"), MEANT, ids=[form[:50] for _, form in MEANT])
def test_whoever_speaks_is_found_by_the_name_given_first(language: str, form: str) -> None:
    text = LEADS[language] + form
    words = {"az": "mayda", "ru": "в мае", "tr": "mayısta"}[language]
    statement = said(text, language, words)
    assert statement.speaker == NAMES[language]
    if statement.mention:
        assert statement.mention.of(text).strip()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("az", "Leyla Rzayeva körpünü mayda açıb. Deputatlar onu alqışlayıblar. Körpü yeddi ildir tikilirdi."),
        ("ru", "Пётр Зорин открыл мост в мае. Депутаты ждали его на берегу. Мост строили семь лет."),
        ("tr", "Ayşe Demir köprüyü mayısta açtı. Milletvekilleri onu kıyıda karşıladı. Köprü yedi yılda yapıldı."),
        ("ru", "Зорин не сказал, когда откроют мост. Пресс-конференция пройдёт в «Волне»."),
        ("ru", "Завтра министр Пётр Зорин расскажет о мосте."),
    ],
)
def test_what_nobody_says_is_no_statement(language: str, text: str) -> None:
    assert attribute(text, language=language) == ()


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        (
            "ru",
            "Анна Белова рассказала о встрече с Петром Зориным. Мост закрыт, отметила она.",
            "закрыт",
            "Анна Белова",
        ),
        ("ru", "Зорин спорил с Беловой. По словам Анны Беловой, мост закрыт.", "закрыт", "Анна Белова"),
        ("ru", "По словам чиновника, мост закрыт.", "закрыт", "чиновник"),
        ("ru", "В министерстве транспорта заявили, что мост закрыт.", "закрыт", "министерство транспорта"),
        ("ru", "Жители сообщили, что мост закрыт.", "закрыт", "Жители"),
        ("ru", "Вице-мэр Анна Ковальчук спорила. По словам Анны Ковальчук, мост закрыт.", "закрыт", "Анна Ковальчук"),
        ("az", "Samir Quliyev nazir Leyla Rzayevaya bildirib ki, körpü bağlıdır.", "bağlıdır", "Samir Quliyev"),
        ("az", "Samirin dediyinə görə, yol uzundur. Samir bildirib ki, körpü bağlıdır.", "bağlıdır", "Samir"),
        ("az", "Bir məmur deyib ki, körpü bağlıdır.", "bağlıdır", "məmur"),
        ("az", "Nəqliyyat Nazirliyi bildirib ki, körpü bağlıdır.", "bağlıdır", "Nəqliyyat Nazirliyi"),
        ("az", "Nəqliyyat Nazirliyindən bildirilib ki, körpü bağlıdır.", "bağlıdır", "Nəqliyyat Nazirliyi"),
        ("az", "Balıqçılar deyir ki, körpü bağlıdır.", "bağlıdır", "Balıqçılar"),
        ("tr", "Kaan Yalçın, Bakan Ayşe Demir'e köprünün kapandığını söyledi.", "kapandığını", "Kaan Yalçın"),
        (
            "tr",
            "Ulaştırma Bakanlığı'ndan yapılan açıklamada köprünün kapandığı bildirildi.",
            "kapandığı",
            "Ulaştırma Bakanlığı",
        ),
        ("tr", "Köylüler köprünün kapandığını söylüyor.", "kapandığını", "Köylüler"),
    ],
)
def test_who_is_spoken_of_or_to_is_not_who_speaks(language: str, text: str, words: str, speaker: str) -> None:
    assert said(text, language, words).speaker == speaker


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("ru", "Пётр Зорин и Анна Белова заявили, что мост закрыт.", "закрыт", "Пётр Зорин и Анна Белова"),
        (
            "az",
            "Leyla Rzayeva və Samir Quliyev bildiriblər ki, yol açıqdır.",
            "açıqdır",
            "Leyla Rzayeva və Samir Quliyev",
        ),
        ("tr", "Ayşe Demir ve Kaan Yalçın, yolun açık olduğunu söyledi.", "açık", "Ayşe Demir ve Kaan Yalçın"),
    ],
)
def test_two_who_speak_together_are_both_named(language: str, text: str, words: str, speaker: str) -> None:
    assert said(text, language, words).speaker == speaker


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("az", "Leyla Rzayeva deyib ki, körpü bağlıdır, Samir Quliyev isə bildirib ki, yol açıqdır."),
        ("ru", "Анна Белова сказала, что мост закрыт, а Пётр Зорин ответил, что дорога открыта."),
        ("tr", "Ayşe Demir köprünün kapandığını söyledi, Kaan Yalçın ise yolun açık olduğunu belirtti."),
    ],
)
def test_two_who_speak_in_one_sentence_have_their_own_words(language: str, text: str) -> None:
    one, other = attribute(text, language=language)
    assert one.speaker != other.speaker
    assert one.end <= other.start
    assert {one.speaker, other.speaker} < {
        "Leyla Rzayeva", "Samir Quliyev", "Анна Белова", "Пётр Зорин", "Ayşe Demir", "Kaan Yalçın",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [("az", "Sual", "Cavab"), ("ru", "Вопрос", "Ответ"), ("tr", "Soru", "Cevap")],
)
def test_answers_belong_to_whoever_is_interviewed(language: str, question: str, answer: str) -> None:
    text = f"{LEADS[language]}{question}: 2024 — ?\n\n{answer}: 2025 — 2026!\n"
    (statement,) = attribute(text, language=language)
    assert (statement.speaker, text[statement.start : statement.end]) == (NAMES[language], "2025 — 2026!")


def test_answers_after_a_dash_belong_to_whoever_is_interviewed() -> None:
    text = LEADS["tr"] + "Ayşe Demir ile konuştuk.\n\nKöprü ne zaman açılacak?\n\n– Mayısta açılacak. Acelemiz yok."
    statement = said(text, "tr", "Mayısta")
    assert statement.speaker == "Ayşe Demir"
    assert text[statement.start : statement.end].endswith("Acelemiz yok.")


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Müdür Op. Dr. Kaan Yalçın toplantıdaydı. İl Müdürü Prof. Dr. Ece Kurt, yolun açık olduğunu söyledi.",
            "açık",
            "Ece Kurt",
        ),
        ("Kurucu ve CEO Ece Kurt geldi. Kurucu, yolun açık olduğunu söyledi.", "açık", "Ece Kurt"),
        ("Görevlilerden biri, yolun açık olduğunu söyledi. Ece Kurt sustu.", "açık", "Görevlilerden biri"),
        ("Yetkililerden birine göre yol açık. Ece Kurt sustu.", "açık", "Yetkililerden birine"),
        ("Bir yetkili köprünün kapandığını söyledi. Aynı yetkili, yolun açık olduğunu belirtti.", "açık", "yetkili"),
        ("Suriyeli Ruba Hallak geldi. Hallak, yolun açık olduğunu söyledi.", "açık", "Ruba Hallak"),
        ("Zeliha Usta'nın derdi başka. “Yol açık olsa gelirler” diyor.", "açık", "Zeliha"),
        ("Üretici Hatice Dalgıç geldi. Dalgıç, yolun açık olduğunu söyledi.", "açık", "Hatice Dalgıç"),
        (
            "Ece Kurt yolu yapan firmayı övdü. Türk takımının da adını andı: “Yol onlarla açık kaldı.”",
            "açık",
            "Ece Kurt",
        ),
        (
            "Ece Kurt ikinci bir müdür istediğini, yolun ise açık olduğunu söyledi. Müdür sustu.",
            "açık",
            "Ece Kurt",
        ),
        (
            "AKUT'tan Kaan Yalçın geldi. Liman İşçileri Sendikası, yolun açık olduğunu söyledi.",
            "açık",
            "Liman İşçileri Sendikası",
        ),
    ],
)
def test_turkish_descriptions_mean_whoever_the_words_beside_them_tell(text: str, words: str, speaker: str) -> None:
    assert said(text, "tr", words).speaker == speaker


def test_the_sentence_before_belongs_to_whoever_is_told_to_have_said_so() -> None:
    text = "Мост закроют 3 мая. Об этом сообщил министр транспорта Пётр Зорин."
    (statement,) = attribute(text, language="ru")
    assert (text[statement.start : statement.end], statement.speaker) == ("Мост закроют 3 мая.", "Пётр Зорин")


def test_a_quote_is_direct_and_a_clause_indirect() -> None:
    text = "Зорин сказал: «Мост закроют в мае». Зорин добавил, что дорога открыта."
    direct, indirect = attribute(text, language="ru")
    assert (direct.kind, text[direct.start : direct.end]) == (Kind.DIRECT, "«Мост закроют в мае»")
    assert (indirect.kind, text[indirect.start : indirect.end]) == (Kind.INDIRECT, "дорога открыта.")


@pytest.mark.parametrize("language", ["az", "ru", "tr"])
@pytest.mark.parametrize("half", [1, 0], ids=["tuned on", "held out"])
def test_nine_in_ten_sentences_have_the_right_speaker(language: str, half: int) -> None:
    paths = [path for path in sorted((FOLDER / language).glob("*.txt")) if int(path.stem) % 2 == half]
    result = score(paths, language)
    assert len(paths) >= 4
    assert result.precision >= 0.9, result.misses
    assert result.recall >= 0.9, result.misses


@pytest.mark.parametrize("language", ["az", "ru", "tr"])
@pytest.mark.parametrize(
    "text", ["", "«", "— ", ":", "— : «»", "«»«»— сказал", "Ə", "'''", "а" * 5000, "\ud800 сказал", "o " * 500]
)
def test_no_text_breaks_it(language: str, text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in attribute(text, language=language))
