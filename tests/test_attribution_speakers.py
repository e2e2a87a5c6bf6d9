"""Which name a speaker gets: over a whole article, one person is one name."""

from __future__ import annotations

import pytest

from index.attribution import attribute


def speakers(text: str) -> list[str | None]:
    return [statement.speaker for statement in attribute(text)]


FIRST = "President Anar Velik met Kerim Sadai, secretary general of the Harbour Union, on Monday. "


@pytest.mark.parametrize(
    ("mention", "speaker"),
    [
        ("President Anar Velik", "Anar Velik"),
        ("Velik", "Anar Velik"),
        ("Mr. Velik", "Anar Velik"),
        ("The president", "Anar Velik"),
        ("The head of state", "Anar Velik"),
        ("The Ruritanian leader", "Anar Velik"),
        ("Sadai", "Kerim Sadai"),
        ("The secretary general", "Kerim Sadai"),
        ("Secretary General Kerim Sadai", "Kerim Sadai"),
    ],
)
def test_every_way_to_name_a_person_gives_one_name(mention: str, speaker: str) -> None:
    assert speakers(f"{FIRST}{mention} said that the port would reopen.") == [speaker]


def test_a_name_after_the_country_in_a_title_is_found() -> None:
    text = "President of the Republic of Ruritania Anar Velik received guests. Velik said the port was open."
    assert speakers(text) == ["Anar Velik"]


def test_a_pronoun_follows_who_spoke_last() -> None:
    first = "Sadai said the port was open. He noted that ships were waiting. "
    text = FIRST + first + "Velik agreed that it was. He thanked the crew."
    assert speakers(text) == ["Kerim Sadai", "Kerim Sadai", "Anar Velik", "Anar Velik"]


def test_a_pronoun_agrees_in_gender() -> None:
    text = "Mary Quist met John Holt. She said the port was open. He said it was closed."
    assert speakers(text) == ["Mary Quist", "John Holt"]


def test_two_people_of_one_last_name_stay_two() -> None:
    text = (
        "Mary Holt and her brother John Holt run the port. Mary Holt said it was open. "
        "Mr. Holt said it was closed. Ms. Holt said he was wrong."
    )
    assert speakers(text) == ["Mary Holt", "John Holt", "Mary Holt"]


def test_organisations_speak_and_are_found_again() -> None:
    text = "The Ministry of Transport said the port was open. The ministry added that ships were waiting."
    first, second = speakers(text)
    assert first is not None
    assert "Ministry" in first
    assert second is not None
    assert "inistry" in second


def test_several_speakers_are_kept_together() -> None:
    assert speakers("Dana Reyes and Omar Holt said the port was open.") == ["Dana Reyes and Omar Holt"]


def test_unnamed_sources_keep_their_words() -> None:
    assert speakers("A senior official said the port was open.") == ["A senior official"]


def test_an_unnamed_source_is_found_again_by_the_same_role() -> None:
    text = "Dana Reyes met a diplomat. A senior official said the port was open. The official added that it was late."
    assert speakers(text) == ["A senior official", "A senior official"]


def test_who_said_it_in_a_relative_clause_is_the_person_it_hangs_on() -> None:
    assert speakers("Dana Reyes, who said the port was open, left on Monday.")[0] == "Dana Reyes"


def test_the_fullest_name_is_taken_wherever_it_stands() -> None:
    text = "Quist said the port was open. Later, Mary Anne Quist left. Mary Quist said it was late."
    assert speakers(text) == ["Mary Anne Quist", "Mary Anne Quist"]


def test_a_dateline_does_not_speak() -> None:
    assert speakers("DELTA CITY, May 3 (Wire) — Mayor Dana Reyes said the port was open.") == ["Dana Reyes"]


def test_a_long_title_is_no_part_of_the_name() -> None:
    assert speakers("Senate Majority Leader Dana Reyes said the port was open.") == ["Dana Reyes"]


def test_a_writer_is_nobody_known() -> None:
    assert speakers("I said the port was open.") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "HARROW UNITED 2, DELTA CITY 1\n\nHarrow's Ilva Tarn scored for Harrow United. “I ran,” she said.",
        "Gorm Breeze, the developer, offered money. Ilva Tarn, 29, took the job with Gorm Breeze. “I ran,” she said.",
        "Gorm Breeze sent a letter. Ilva Tarn, who works there, opened it. “I ran,” she said.",
        "Ilva Tarn opened her shop on Monday. “I ran,” she said.",
        "Mary Holt said nothing. Ilva Tarn opened her shop. Holt was late. Tarn came. “I ran,” she said.",
    ],
)
def test_a_pronoun_is_a_person_though_the_name_is_unknown(text: str) -> None:
    assert speakers(text)[-1] == "Ilva Tarn"


def test_a_relative_beside_a_name_tells_the_gender() -> None:
    text = "It was put there by Noor Abbott, whose husband Tarik, a driver, died. “I wanted them to see,” she said."
    assert speakers(text) == ["Noor Abbott"]


def test_a_role_pulls_a_pronoun_to_its_person() -> None:
    text = (
        "Harrow manager Ilva Tarn met coach Omar Holt. Holt said little. The manager rolled her eyes. “Fine,” she said."
    )
    assert speakers(text)[-1] == "Ilva Tarn"


