"""Who said what in forms that leave the beaten track: each case is one that papers print now and then."""

from __future__ import annotations

import pytest
from statements import mention_of, statement_of

from index.attribution import attribute


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In a post on X, formerly Twitter, Dana Reyes wrote: “The port is shut.”", "Dana Reyes"),
        ("Police Sgt. Omar Holt said, “The port is shut.”", "Omar Holt"),
    ],
    ids=["apposition", "title"],
)
def test_the_nearer_of_two_subjects_speaks(text: str, name: str) -> None:
    assert mention_of(text, "The port is shut") == name


def test_a_quote_that_trails_off_has_its_cue_in_the_next_sentence() -> None:
    assert mention_of("“I thought it was a joke...” Dana Reyes said, wiping her eyes.", "I thought") == "Dana Reyes"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Omar Holt’s answer was “We will never sell the port.”", "Omar Holt"),
        ("Asked about the dam, the minister’s only reply was, “Never sell the port.”", "minister"),
        ("The slogan of the union is “Never sell the port.”", "union"),
        ("“Never sell the port” was the company’s only comment.", "company"),
        ("“Never sell the port,” was Omar Holt’s blunt reply.", "Omar Holt"),
        ("The mayor’s response to the strike? “They must never sell the port.”", "mayor"),
        ("There was a warning from Omar Holt: “Never sell the port.”", "Omar Holt"),
    ],
    ids=["owner", "comma", "of", "quote first", "quote and comma first", "question", "there was"],
)
def test_a_quote_that_a_noun_for_words_is_belongs_to_its_owner(text: str, name: str) -> None:
    assert name in mention_of(text, "ever sell the port")


@pytest.mark.parametrize(
    "text", ["Omar Holt’s car is “The Red Queen of Delta.”", "The reply was “not for sale” again."]
)
def test_other_nouns_and_nobodys_words_are_no_replies(text: str) -> None:
    assert all(s.mention is None for s in attribute(text))


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_a_cue_tells_where_a_quote_without_its_closing_mark_ends(marks: str) -> None:
    left, right = marks
    text = f"{left}The whole crew waited, Omar Holt said. {left}Nobody came to the port.{right}"
    for words in ("The whole crew waited", "Nobody came to the port"):
        assert mention_of(text, words) == "Omar Holt"
    assert mention_of(f"{left}The whole crew waited, said Omar Holt.", "The whole crew") == "Omar Holt"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tarn: Who signed?\n\nHolt: I did.\n\nTarn: Why?\n\nHolt: The water rose.", {"I did": "Holt", "Why?": "Tarn"}),
        ("Tarn: Why?\n\nHolt: It rose.\n\nWe ran.\n\nTarn: And then?\n\nHolt: We slept.", {"We ran": "Holt"}),
        ("[Reyes:] The port is shut.\n\n[Holt]: It is open.", {"The port": "Reyes", "It is": "Holt"}),
        ("The minister: The port is shut.", {"The port": "The minister"}),
    ],
    ids=["recurring", "turn goes on", "brackets", "role"],
)
def test_labels_of_many_kinds_name_who_speaks(text: str, said: dict[str, str]) -> None:
    assert {words: mention_of(text, words) for words in said} == said


@pytest.mark.parametrize("text", ["The plan: a new port.", "[Related: The port is shut.]", "The price: what we know."])
def test_other_things_before_a_colon_are_no_labels(text: str) -> None:
    assert attribute(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "“The road is shut,” said Dana Reyes; “the port is open,” said Omar Holt.",
            {"The road is shut": "Dana Reyes", "the port is open": "Omar Holt"},
        ),
        ("The plan was described as “unfit for use” by Omar Holt.", {"unfit for use": "Omar Holt"}),
        ("The tax was branded “theft” by Omar Holt.", {"theft": "Omar Holt"}),
        ("Omar Holt labelled the tax “plain theft”.", {"plain theft": "Omar Holt"}),
        ("‘We were robbed’: Omar Holt slams referee after defeat", {"We were robbed": "Omar Holt"}),
        ("‘We were robbed’ – Omar Holt slams referee", {"We were robbed": "Omar Holt"}),
    ],
    ids=["two speakers", "described by", "branded by", "British verb", "headline colon", "headline dash"],
)
def test_each_quote_of_a_sentence_has_its_own_speaker(text: str, said: dict[str, str]) -> None:
    assert {words: mention_of(text, words) for words in said} == said


@pytest.mark.parametrize("lead", ["The mayor was blunt.", "The farmer wiped his face."])
def test_a_person_without_a_name_speaks_after_what_they_did(lead: str) -> None:
    text = f"{lead} “Nobody ordered the steel in time.”"
    assert mention_of(text, "Nobody ordered") == " ".join(lead.split()[:2])


