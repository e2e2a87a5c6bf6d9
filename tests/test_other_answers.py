"""Answers from articles in Azerbaijani, Russian and Turkish: in their language, in another one, by words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, Settings, sentences
from index import encoder as encoders
from index.attribution import attribute
from index.packed import NAME as MULTILINGUAL
from qa import Assistant, languages, question, scoring
from qa.models import Answer, Status
from qa.multilingual import people, weighing

ARTICLES = {
    "az": """Körpü yazda bağlanacaq

Daşkənd şəhərinin meri Samir Quliyev bildirib ki, çay üzərindəki körpü aprel ayında təmirə bağlanacaq. “Dayaqlar
köhnəlib, gözləmək təhlükəlidir”, - deyə Quliyev vurğulayıb. Təmirə 4 milyon manat xərclənəcək.

Sürücü Aynur Əliyeva dolama yolun uzun olmasından şikayət edib. Onun sözlərinə görə, yol 40 dəqiqə çəkəcək.
""",
    "ru": """Рынок переезжает за реку

Директор рынка Олег Савин сообщил, что торговые ряды переедут за реку к осени. «Старая крыша не переживёт ещё одну
зиму», — сказал Савин. Переезд обойдётся в 90 миллионов рублей.

Продавщица Галина Мороз опасается, что покупатели не поедут так далеко. Она попросила пустить бесплатный автобус.
""",
    "tr": """Kütüphane gece de açık kalacak

Kütüphane müdürü Nihan Ersoy, okuma salonunun sınav haftasında sabaha kadar açık kalacağını açıkladı. Ersoy, “Gençlerin
çalışacak yeri yok” dedi. Salonda 120 koltuk bulunuyor.

Öğrenci Kerem Yalın kararı alkışladı. Yalın, yurtta gürültüden uyuyamadığını anlattı.
""",
    "en": """Ferry fares to double

MARROW BAY, May 3 - Ferry fares will double in June, the harbour company said. Its director, Tomas Hallberg, said fuel
had become too expensive. "We cannot sail at a loss any longer," Hallberg said.

