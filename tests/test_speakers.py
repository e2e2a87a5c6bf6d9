"""Speakers asked for: by name, by role, by name and place, and who of an article that is."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index import Index, Settings, Statement, sentences
from index.attribution import attribute
from qa import Assistant
from qa.candidates import NotSaidByOthers, Pages
from qa.retrieval import Hit
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


def test_an_owner_in_the_name_of_a_body_owns_nothing() -> None:
    assert wanted("the Dockers' Union").name == ("dockers", "union")
    assert wanted("the director of the Dockers' Union").role == ("dockers", "union", "director")
    assert wanted("the dockers' leader Bo Ray").name == ("bo", "ray")


def test_an_office_in_capitals_is_no_name() -> None:
    assert wanted("the Opposition Leader").role == ("opposition", "leader")
    assert wanted("the Leader Group").name


def test_a_body_is_known_by_the_first_word_of_its_name() -> None:
    energy = wanted("Delta Energy")
    assert energy.last == "delta"
    assert same_name(energy.name, ["delta"])
    assert same_name(energy.name, ["delta", "energy"])
    assert not same_name(wanted("Ann Lee").name, ["ann"])


FAMILY = (
    "A farmer rang the network operator, Delta Energy, about a wire.\n\n"
    "Robert Sorrel, 34, was killed in March. The dentist, John Sorrel, said that the wire was old. "
    "Delta Energy said that the wire was new. The farmer, Mary Bent, said that it was loose."
)


def test_what_is_told_of_a_name_is_told_of_nobody_else() -> None:
    people = Cast(FAMILY, sentences.split(FAMILY), attribute(FAMILY))
    told = {portrait.name: " ".join(portrait.told) for portrait in people.portraits}
    assert "network operator" in told["Delta Energy"]
    assert "killed" not in told["John Sorrel"]
    assert set(people.in_role(wanted("the dentist"))) == {"John Sorrel"}


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


def settled(near: float, far: float) -> list[set[str]]:
    """Return who is kept in two articles, where the mayor of the nearer one is half as likely to be one."""
    casts = cast()[0], cast()[0]
    for one, name, degree in zip(casts, ("Ted Corvo", "Felipe Cald"), (0.4, 0.8), strict=True):
        one.in_role(MAYOR).update({name: degree})

    class Two(Pages):
        def of(self, hit: Hit) -> Any:
            return SimpleNamespace(cast=casts[int(hit.passage.article)])

    hits: list[Any] = [
        SimpleNamespace(passage=SimpleNamespace(article=str(i)), score=s) for i, s in ((0, near), (1, far))
    ]
    pages: Any = None
    Two(pages).settle_roles([MAYOR], hits)
    return [set(one.in_role(MAYOR)) for one in casts]


MAYOR = wanted("the mayor of Tessaly")


def test_who_is_asked_for_by_role_is_looked_for_near_to_the_question_first() -> None:
    assert settled(near=0.9, far=0.05) == [{"Ted Corvo"}, set()]
    assert settled(near=0.9, far=0.9) == [set(), {"Felipe Cald"}]


def test_what_others_said_does_not_tell_what_somebody_did() -> None:
    people, statements = cast()
    accept = NotSaidByOthers([wanted("Corvo")])
    assert {s.speaker for s in statements if accept(people, s)} == {"Ted Corvo"}
    assert accept(people, None)


@pytest.mark.parametrize("who", ["Bo Ray", "Mayor Bo Ray", "Ray", "B. Ray"])
def test_a_first_name_may_have_two_letters(who: str) -> None:
    assert same_name(wanted(who).name, ["bo", "ray"])
    assert not same_name(wanted(who).name, ["al", "ray"]) or len(wanted(who).name) == 1


def test_what_is_told_of_a_name_ends_at_a_semicolon() -> None:
    text = (
        "At the table were Ann Corvo, chief of the clinic; Bo Trum, who speaks for the nurses; and Cy Vale.\n\n"
        "Trum said that it was late. Corvo said that it was small. Vale said that it was old."
    )
    cast = Cast(text, sentences.split(text), attribute(text))
    told = {portrait.name: portrait.told[0] for portrait in cast.portraits}
    assert told["Ann Corvo"].endswith("chief of the clinic")
    assert told["Bo Trum"] == "; Bo Trum, who speaks for the nurses"


@pytest.mark.parametrize("mark", ["'", "’", "‘", "ʼ"])
def test_a_name_is_found_with_whatever_apostrophe(mark: str, tmp_path: Path) -> None:
    (tmp_path / "ward.txt").write_text(
        "Ward to close\n\nNurse Nora O’Dell said that 31 nurses had learnt it from a poster by the lift.\n", "utf-8"
    )
    Index.refresh(tmp_path / "ward.txt", at=tmp_path / "archive", settings=Settings(workers=1))
    answer = Assistant.open(tmp_path / "archive").answer(f"What did Nora O{mark}Dell say about the poster?")
    assert [citation.speaker for citation in answer.citations] == ["Nora O’Dell"]