def test_a_source_in_square_brackets_signs_its_quote() -> None:
    assert mention_of("“They will rebuild every house.” [Dana Reyes, mayor]", "They will rebuild") == "Dana Reyes"


@pytest.mark.parametrize("name", ["Tom Holt", "she"])
def test_words_quoted_inside_what_somebody_else_reports_are_whose_they_are(name: str) -> None:
    text = f"Dana Reyes argued that the town must shed what {name} called “a problem of perception.”"
    quoted = [s for s in attribute(text) if text[s.start] == "“"]
    assert [s.mention.of(text) for s in quoted if s.mention] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Omar Holt’s campaign shrugged off the report, telling reporters, “The port is shut.”", "campaign"),
        ("Omar Holt hinted at it by praising the yard and adding, “The port is shut.”", "Omar Holt"),
        ("Omar Holt told them that Dana Reyes was “late,” adding, “The port is shut.”", "Omar Holt"),
        ("Omar Holt called it “premature” to go while adding, “The port is shut.”", "Omar Holt"),
        ("Senator Omar Holt (D-Ohio), noting the size of the yard, said, “The port is shut.”", "Omar Holt"),
        ("Omar Holt told her, “The port is shut!” She replied that it was not.", "Omar Holt"),
        ("When Omar Holt shouted, “The port is shut,” Dana Reyes joked, “So am I.”", "Omar Holt"),
        ("“Sit down,” Dana Reyes said, and Omar Holt cut in. “The port is shut until Friday noon.”", "Omar Holt"),
        ("The mayor, Omar Holt said, “is sure that the port is shut” and stays away.", "Omar Holt"),
        ("Anger was directed at the mayor, who Omar Holt on Friday called “the man whose port is shut.”", "Omar Holt"),
        ("An official who spoke anonymously to discuss plans said, “The port is shut.”", "official"),
        ("There is no doubt - Omar Holt: “The port is shut.”", "Omar Holt"),
        ("More on it from Omar Holt and Dana Reyes: “The port is shut.”", "Omar Holt"),
        ("“The port is shut! Go home,” read one.", "one"),
        ("Their chants of “The port is shut!” filled the square.", "Their"),
        ("Omar Holt’s “the port is shut” pledge drew laughter.", "Omar Holt"),
        ("“If the port is shut” by noon, Omar Holt said on Monday, “we will all be late.”", "Omar Holt"),
    ],
)
def test_speakers_behind_participles_asides_and_nouns(text: str, name: str) -> None:
    assert name in mention_of(text, "port is shut")


def test_what_stands_before_a_participle_that_leads_to_a_quote_is_a_statement_of_its_own() -> None:
    text = "Omar Holt said the yard was late, explaining, “because nobody had ordered steel.”"
    assert [text[s.start : s.end] for s in attribute(text)] == [
        "the yard was late",
        "“because nobody had ordered steel.”",
    ]


@pytest.mark.parametrize("name", ["Omar Holt", "Omar Holt, Delta Policy Institute"])
def test_a_quote_set_apart_is_signed_before_its_closing_mark(name: str) -> None:
    text = f'Prices rose.\n\n"We will enter the next crisis without any plan.\n{name}."\n\nDana Reyes agreed.'
    assert mention_of(text, "We will enter") == "Omar Holt"
    assert text[: statement_of(text, "We will enter").end].endswith("any plan.")


def test_a_doubled_mark_is_no_quote_of_its_own() -> None:
    assert mention_of('"“We will enter the hall by noon,” Omar Holt said before he left."', "We will") == "Omar Holt"


def test_a_paragraph_that_goes_on_after_its_cue_is_of_that_cue() -> None:
    text = "“I waited,” Omar Holt said. “Nobody came to the gate.\n\n“And the rain came down,” Dana Reyes added."
    assert mention_of(text, "Nobody came to the gate") == "Omar Holt"
    assert mention_of(text, "And the rain came down") == "Dana Reyes"


def test_the_next_sentence_goes_on_if_it_ends_in_a_quote_and_says_nothing_else() -> None:
    text = "“It’s a big moment,” said Omar Holt. Unless the others leave, “it’s hard to see who will stop him.”"
    assert statement_of(text, "hard to see").mention == statement_of(text, "a big moment").mention


def test_nobody_says_what_expletives_lead_to() -> None:
    assert all(s.mention is None for s in attribute("Wait, it gets better:\n\n“The town sets the limit every year.”"))


def test_what_is_reported_before_somebody_cuts_in_is_kept() -> None:
    text = "“Go,” Omar Holt said, adding that it was late, and Dana Reyes cut in. “Nobody told us that it would be.”"
    assert mention_of(text, "it was late") == "Omar Holt"
    assert mention_of(text, "Nobody told us") == "Dana Reyes"