The mayor, Ines Corder, said islanders would be given free passes.
""",
}


def _assistant(folder: Path, settings: Settings) -> Assistant:
    for code, text in ARTICLES.items():
        (folder / f"{code}.txt").write_text(text, "utf-8", newline="\n")
    Index.refresh(folder, at=settings.archive, settings=settings)
    assert settings.archive is not None
    return Assistant.open(settings.archive, settings)


@pytest.fixture(scope="module")
def by_meaning(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    at = tmp_path_factory.mktemp("multilingual")
    return _assistant(at, Settings(archive=at / "archive", workers=1, encoder=MULTILINGUAL))


@pytest.fixture(scope="module")
def by_words(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    at = tmp_path_factory.mktemp("english")
    return _assistant(at, Settings(archive=at / "archive", workers=1, encoder=encoders.DEFAULT))


def _quotes(answer: Answer) -> str:
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    return " ".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("text", "speaker", "quoted"),
    [
        ("Samir Quliyev körpü haqqında nə dedi?", "Samir Quliyev", "körpü aprel ayında"),
        ("Mer dayaqlar barədə nə deyib?", "Samir Quliyev", "köhnəlib"),
        ("Aynur Əliyeva yol haqqında nə dedi?", "Aynur Əliyeva", "40 dəqiqə"),
        ("Что сказал Олег Савин о крыше?", "Олег Савин", "Старая крыша"),
        ("Что директор рынка сообщил о торговых рядах?", "Олег Савин", "торговые ряды переедут"),
        ("Nihan Ersoy okuma salonu hakkında ne dedi?", "Nihan Ersoy", "sabaha kadar"),
        ("Kütüphane müdürü gençler hakkında ne söyledi?", "Nihan Ersoy", "Gençlerin"),
    ],
)
def test_what_was_said_is_quoted_in_the_language_it_is_asked_in(
    by_meaning: Assistant, text: str, speaker: str, quoted: str
) -> None:
    answer = by_meaning.answer(text)
    assert quoted in _quotes(answer)
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(
    ("text", "speaker", "quoted"),
    [
        ("What did Samir Guliyev say about the bridge?", "Samir Quliyev", "körpü aprel ayında"),
        ("What did Galina Moroz say about buses?", "Галина Мороз", "бесплатный автобус"),
        ("What did Nihan Ersoy say about the reading room?", "Nihan Ersoy", "sabaha kadar"),
        ("Что сказал Самир Кулиев о мосте?", "Samir Quliyev", "körpü aprel ayında"),
        ("Что Томас Халльберг сказал о топливе?", "Tomas Hallberg", "too expensive"),
        ("İnes Korder pulsuz biletlər haqqında nə dedi?", "Ines Corder", "free passes"),
        ("What did Oleg Savin say about the roof?", "Олег Савин", "Старая крыша"),
        ("What did Kerem Yalin say about the noise?", "Kerem Yalın", "gürültüden"),
    ],
)
def test_what_was_said_in_another_language_is_quoted_as_it_was_said(
    by_meaning: Assistant, text: str, speaker: str, quoted: str
) -> None:
    answer = by_meaning.answer(text)
    assert quoted in _quotes(answer)
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(
    ("text", "speaker", "quoted"),
    [
        ("Samir Quliyev körpü haqqında nə dedi?", "Samir Quliyev", "körpü aprel ayında"),
        ("Что сказал Олег Савин о крыше?", "Олег Савин", "Старая крыша"),
        ("Nihan Ersoy okuma salonu hakkında ne dedi?", "Nihan Ersoy", "sabaha kadar"),
    ],
)
def test_words_alone_tell_where_the_encoder_knows_english_only(
    by_words: Assistant, text: str, speaker: str, quoted: str
) -> None:
    answer = by_words.answer(text)
    assert quoted in _quotes(answer)
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Aynur Əliyeva kitabxana haqqında nə dedi?",
        "Что Галина Мороз сказала о подводных лодках?",
        "Kerem Yalın uzay istasyonu hakkında ne dedi?",
        "Samir Quliyev vergilər haqqında nə dedi?",
    ],
)
def test_what_nobody_said_is_not_found(by_meaning: Assistant, by_words: Assistant, text: str) -> None:
    assert by_meaning.answer(text).status is Status.NOT_FOUND
    assert by_words.answer(text).status is Status.NOT_FOUND


def test_a_fact_is_told_by_whoever_tells_it_with_its_short_answer(by_meaning: Assistant, by_words: Assistant) -> None:
    for text, quoted in (("Təmirə nə qədər pul xərclənəcək?", "4 milyon"), ("Salonda kaç koltuk var?", "120 koltuk")):
        answer = by_meaning.answer(text)
        assert quoted in _quotes(answer)
        first = answer.citations[0]
        assert quoted.split()[0] in (first.answer or "")
        assert first.answer in first.quote
        assert all(citation.answer is None for citation in by_words.answer(text).citations)


def test_a_conversation_goes_on_in_its_language(by_meaning: Assistant) -> None:
    answer = by_meaning.answer("А о торговых рядах?", history=["Что сказал Олег Савин о крыше?"])
    assert answer.speakers == ("Олег Савин",)
    assert "торговые ряды переедут" in _quotes(answer)


def test_those_of_several_asked_for_who_said_nothing_are_told(by_meaning: Assistant) -> None:
    answer = by_meaning.answer("Samir Quliyev və Aynur Əliyeva dayaqlar haqqında nə dedilər?")
    assert answer.silent == ("Aynur Əliyeva",)


def test_english_questions_are_answered_from_english_articles_as_ever(
    by_meaning: Assistant, by_words: Assistant
) -> None:
    for assistant in (by_meaning, by_words):
        answer = assistant.answer("What did Hallberg say about fuel?")
        assert "too expensive" in _quotes(answer)
        assert answer.citations[0].stages is not None
        assert answer.citations[0].stages.reader is not None


COURTS = {
    "az": """Mer məhkəmədə

Şəhərin meri Samir Quliyev məhkəmənin ədalətsiz olduğunu bildirib. “Məhkəmə qərarını çoxdan yazıb”, - deyə Quliyev
vurğulayıb.

Samir Quliyevin vəkili Aynur Əliyeva məhkəmədən şikayət verəcəklərini deyib. “Məhkəmə heç bir şahidi dinləməyib”, -
deyə Əliyeva əlavə edib.
""",
    "tr": """Müdür hakkında dava

Kütüphane müdürü Nihan Ersoy, davanın siyasi olduğunu söyledi. Ersoy, “Bu dava bana karşı açıldı” dedi.

