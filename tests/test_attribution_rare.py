"""Who said what where the parser loses its way, or where no list holds the word that tells of a quote."""

from __future__ import annotations

import pytest
from statements import mention_of, statement_of

from index.attribution import Kind, attribute


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They met. “The vote is a reminder of what is broken,” Will wrote.", "Will"),
        ("They met. “The vote is a reminder of what is broken,” May said on Tuesday.", "May"),
        ("They met. “The vote is a reminder of what is broken,” said Skelly, explaining the plan.", "Skelly"),
        ("They met. Told of the vote, Early described it as “a reminder of what is broken.”", "Early"),
    ],
    ids=["will", "may", "skelly", "early"],
)
def test_names_that_are_common_words_too_speak(text: str, name: str) -> None:
    assert mention_of(text, "a reminder of what is broken") == name


@pytest.mark.parametrize(
    ("rest", "mention", "speaker"),
    [
        ("fumes head coach Siobhán Ní Fhearghail.", "head coach Siobhán Ní Fhearghail", "Siobhán Ní Fhearghail"),
        ("vented port engineer Nguyễn Thị Hạnh.", "port engineer Nguyễn Thị Hạnh", "Nguyễn Thị Hạnh"),
        ("said the coach Thursday.", "the coach", "the coach"),
    ],
    ids=["a name", "another verb", "a day"],
)
def test_a_name_right_after_a_role_belongs_to_it(rest: str, mention: str, speaker: str) -> None:
    text = f"“The ball came off his wrist, and everybody saw it,” {rest}"
    said = statement_of(text, "everybody saw it")
    assert (mention_of(text, "everybody saw it"), said.speaker) == (mention, speaker)


def test_a_day_is_no_part_of_the_mention() -> None:
    said = statement_of("“It was never a penalty,” offered umpire Dana Reyes on Monday.", "never a penalty")
    assert said.speaker == "Dana Reyes"
    said = statement_of("They met. The Tarn campaign on Monday said that the port was shut.", "port was shut")
    assert said.speaker == "The Tarn campaign"


def test_a_cue_that_the_parser_takes_for_a_part_of_the_role_is_no_part_of_the_mention() -> None:
    text = "“The ball came off his wrist,” fumes head coach Siobhán Ní Fhearghail. But she won't put it down to luck."
    assert mention_of(text, "The ball came off") == "head coach Siobhán Ní Fhearghail"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We are going to tax the ships that come here,” Tarn allowed at a rally in Delta.", "Tarn"),
        ("“We are going to tax the ships that come here,” she allowed before the gates closed.", "she"),
        ("“We are going to tax the ships that come here,” reckoned Dana Tarn in a note.", "Dana Tarn"),
    ],
    ids=["before", "a cue further on", "after"],
)
def test_any_verb_beside_a_name_is_a_cue_after_a_sentence_that_ends_with_a_comma(text: str, name: str) -> None:
    assert mention_of(text, "tax the ships that come here") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They met. Holt sniped that Reyes, a mayor for a month, was “in over her head.”", "Holt"),
        ("One night she vented to Omar Holt that the mayor was “in over her head.”", "she"),
        ("They met. Tarn made the case that the mayor was “in over her head.”", "Tarn"),
    ],
    ids=["that", "to somebody", "noun"],
)
def test_any_verb_with_a_clause_that_holds_a_quote_is_a_cue(text: str, name: str) -> None:
    assert mention_of(text, "in over her head") == name


def test_a_clause_without_a_quote_needs_a_verb_of_the_lists() -> None:
    assert not attribute("They met. Holt sneezed that the mayor was late.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Reyes used the term “kitchen sink” three times.", "Reyes"),
        ("When Reyes used the words, “kitchen sink,” she was echoing Holt.", "Reyes"),
        ("He has coined a new phrase, “kitchen sink,” for the plan.", "He"),
        ("The candidate ran on the slogan “Kitchen Sink” last year.", "The candidate"),
        ("The crowd broke into chants of “Kitchen sink! Kitchen sink!”", "The crowd"),
        ("Omar Holt’s slogan, “Kitchen Sink,” is on every wall.", "Omar Holt"),
        ("Omar Holt’s motto — “kitchen sink” — is on every wall.", "Omar Holt"),
        ("Omar Holt’s use of the term “kitchen sink” was mocked.", "Omar Holt"),
        ("Omar Holt’s description of the plan as “a kitchen sink” angered them.", "Omar Holt"),
    ],
    ids=["term", "comma", "new", "slogan", "chants", "owner", "dash", "use of", "as"],
)
def test_nouns_for_words_lead_to_a_quote(text: str, name: str) -> None:
    assert mention_of(text, "itchen") == name