@pytest.mark.parametrize(
    "mention", ["the witness", "the former bookkeeper", "the teenager", "the Delta midfielder", "the barrister"]
)
def test_a_description_means_the_person_just_before(mention: str) -> None:
    text = f"The first witness, former bookkeeper Lorna Quist, sat down on Monday. “It was cold,” {mention} said."
    assert speakers(text) == ["Lorna Quist"]


def test_a_pronoun_that_stresses_a_name_tells_that_it_is_a_person() -> None:
    text = (
        "The goal came off MacAskill's elbow.\n\n“We were robbed,” said head coach Siobhán Ní Fhearghail.\n\n"
        "The crowd sang on.\n\nMacAskill himself is grinning. “I couldn't tell you,” laughs the Carrowmoor captain."
    )
    assert speakers(text)[-1] == "MacAskill"


def test_a_description_means_nobody_named_two_paragraphs_before() -> None:
    text = "Lorna Quist sat down.\n\nIt rained.\n\nThe bus was late.\n\n“It was cold,” the teenager said."
    assert speakers(text) == ["the teenager"]


def test_an_unnamed_source_who_only_acted_is_the_one_of_the_same_noun() -> None:
    text = "Interior Secretary Dana Reyes read it. One official was blunter. “It was cold,” the official said."
    assert speakers(text)[-1] == "One official"


def test_the_people_of_a_place_tell_who_leads_them() -> None:
    text = (
        "President of the Republic of Ruritania Anar Velik met the Prime Minister of neighboring Tessaly Jorun Holt. "
        "The Ruritanian leader said the port was open. The Premier said it was closed."
    )
    assert speakers(text) == ["Anar Velik", "Jorun Holt"]


@pytest.mark.parametrize(
    "mention", ["Mr Osei-Quist", "An hour later @GideonOseiQuist", "Gideon Osei-Quist KC", "On Sunday Osei-Quist"]
)
def test_double_names_handles_and_letters_after_a_name_stay_one_person(mention: str) -> None:
    text = f"Gideon Osei-Quist, 58, met Mary Holt. {mention} said that the port was open."
    assert speakers(text) == ["Gideon Osei-Quist"]


def test_a_first_name_is_its_person_though_a_slogan_ends_in_it() -> None:
    text = "Guitarist Finn Corby left Glass Hearts. Fans joined Team Finn. Finn said the port was open."
    assert speakers(text) == ["Finn Corby"]


def test_a_description_means_who_is_in_its_paragraph_not_the_last_speaker() -> None:
    text = (
        "A pal of the star saw it. “It was cold,” said the pal.\n\n"
        "The drummer, Goro Quist, wants no drama. “I go to bed,” the 45-year-old shrugged."
    )
    assert speakers(text)[-1] == "Goro Quist"


def test_a_name_inside_a_description_does_not_speak() -> None:
    text = "Singer Ilva Tarn left Glass Hearts on Monday. “I go to bed,” the Glass Hearts drummer said."
    assert speakers(text) == ["Ilva Tarn"]


def test_a_pronoun_is_not_the_one_whom_its_own_clause_addresses() -> None:
    text = "Mark Holt asked Peter Kord how high the wall would be. “It could be higher,” he told Holt."
    assert speakers(text)[-1] == "Peter Kord"


def test_an_unnamed_source_is_the_one_who_goes_on() -> None:
    text = (
        "Teodor Quist led a rally. A police officer who asked not to be named said that the loudspeaker had failed.\n\n"
        "“Half of us could not hear it,” he said."
    )
    assert speakers(text)[-1] == "A police officer"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("A spokeswoman for Delta, Bettina Rao, said", "Bettina Rao"),
        ("The owner of the team, Winifred Ache, said", "Winifred Ache"),
        ("One of the guards, Yevgen Sato, said", "Yevgen Sato"),
        ("Thandi Stavely, granddaughter of a founder, said", "Thandi Stavely"),
    ],
)
def test_a_name_beside_a_description_is_who_speaks(subject: str, name: str) -> None:
    assert speakers(f"{subject} that the port was open.") == [name]


def test_a_description_without_a_list_means_whom_an_apposition_described_so() -> None:
    text = (
        "Sigrun Oka, a speleologist at the museum, said that the cave was wet. Mary Holt said it was dry. "
        "The speleologist said that it had rained."
    )
    assert speakers(text) == ["Sigrun Oka", "Mary Holt", "Sigrun Oka"]


def test_a_body_for_short_is_the_organisation_that_acted_last() -> None:
    text = "The developer, Harbourlight Estates, left the room. In a statement, the company said that it was late."
    assert speakers(text) == ["Harbourlight Estates"]


def test_a_place_or_party_inside_a_description_is_nobody() -> None:
    text = "Rukmini Das, a former Commonweal state treasurer, disagreed. She said that the port was open."
    assert speakers(text) == ["Rukmini Das"]


def test_a_long_quote_is_no_distance_for_a_pronoun() -> None:
    sentences = " ".join(f"She walks in number {i}." for i in range(12))
    text = f"Donald Kord spoke at a rally in Raleigh. “Do you notice it? {sentences} She sleeps,” he said."
    assert speakers(text) == ["Donald Kord"]


def test_a_double_name_is_one_name_where_a_sentence_starts() -> None:
    text = "Governor Thaddeus Ruiz-Falk resigned.\n\nRuiz-Falk, 58, read his note. “I took no bribe,” he said."
    assert speakers(text) == ["Thaddeus Ruiz-Falk"]
