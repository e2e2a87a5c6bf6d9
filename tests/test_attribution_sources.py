"""Sources without a name, in interviews and behind documents: who is meant by them."""

from __future__ import annotations

import pytest

from index.attribution import attribute
from index.attribution.statement import Kind


def speakers(text: str) -> list[str | None]:
    return [statement.speaker for statement in attribute(text)]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("A person close to the mayor", "A person close to the mayor"),
        ("An aide who was in the room", "An aide who was in the room"),
        ("An aide who asked not to be named", "An aide"),
        ("An engineer who built the wall, and who asked not to be named,", "An engineer who built the wall"),
        ("A study published on Monday", "A study"),
    ],
)
def test_an_unnamed_source_keeps_what_tells_who_it_is(source: str, name: str) -> None:
    assert speakers(f"{source} said that the plan was late.")[-1] == name


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("A person close to the mayor", "the person"),
        ("A senior official in the ministry", "the official"),
        ("A member of the board", "the member"),
        ("Two lawmakers who were there", "the lawmakers"),
    ],
)
def test_the_same_noun_means_the_unnamed_source_before(first: str, then: str) -> None:
    text = f"{first} said that Minister Dana Reyes was tired. “Nobody will sign it,” {then} said."
    assert len(set(speakers(text))) == 1


def test_in_an_interview_the_answers_are_of_who_is_interviewed() -> None:
    text = (
        "Dana Reyes has run the harbour since May. Reyes spoke to us with Mark Holt on the line.\n\n"
        "Q: Is the port open?\n\nA: It is open to small ships.\n\n"
        "Q: And to large ones?\n\nA: I hope to see them in June."
    )
    said = [s for s in attribute(text) if s.mention and s.mention.of(text) == "A"]
    assert [s.speaker for s in said] == ["Dana Reyes", "Dana Reyes"]


def test_a_body_keeps_its_whole_name() -> None:
    text = "The Union of Postal Workers said that it would sue. The Office of Fiscal Review said it was late."
    assert speakers(text) == ["Union of Postal Workers", "Office of Fiscal Review"]


@pytest.mark.parametrize(
    "text",
    [
        "In a statement, Dana Reyes said that Mark Holt lied. “He was never there,” the statement said.",
        "I wrote to Dana Reyes, and she replied within an hour. “We asked for a plan,” her e-mail says.",
    ],
)
def test_a_document_speaks_for_who_wrote_it(text: str) -> None:
    assert speakers(text)[-1] == "Dana Reyes"


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("A rival view came from Dana Reyes of Pennard Capital, who kept her rating. ", "Dana Reyes"),
        ("One of the two who voted for it, Dana Reyes, said that it was late. ", "Dana Reyes"),
    ],
)
def test_a_pronoun_of_a_person_means_no_place_and_no_firm(before: str, name: str) -> None:
    text = f"{before}Port Calloway had approved few homes, she pointed out, and her sons had moved inland."
    assert speakers(text)[-1] == name


def test_a_month_is_nobody() -> None:
    text = "Jacinta Peel, a ferry spokeswoman, said they were lost. They would be back by June, the spokeswoman said."
    assert speakers(text)[-1] == "Jacinta Peel"


def test_a_role_at_the_start_means_who_is_called_so_later() -> None:
    text = "Trade minister: Rice ban could be lifted\n\nDana Reyes, the trade minister, said that it was possible."
    assert set(speakers(text)) == {"Dana Reyes"}


@pytest.mark.parametrize("where", ["in a statement", "in a written answer", "for the first time", "during a debate"])
def test_a_clause_after_where_it_was_said_is_what_was_said(where: str) -> None:
    text = f"Dana Reyes said {where} that the bridge was safe."
    assert [s.speaker for s in attribute(text)] == ["Dana Reyes"]


def test_a_clause_about_a_noun_is_not_what_was_said() -> None:
    assert not [s for s in attribute("Dana Reyes spoke in a debate that she later won.") if s.kind is Kind.INDIRECT]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Notebook\n\n“The whole idea is one that has to stop.”\n\n-Dana Reyes, Delta City.\n\nMore.", "Dana Reyes"),
        ("Reyes on the dam: ‘We will rebuild it’\n\nDana Reyes spoke on Monday.", "Dana Reyes"),
        ("MONTAGUE-DIOP: We will rebuild it.\n\nCalla Montague-Diop spoke on Monday.", "Calla Montague-Diop"),
    ],
)
def test_a_signature_with_a_place_a_headline_with_a_topic_and_half_a_double_name(text: str, name: str) -> None:
    assert speakers(text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "“It is an enormous moment,” said Dana Reyes. Now, “within the town there is a crowd that says so.”",
        "“I doubt it,” Dana Reyes said outside. But “the town is stronger with an ally like that.”",
        "“Many doubt it,” Dana Reyes wrote in a note explaining why she is late, “but most agree that it is time.”",
    ],
)
def test_a_quote_goes_on_after_a_word_or_two_or_in_the_middle_of_a_sentence(text: str) -> None:
    first = next(s for s in attribute(text) if s.kind is Kind.DIRECT)
    assert (first.speaker, text[first.start : first.end].endswith("”")) == ("Dana Reyes", True)
    assert first.end >= len(text) - 1


@pytest.mark.parametrize("mark", [" while", ", while", ", whereas"])
def test_what_somebody_else_says_meanwhile_is_not_the_first_ones(mark: str) -> None:
    text = f"Dana Reyes blames the council for the delay{mark} Holt says that nobody is to blame."
    first, second = attribute(text)
    assert (first.speaker, text[first.start : first.end]) == ("Dana Reyes", "the council for the delay")
    assert (second.speaker, text[second.start : second.end]) == ("Holt", "that nobody is to blame")


def test_what_happens_meanwhile_is_part_of_what_is_said() -> None:
    (only,) = attribute("Dana Reyes said that Holt slept while Kord worked.")
    assert only.end == len("Dana Reyes said that Holt slept while Kord worked")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Delta Sportsmen's League said it would sue.", "Delta Sportsmen's League"),
        ("In a statement, the bank, Holt & Lyle, said that it would sue.", "Holt & Lyle"),
        ("The association that brought the suit, Varn Meadows, said that it would sue.", "Varn Meadows"),
    ],
)
def test_bodies_with_owners_or_partners_or_beside_what_they_are(text: str, name: str) -> None:
    assert [s.speaker for s in attribute(text)] == [name]


def test_who_sent_a_document_speaks_in_it() -> None:
    text = "Her director, Dana Reyes, sent all of them a memo. Officers would keep working, the memo said."
    assert attribute(text)[-1].speaker == "Dana Reyes"


def test_a_title_tells_two_people_of_one_name_apart_though_only_one_has_a_role() -> None:
    text = (
        "Clementine Holt is a cousin of the chief executive, Anselm Holt. Mr. Holt took over in May. "
        "Ms. Holt said that she had offered to resign."
    )
    assert [s.speaker for s in attribute(text)] == ["Clementine Holt"]


def test_nobody_is_no_speaker_and_a_day_is_nobody() -> None:
    text = "The group met on Monday. It asked that the road be closed. Nobody has said that it must be."
    assert [s.speaker for s in attribute(text)] == [None, None]
