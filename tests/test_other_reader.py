"""The reader for other languages tells what answers, in whichever of them the question and the article are."""

import pytest

from qa.multilingual import reader
from qa.reader import Asked
from qa.window import Line

LINES = [
    Line("Şəhər meri körpünün may ayında açılacağını deyib.", "Samir Quliyev"),
    Line("O əlavə edib ki, təmirə iki milyon manat xərclənib.", "Samir Quliyev"),
    Line("Sakinlər isə yolların tıxanmasından şikayətlənirlər."),
    Line("Мэр Павел Ведерников обещал открыть школу до сентября.", "Павел Ведерников"),
    Line("Müdür Ayten Sarıkaya kütüphaneye bin kitap geldiğini söyledi.", "Ayten Sarıkaya"),
]


@pytest.mark.parametrize(
    ("question", "answers", "short"),
    [
        ("Samir Quliyev təmirin qiyməti haqqında nə deyib?", 1, None),
        ("What did Samir Guliyev say about the cost of the repair?", 1, None),
        ("Körpü nə vaxt açılacaq?", 0, "may ayında"),
        ("Когда откроют мост?", 0, "may ayında"),
        ("Что Ведерников сказал о школе?", 3, None),
        ("Kütüphaneye kaç kitap geldi?", 4, "bin"),
        ("Сколько книг получила библиотека?", 4, "bin"),
    ],
)
def test_the_sentence_that_answers_is_told(question: str, answers: int, short: str | None) -> None:
    reading = reader.load().read([Asked(question, None, LINES)])[0]
    best = max(range(len(LINES)), key=lambda i: reading.answers[i])
    assert best == answers
    if short:
        place = reading.short_answer(best)
        assert place is not None
        assert short in place.of(LINES[best].text)


def test_what_nobody_speaks_of_is_told_less_strongly() -> None:
    asked = ("Samir Quliyev körpünün təmiri haqqında nə deyib?", "Samir Quliyev seçkilər haqqında nə deyib?")
    there, missing = reader.load().read([Asked(question, None, LINES) for question in asked])
    assert max(there.answers) > max(missing.answers) + 1
