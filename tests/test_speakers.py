"""Speakers asked for: by name, by role, by name and place, and who of an article that is."""

import pytest

from index import Statement, sentences
from index.attribution import attribute
from qa.candidates import NotSaidByOthers
from qa.speakers import Cast, same_name, wanted

ARTICLE = (
    "Sen. Ted Corvo of Tessaly met Justice Rebecca Brand.\n\n"
    "Corvo said that the port was open. Brand said that it was closed. "
    "Richard Trum, president of the Dockers Union, said that it was late. "
    "Former President Felipe Cald said that it was small."
)


def asked(who: str) -> set[str]:
    cast = Cast(ARTICLE, sentences.split(ARTICLE), statements := attribute(ARTICLE))
    return {s.speaker for s in statements if s.speaker and cast.said_by(wanted(who), s)}


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("Corvo", "Ted Corvo"),
        ("Ted Corvo", "Ted Corvo"),
        ("Senator Corvo", "Ted Corvo"),
        ("the senator", "Ted Corvo"),
        ("the senator from Tessaly", "Ted Corvo"),
        ("the Tessaly senator", "Ted Corvo"),
        ("Rebecca Brand of the Supreme Court", "Rebecca Brand"),
        ("the justice", "Rebecca Brand"),
        ("the chief of the Dockers Union", "Richard Trum"),
        ("the ex-president", "Felipe Cald"),
    ],
)
def test_who_is_asked_for(who: str, name: str) -> None:
    assert asked(who) == {name}


@pytest.mark.parametrize("who", ["Bob Corvo", "the goalkeeper", "Trumble", "the mayor of Tessaly"])
def test_nobody_else_is_taken_for_who_is_asked_for(who: str) -> None:
    assert asked(who) == set()


def test_a_department_is_no_place_to_come_from() -> None:
    assert wanted("the Department of Justice").name == ("department", "of", "justice")
    assert wanted("the mayor of Delta").name == ()


def cast() -> tuple[Cast, tuple[Statement, ...]]:
    statements = attribute(ARTICLE)
    return Cast(ARTICLE, sentences.split(ARTICLE), statements), statements


def test_a_role_fits_better_the_more_of_it_the_article_gives() -> None:
    found = cast()[0].in_role(wanted("the senator from Tessaly")), cast()[0].in_role(wanted("the Delta senator"))
    assert set(found[0]) == set(found[1]) == {"Ted Corvo"}
    assert found[1]["Ted Corvo"] < found[0]["Ted Corvo"] <= 1


def test_nobody_is_in_a_role_that_somebody_elsewhere_fits_better() -> None:
    people, statements = cast()
    people.keep(wanted("the senator"), set())
    assert not any(people.said_by(wanted("the senator"), s) for s in statements)


def test_what_others_said_does_not_tell_what_somebody_did() -> None:
    people, statements = cast()
    accept = NotSaidByOthers([wanted("Corvo")])
    assert {s.speaker for s in statements if accept(people, s)} == {"Ted Corvo"}
    assert accept(people, None)


@pytest.mark.parametrize("who", ["Bo Ray", "Mayor Bo Ray", "Ray", "B. Ray"])
def test_a_first_name_may_have_two_letters(who: str) -> None:
    assert same_name(wanted(who).name, ["bo", "ray"])
    assert not same_name(wanted(who).name, ["al", "ray"]) or len(wanted(who).name) == 1
