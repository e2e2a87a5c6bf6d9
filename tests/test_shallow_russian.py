"""Who said what in Russian: the constructions that newsrooms use beside a plain verb of saying."""

from __future__ import annotations

import pytest

from index.attribution import attribute

LEAD = "Министр транспорта Пётр Зорин приехал в Приозёрск.\n\n"


def speakers(text: str, words: str) -> set[str | None]:
    """Return who is told to have said the words."""
    return {s.speaker for s in attribute(text, language="ru") if words in text[s.start : s.end]}


@pytest.mark.parametrize(
    "sentence",
    [
        "«Мост откроют в мае», — горячится Зорин.",
        "«Мост откроют в мае», — твёрдо произносит министр.",
        "Мост, растолковал Зорин журналистам, откроют в мае.",
        "Зорин не верит, что мост откроют в мае.",
        "Зорин поддержал тех, кто хочет, чтобы мост открыли в мае.",
        "Зорин намерен открыть мост в мае.",
        "По Зорину, мост откроют в мае.",
        "По его же сведениям, мост откроют в мае.",
        "Зорин спокоен: мост, на его взгляд, откроют в мае.",
        "По наблюдениям министра, мосты открывают в мае.",
        "— Когда откроют мост? — спросила журналистка.\n\n— Его откроют в мае, — ответил министр.",
        "Зорин вздохнул. — Дорога длинная, — сказал он. — Мост откроют в мае.",
        "— Пётр Ильич, когда откроют мост?\n\n— Его откроют в мае.\n\n— А дорогу?\n\n— Позже.",
    ],
)
def test_the_minister_says_it(sentence: str) -> None:
    assert speakers(LEAD + sentence, "мае") == {"Пётр Зорин"}


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Советник министра Нелли Руст молчала. «Мост закрыт», — сказала она наконец.", "закрыт", "Нелли Руст"),
        (
            "Сказала об этом официальный представитель завода майор Дарья Крот. «Мост закрыт», — добавила Крот.",
            "закрыт",
            "Дарья Крот",
        ),
        ("Сёрен Хольт сидела в зале. Мост закрыт, пояснила она.", "закрыт", "Сёрен Хольт"),
        ("Биолог Анна Белова приехала. «Река мелеет», — сказала исследовательница.", "мелеет", "Анна Белова"),
        ("Анна Белова приехала на реку. «Река мелеет», — говорит женщина.", "мелеет", "Анна Белова"),
        ("Первой пришла помощь к Анне Беловой. «Река мелеет», — говорит женщина.", "мелеет", "Анна Белова"),
        ("В Туве жарко. Анна Белова ждёт дождя. «Река мелеет», — вздыхает она.", "мелеет", "Анна Белова"),
        ("Зорин ушёл. В судейском комитете ответили, что протест не подан.", "протест", "комитет"),
    ],
)
def test_a_description_or_a_pronoun_means_whoever_was_told_of(text: str, words: str, speaker: str) -> None:
    assert speakers(text, words) == {speaker}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Эксперт Пётр Зорин ушёл. Местный житель сказал, что мост закрыт.", "закрыт"),
        ("Пётр Зорин ушёл. Чиновник областной администрации сказал, что мост закрыт.", "закрыт"),
        ("Экономист Пётр Зорин ушёл. Губернатор сказал, что мост закрыт.", "закрыт"),
        ("Пётр Зорин ушёл. Знакомый с ним предприниматель сказал, что мост закрыт.", "закрыт"),
    ],
)
def test_somebody_new_is_not_whoever_was_told_of(text: str, words: str) -> None:
    (speaker,) = speakers(text, words)
    assert speaker not in {None, "Пётр Зорин"}


def test_a_sentence_between_two_of_one_speaker_is_theirs_with_less_confidence() -> None:
    text = LEAD + "«Мост старый», — сказал Зорин. Ремонт обойдётся дорого. «Его откроют в мае», — добавил министр."
    middle = next(s for s in attribute(text, language="ru") if "дорого" in text[s.start : s.end])
    assert middle.speaker == "Пётр Зорин"
    assert middle.confidence < 0.7
    apart = text.replace("Зорин. Ремонт", "Зорин.\n\nРемонт")
    assert speakers(apart, "дорого") == set()