Nihan Ersoy'un avukatı Kerem Yalın, davanın düşeceğini açıkladı. Yalın, “Dava dosyasında kanıt yok” diye konuştu.
""",
}


def test_whose_lawyer_is_asked_for_is_not_quoted_for_the_lawyer(tmp_path: Path) -> None:
    for code, text in COURTS.items():
        (tmp_path / f"{code}.txt").write_text(text, "utf-8", newline="\n")
    settings = Settings(archive=tmp_path / "archive", workers=1, encoder=MULTILINGUAL)
    Index.refresh(tmp_path, at=settings.archive, settings=settings)
    assert settings.archive is not None
    assistant = Assistant.open(settings.archive, settings)
    for text, speaker in (
        ("Samir Quliyevin vəkili məhkəmə haqqında nə dedi?", "Aynur Əliyeva"),
        ("Samir Quliyev məhkəmə haqqında nə dedi?", "Samir Quliyev"),
        ("Nihan Ersoy'un avukatı dava hakkında ne dedi?", "Kerem Yalın"),
        ("Nihan Ersoy dava hakkında ne dedi?", "Nihan Ersoy"),
    ):
        answer = assistant.answer(text)
        assert answer.status is Status.ANSWERED, text
        assert {citation.speaker for citation in answer.citations} == {speaker}


def test_every_pair_of_languages_has_weights_and_thresholds() -> None:
    for settings in (Settings(encoder=MULTILINGUAL), Settings(encoder=encoders.DEFAULT)):
        for text in (
            "Samir Quliyev körpü haqqında nə dedi?",
            "Körpü nə vaxt bağlanacaq?",
            "What did Savin say about it?",
        ):
            asked = question.read(text)
            for code in languages.codes():
                if {asked.language, code} == {languages.DEFAULT}:  # has weights of its own, in `qa.scoring`
                    continue
                weights = scoring.weights(weighing.table(asked, settings, code))
                assert {"bias", "words", "keys"} <= weights.keys()
            assert 0 < scoring.threshold(asked, settings) < 1


def test_probabilities_of_two_tables_meet_at_their_thresholds() -> None:
    assert scoring.moved(0.35, 0.35, 0.56) == pytest.approx(0.56)
    assert scoring.moved(0.2, 0.35, 0.56) < 0.56 < scoring.moved(0.5, 0.35, 0.56) < 1


FACTORIES = {
    "Sumlu": ("Rauf Həmidli", "çörək"),
    "Qaraca": ("Nigar Tağıyeva", "süd"),
    "Ağyol": ("Elçin Səfərli", "şüşə"),
    "Dərəli": ("Lalə Əsgərova", "ayaqqabı"),
    "Göyəm": ("Vüqar Qədirov", "kərpic"),
    "Mollalı": ("Aytən Rzalı", "parça"),
    "Yenikənd": ("Tural Mehdiyev", "mebel"),
}


def test_who_is_in_the_role_itself_is_looked_at_before_those_in_roles_akin_to_it(tmp_path: Path) -> None:
    for town, (name, goods) in FACTORIES.items():
        text = (
            f"{town} zavodu böyüyür\n\nZavodun direktoru {name} bildirib ki, yeni yol {goods} daşımağa kömək edəcək. "
        )
        text += f"“Yeni yol gec də olsa çəkildi”, - deyə {name} əlavə edib.\n"
        (tmp_path / f"{town}.txt").write_text(text, "utf-8")
    text = "Vilayətdə yol açıldı\n\nQubernator Sevda Ağazadə bildirib ki, körpülər gələn il təmir olunacaq. "
    text += "Açılışa yüzlərlə sakin gəlib.\n"
    (tmp_path / "vilayet.txt").write_text(text, "utf-8")
    settings = Settings(archive=tmp_path / "archive", workers=1, encoder=MULTILINGUAL)
    Index.refresh(tmp_path, at=tmp_path / "archive", settings=settings)
    assistant = Assistant.open(tmp_path / "archive", settings)
    for text in ("What did the governor say about the bridges?", "Qubernator körpülər haqqında nə dedi?"):
        answer = assistant.answer(text)
        assert "körpülər gələn il" in _quotes(answer)
        assert {citation.speaker for citation in answer.citations} == {"Sevda Ağazadə"}


@pytest.mark.parametrize(
    ("role", "code", "name"),
    [
        ("67 yaşındaki üretici", "tr", "Havva Tan"),
        ("the 31-year-old grower", "en", "Kadir Demir"),
        ("31-летний фермер", "ru", "Kadir Demir"),
    ],
)
def test_of_two_in_a_role_the_one_of_the_age_asked_for_is_meant(role: str, code: str, name: str) -> None:
    text = (
        "Çayda fiyat\n\nÜreticiler meydanda toplandı. 67 yaşındaki üretici Havva Tan, “Paramızı alamadık” dedi. "
        "Üretici Kadir Demir (31), fiyatın düşük olduğunu söyledi."
    )
    spans = sentences.split(text, "tr")
    statements = attribute(text, sentences=spans, language="tr")
    likely = people.in_role(role, code, text, spans, statements, "tr")
    assert max(likely, key=lambda one: likely[one]) == name
    assert likely[name] > 0.9 > max(degree for one, degree in likely.items() if one != name)
