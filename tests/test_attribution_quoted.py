"""Whose a quote is where its sentence is long, broken or odd, or its cue stands in the sentence before or after."""

from __future__ import annotations

import pytest
from statements import mention_of

from index.attribution import attribute


@pytest.mark.parametrize(
    "lead",
    [
        "But according to {}, the story of the flood is not true.",
        "{} was scathing about the plan.",
        "{} distanced himself from the plan by saying he would not vote for it.",
        "Reyes praised the dam. As {} reckons, it costs too much.",
    ],
    ids=["phrase", "adjective", "what holds a cue", "as"],
)
def test_a_quote_goes_on_with_what_its_paragraph_tells_of_a_speaker(lead: str) -> None:
    text = f"{lead.format('Holt')} “Those of us who can count know better.”"
    assert mention_of(text, "Those of us who can count") == "Holt"


def test_a_quote_goes_on_with_its_speaker_and_not_with_who_passes_it_on() -> None:
    text = "“We waited for days,” said Dana Reyes, according to the Gazette. “Nobody came to the port.”"
    assert mention_of(text, "Nobody came to the port") == "Dana Reyes"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Reyes spoke where fifty sailors had met, chanting “no contract, no peace” at her.",
            "no peace",
            "fifty sailors",
        ),
        ("Reyes spoke where fifty sailors had met, adding, “There is no peace.”", "no peace", "Reyes"),
        ("When the boats came in, all she could do was shout “Hurrah!” at the sea.", "Hurrah", "she"),
        ("What Reyes did say was that “this town is dying and nobody cares.”", "is dying", "Reyes"),
        ("Reyes was quoted by the Gazette as saying that the port “never had a chance.”", "never had", "Reyes"),
        ("No wonder Reyes said, and I quote, “We love the sea more than they do.”", "love the sea", "Reyes"),
    ],
    ids=["crowd", "no crowd", "all she could do", "what she said", "quoted by", "and I quote"],
)
def test_who_does_what_leads_to_a_quote(text: str, words: str, name: str) -> None:
    assert mention_of(text, words) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("As Dana Reyes, head of Delta Ferries, points out, trams “are things that we need.”", "are things"),
        (
            "Dana Reyes, a doctor at Holt Hospital in Delta, called strokes “one of the worst signs” of it.",
            "one of the",
        ),
        ("Said Dana Reyes, “It was so wrong that nobody used it” to win the case.", "was so wrong"),
        ("“This is the end,” Dana Reyes, who filmed the “masked man” at the port, wrote in June.", "is the end"),
        ("“The port is shut,” Dana Reyes, who began the “clean port” campaign, wrote in June.", "port is shut"),
        ("“The sea,” Dana Reyes said — pausing to wipe her eyes — “took him from us.”", "took him"),
        ("“They came from far and wide,” the “sailors are all here,” wrote Dana Reyes.", "far and wide"),
    ],
    ids=["as", "apposition", "inverted", "quote inside", "cue inside", "dashes", "article"],
)
def test_what_stands_in_a_sentence_leaves_the_quote_to_its_speaker(text: str, words: str) -> None:
    assert mention_of(text, words).startswith("Dana Reyes")


def test_who_is_only_pointed_at_speaks() -> None:
    text = "Or consider Dana Reyes, who said: “It worries me that they all go home.”"
    assert mention_of(text, "worries me") == "who"


def test_the_owner_of_a_reply_that_came_is_named_by_name() -> None:
    assert mention_of("“By spring at the very latest,” came Holt’s reply.", "By spring") == "Holt"


@pytest.mark.parametrize(
    "after",
    [
        "That is how Omar Holt, the harbour master, sums up the plan.",
        "That’s what Omar Holt told us on Monday.",
        "So wrote Omar Holt in his diary.",
        "Those were the words of Omar Holt in 1920.",
        "That is the view of Omar Holt, the harbour master.",
        "That was Omar Holt, speaking on Monday.",
    ],
)
def test_the_next_sentence_may_point_back_at_a_quote(after: str) -> None:
    assert mention_of(f"“Nothing is as dear as the sea.” {after}", "Nothing is as dear").startswith("Omar Holt")


def test_what_points_back_at_something_else_tells_no_speaker() -> None:
    text = "“Nothing is as dear as the sea.” That is how Omar Holt broke his leg."
    assert all("Nothing" not in text[s.start : s.end] for s in attribute(text) if s.mention)


def test_what_a_body_gives_out_stands_in_the_next_paragraph() -> None:
    text = "The council released a statement on the leaks.\n\n“On behalf of everyone here, we offer our apology.”"
    assert mention_of(text, "On behalf of everyone") == "The council"


def test_a_quote_goes_on_after_dots_for_what_is_left_out() -> None:
    text = "Holt said that the sailors were loud. . . . “To me, the change in their views has been odd.”"
    assert mention_of(text, "To me, the change") == "Holt"


@pytest.mark.parametrize(
    ("signature", "name"),
    [("Lily Holt, Wired", "Lily Holt"), ("Port expert Dana Reyes to the Gazette", "Dana Reyes")],
    ids=["outlet", "role"],
)
def test_who_signs_a_quote_may_have_a_role_and_an_outlet(signature: str, name: str) -> None:
    text = f"“For big ports this means a new door. The only way is to close it.” — {signature}"
    assert name in mention_of(text, "For big ports")


@pytest.mark.parametrize(
    "text",
    [
        "The old bridge, Dana Reyes said on Monday, is “long past its best days.”",
        "The old bridge, Dana Reyes said on Monday, is long past its best days.",
    ],
)
def test_a_cue_with_its_day_is_set_into_what_it_reports(text: str) -> None:
    assert mention_of(text, "past its best") == "Dana Reyes"
    assert text[: -len(" days.”")] in "".join(text[s.start : s.end] for s in attribute(text))


def test_a_clause_that_tells_of_a_thing_is_no_cue_set_in() -> None:
    text = "The plan, which Dana Reyes told us about on Monday, is shut."
    assert all("plan" not in text[s.start : s.end] for s in attribute(text))


def test_somebody_may_stand_between_a_verb_and_a_quote() -> None:
    assert mention_of("Holt has threatened Delta with “the end of all its ports and ships”.", "the end") == "Holt"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Holt was the first to speak: “This is a great shame.”", "Holt"),
        ("It followed the law that Holt has, with some pride, described as “a great shame for us.”", "Holt"),
        ("Reyes opened the gate. Holt introduced her as “the great shame of this port” and left.", "Holt"),
        ("“We had no idea,” Holt said. And later: “This is a great shame.”", "Holt"),
    ],
    ids=["first to speak", "has, …, described", "introduced as", "and later"],
)
def test_more_ways_lead_to_a_quote(text: str, name: str) -> None:
    assert mention_of(text, "great shame") == name
