"""Which language a text is in: Azerbaijani and Turkish look alike, and a question is short."""

from __future__ import annotations

import pytest

from index import language

ALL = ("az", "en", "ru", "tr")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Körpü mayda açılacaq, nazir deyib.", "az"),
        ("Nazir Leyla Rzayeva bildirib ki, körpü may ayında açılacaq və yol bağlanmayacaq.", "az"),
        ("Ulaştırma Bakanı Ayşe Demir, köprünün mayısta açılacağını söyledi.", "tr"),
        ("Köprü mayısta açılacak, bakan söyledi.", "tr"),
        ("Belediye, Bakü heyetinin Quliyev Parkı'nı ziyaret edeceğini açıkladı ve program hakkında bilgi verdi.", "tr"),
        ("Мост откроют в мае, сказал министр.", "ru"),
        ("The bridge will open in May, the minister said.", "en"),
        ("Le pont ouvrira en mai, a déclaré le ministre des transports.", "fr"),
        ("2024", None),
    ],
)
def test_an_article_in_a_language_is_taken_for_no_other(text: str, code: str | None) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Что Зорин сказал о мосте?", "ru"),
        ("Что сказал Aliyev о COP29?", "ru"),
        ("Rzayeva körpü haqqında nə deyib?", "az"),
        ("Quliyev yol barədə nə dedi?", "az"),
        ("Demir köprü hakkında ne dedi?", "tr"),
        ("Köprü ne zaman açılacak?", "tr"),
        ("What did Erdoğan say about the bridge?", "en"),
        ("What did Əliyev say about COP29?", "en"),
        ("Who said that Орлов would resign?", "en"),
        ("Aliyev COP29", None),
        ("", None),
    ],
)
def test_a_name_from_elsewhere_does_not_change_a_questions_language(question: str, code: str | None) -> None:
    assert language.detect_among(question, ALL) == code


def test_only_the_languages_asked_for_are_told() -> None:
    assert language.detect_among("Что сказал Зорин?", ("en", "tr")) is None
    assert language.detect_among("Demir ne dedi?", ("xx", "tr")) == "tr"