@pytest.mark.parametrize(
    "text",
    ["They are blamed for not using the term “kitchen sink.”", "The phrase was heard in the song “Kitchen Sink.”"],
)
def test_words_that_nobody_used_are_nobodys(text: str) -> None:
    assert not [s for s in attribute(text) if s.mention and "itchen" in text[s.start : s.end]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They met. The question rose after Tarn, asked about the dam, had said, “It will be shut.”", "Tarn"),
        ("They met. The gate, said Tarn, “will be shut by noon.”", "Tarn"),
        ("They met. A strategist said Holt will have to choose, saying, “It will be shut soon.”", "A strategist"),
        ("They met. Asked by Holt about the gate, Tarn had a short answer: “It will be shut.”", "Tarn"),
    ],
    ids=["after, asked", "set in", "expected", "asked by"],
)
def test_the_nearest_fitting_subject_speaks(text: str, name: str) -> None:
    assert mention_of(text, "will be shut") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The strike, described by Reyes as “a joke,” went on.", "Reyes"),
        ("They met. It was a deal Tarn brought up as “a joke” in an interview.", "Tarn"),
        ("They met. Tarn dismissed as “a joke” a report that the port would close.", "Tarn"),
        ("As the Gazette’s Ruth Marcus puts it, the deal is “a joke” for the town.", "the Gazette’s Ruth Marcus"),
        ("They met. Omar Holt’s argument, made on Monday, was that “a joke of a deal” is on the table.", "Omar Holt"),
        ("According to the report:\n\n“A joke of a deal was made in the harbor.”", "the report"),
    ],
    ids=["agent", "brought up as", "dismissed as", "puts it", "was that", "according to"],
)
def test_phrases_that_judge_or_tell_lead_to_a_quote(text: str, name: str) -> None:
    assert mention_of(text, " joke") == name


def test_what_stands_before_a_short_quote_belongs_to_what_the_cue_after_it_tells() -> None:
    text = "They met. The plan would “destroy the harbor,” Tarn said in a statement Tuesday."
    statement = statement_of(text, "destroy the harbor")
    assert text[statement.start : statement.end] == "The plan would “destroy the harbor,”"
    assert statement.kind is Kind.MIXED


def test_a_statement_that_starts_with_a_quote_holds_its_mark() -> None:
    text = "They met. Tarn promised “a new day” for the harbor."
    assert text[statement_of(text, "a new day").start :].startswith("“a new day” for")


def test_a_quote_that_its_sentence_goes_on_from_is_of_whom_that_ends_with() -> None:
    text = "They met. “If it rains, the town intends to shut the gates” to ships from Delta, a pilot wrote in a note."
    assert mention_of(text, "the town intends to shut") == "a pilot"


def test_a_headline_gives_its_quote_to_whom_it_starts_with() -> None:
    assert mention_of("Sarah Tarn heckles Holt supporters: ‘You are a joke.’", "You are a joke") == "Sarah Tarn"


def test_the_apostrophe_of_a_year_opens_no_quote() -> None:
    text = (
        "Omar Holt said in ‘08 that the port was shut. “I sense that people know,” she said. “It ends the ‘game’ here.”"
    )
    assert text[statement_of(text, "port was shut").start :].startswith("that the port was shut")
    assert mention_of(text, "I sense that people know") == "she"


def test_a_plain_mark_closes_a_quote_that_a_curved_one_opened() -> None:
    text = '“As a pilot, he sank a lot of ships, too" Tarn said in Delta.\n\n“That was a joke,” Holt answered.'
    assert mention_of(text, "he sank a lot") == "Tarn"
    assert mention_of(text, "That was a joke") == "Holt"


def test_a_signature_under_a_quote_may_tell_when_it_was_said() -> None:
    text = "“Great speech. She never quits.”\n\n- President Holt, tweeting after the speech in the old harbor of Delta."
    assert mention_of(text, "She never quits") == "President Holt"
