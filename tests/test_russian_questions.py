"""How questions are asked in Russian: the source between commas, and what somebody does or means to do."""

from __future__ import annotations

import pytest

from qa.multilingual import asking


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Почему, по словам Лейлы Рзаевой, мост закрыт?", ("Лейла Рзаева",)),
        ("Сколько стоит мост, по данным Лейлы Рзаевой?", ("Лейла Рзаева",)),
        ("Опасен ли мост, считает Лейла Рзаева?", ("Лейла Рзаева",)),
        ("Где Лейла Рзаева хочет построить мост?", ("Лейла Рзаева",)),
        ("Какой мост предлагает Лейла Рзаева?", ("Лейла Рзаева",)),
        ("Как Лейла Рзаева относится к мосту?", ("Лейла Рзаева",)),
    ],
)
def test_whose_words_are_asked_for(text: str, speakers: tuple[str, ...]) -> None:
    asked = asking.read(text, "ru", lambda who, _: who.startswith("Лейл") and len(who.split()) == 2)
    assert (asked.kind, asked.speakers) == ("said", speakers)
    assert "мост" in asked.topic


@pytest.mark.parametrize("text", ["Сколько хозяйств застраховано?", "Когда город планирует открыть мост?"])
def test_what_asks_of_nobody_asks_for_a_fact(text: str) -> None:
    assert asking.read(text, "ru").kind == "fact"
