"""Roles: which of those who speak is meant by "the mayor of Delta", from a portrait of each."""

import pytest

from qa import roles, wordvectors
from qa.roles import Portrait, Role
from qa.speakers import wanted

LEE = Portrait("Ann Lee", 3, ("she", "Ann Lee"), ("Ann Lee, the mayor of Delta, said", "Lee opened the bridge"))
RAY = Portrait("Bo Ray", 2, ("he", "Ray"), ("Bo Ray, a lawyer for the dockers, said",))
BANK = Portrait("Delta Bank", 2, ("the bank", "it"), ("Delta Bank cut its rates",))
CAMPAIGN = Portrait("the Lee campaign", 1, ("the Lee campaign",), ())
ALL = (LEE, RAY, BANK, CAMPAIGN)


def likeliest(text: str) -> tuple[str, float]:
    found = roles.fitting(Role.of(text, wanted(text).role), ALL)
    return max(found.items(), key=lambda pair: pair[1])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the mayor", "Ann Lee"),
        ("the mayor of Delta", "Ann Lee"),
        ("the lawyer", "Bo Ray"),
        ("the dockers' attorney", "Bo Ray"),
        ("the bank", "Delta Bank"),
        ("the Lee campaign", "the Lee campaign"),
        ("Lee's campaign", "the Lee campaign"),
    ],
)
def test_a_role_is_told_by_its_words_or_by_what_they_mean(text: str, name: str) -> None:
    assert likeliest(text)[0] == name


@pytest.mark.parametrize("text", ["the goalkeeper", "the governor of Delta", "the spokesman for the hospital"])
def test_nobody_is_likely_in_a_role_of_nobody(text: str) -> None:
    assert likeliest(text)[1] < 0.15


def test_a_name_that_is_the_role_is_sure() -> None:
    assert likeliest("the Lee campaign")[1] > 0.9


def test_one_of_another_gender_is_not_meant() -> None:
    found = roles.fitting(Role.of("the spokeswoman", ("spokeswoman",)), (RAY, LEE))
    assert found["Bo Ray"] < found["Ann Lee"]


SOURCE = Portrait("A ministry source", 1, ("A ministry source",), ("A ministry source said all contracts were",))
DRIVERS = Portrait("the drivers at the gate", 1, ("the drivers at the gate",), ())
BAKER = Portrait("Ida Bent", 2, ("Bent", "she"), ("Ida Bent has baked bread for 30 years", "Bent closed on Sundays"))
WRITER = Portrait("Cy Dole", 4, ("I",), ("By Cy Dole",))
VOICE = Portrait(
    "Eve Fenn", 2, ("A spokesman for the mayor", "Fenn"), ("A spokesman for the mayor, Eve Fenn, denied that",)
)
DIRECTOR = Portrait("Gus Hale", 2, ("Hale", "he"), ("Gus Hale, director of the water board, said",))
MORE = (*ALL, SOURCE, DRIVERS, BAKER, WRITER, VOICE, DIRECTOR)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("an unnamed official at the ministry", "A ministry source"),
        ("the drivers", "the drivers at the gate"),
        ("the baker", "Ida Bent"),
        ("the columnist", "Cy Dole"),
        ("the mayor", "Ann Lee"),
        ("the mayor's spokesman", "Eve Fenn"),
        ("the head of the water board", "Gus Hale"),
    ],
)
def test_a_role_is_told_by_what_kind_of_source_it_is(text: str, name: str) -> None:
    found = roles.fitting(Role.of(text, wanted(text).role), MORE)
    assert max(found, key=lambda one: found[one]) == name


def test_nobody_is_their_own_lawyer() -> None:
    found = roles.fitting(Role.of("Lee's lawyer", wanted("Lee's lawyer").role), (LEE, BAKER))
    assert found["Ann Lee"] < 0.15


def test_what_a_portrait_is_stands_before_whose_it_is() -> None:
    assert "spokesman" in VOICE.heads
    assert "mayor" not in VOICE.heads
    assert "director" in DIRECTOR.heads


def test_without_portraits_or_words_nobody_is_told() -> None:
    assert roles.fitting(Role.of("the mayor", ("mayor",)), ()) == {}
    assert roles.fitting(Role.of("the", ()), ALL) == {}


def test_words_that_mean_alike_have_vectors_that_are_near() -> None:
    lawyer, attorney, bread = wordvectors.load().of(["lawyer", "attorney", "bread"])
    assert lawyer @ attorney > lawyer @ bread
    assert abs(float(lawyer @ lawyer) - 1) < 1e-3
