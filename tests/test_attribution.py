"""Who said what: one case for each way newspapers tell it, by the failure it prevents."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.attribution import Kind, Statement, attribute


def find(text: str, words: str) -> Statement:
    """Return the statement that holds `words`; fails if there is none."""
    found = [s for s in attribute(text) if words in text[s.start : s.end]]
    assert found, f"no statement holds {words!r}: {[text[s.start : s.end] for s in attribute(text)]}"
    return found[0]


def speaker_of(text: str, words: str) -> str | None:
    return find(text, words).speaker


QUOTES = [
    ("before", "“The harbour will reopen in May,” said Dana Reyes.", "reopen", "Dana Reyes"),
    ("name first", "“The harbour will reopen in May,” Dana Reyes said.", "reopen", "Dana Reyes"),
    ("after", "Dana Reyes said, “The harbour will reopen in May.”", "reopen", "Dana Reyes"),
    ("colon", "Dana Reyes told reporters: “The harbour will reopen in May.”", "reopen", "Dana Reyes"),
    ("around", "“The harbour,” Dana Reyes said, “will reopen in May.”", "will reopen", "Dana Reyes"),
    ("straight", '"The harbour will reopen in May," said Dana Reyes.', "reopen", "Dana Reyes"),
    ("guillemets", "«The harbour will reopen in May,» said Dana Reyes.", "reopen", "Dana Reyes"),
    ("low-high", "„The harbour will reopen in May,“ said Dana Reyes.", "reopen", "Dana Reyes"),
    ("single", "'The harbour will reopen in May,' said Dana Reyes.", "reopen", "Dana Reyes"),
    ("curly single", "‘The harbour won’t reopen in May,’ said Dana Reyes.", "reopen", "Dana Reyes"),
    ("two apostrophes", "''The harbour will reopen in May,'' said Dana Reyes.", "reopen", "Dana Reyes"),
    ("mixed marks", '"The harbour will reopen in May,” said Dana Reyes.', "reopen", "Dana Reyes"),
    ("nested", "“My mother said ‘never sail alone’ and I obeyed,” said Dana Reyes.", "I obeyed", "Dana Reyes"),
    ("question", "“Why would anybody sail in May?” Dana Reyes asked.", "anybody sail", "Dana Reyes"),
    ("glued", "Dana Reyes said,“The harbour will reopen in May.”", "reopen", "Dana Reyes"),
    ("quoted as", "“The harbour will reopen in May,” Reyes is quoted as saying.", "reopen", "Reyes"),
    ("any verb", "“The harbour will reopen in May,” she mocked.", "reopen", None),
    ("any verb first", "“The harbour will reopen in May!” beamed Dana Reyes of Delta City.", "reopen", "Dana Reyes"),
    ("two-word verb", "Dana Reyes shot back, “The harbour will reopen in May.”", "reopen", "Dana Reyes"),
    (
        "far from its verb",
        "“The harbour will reopen in May,” Dana Reyes, the guru who founded a website tweeted on Monday.",
        "reopen",
        "Dana Reyes",
    ),
    ("age", "“The harbour will reopen in May,” the 43-year-old asked in the message.", "reopen", "the 43-year-old"),
    ("label", "Ships wait for the harbour - Dana Reyes: “The harbour will reopen in May.”", "reopen in", "Dana Reyes"),
    ("asked why", "When asked why, Dana Reyes wrote in a letter: “We wait for the harbour.”", "We wait", "Dana Reyes"),
    ("participle", "Reyes read it. Adding, “The harbour will reopen in May.”", "reopen", "Reyes"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), [q[1:] for q in QUOTES], ids=[q[0] for q in QUOTES])
def test_a_quote_is_given_to_the_name_beside_its_cue(text: str, words: str, speaker: str | None) -> None:
    statement = find(text, words)
    assert statement.kind is Kind.DIRECT
    assert statement.speaker == speaker


def test_a_participle_that_leads_to_a_quote_is_a_cue_of_its_own() -> None:
    text = "Dana Reyes said the port was closed, adding, “I did not see anybody there.” Omar Holt left."
    assert speaker_of(text, "see anybody") == "Dana Reyes"
    assert speaker_of(text, "port was closed") == "Dana Reyes"
    assert "Omar Holt" not in {s.speaker for s in attribute(text)}


def test_what_leads_up_to_a_quote_is_no_part_of_it() -> None:
    text = "Emphasizing the urgency of the matter, Dana Reyes said, “If we do not get tough, we lose.”"
    statement = find(text, "get tough")
    assert text[statement.start] == "“"


def test_an_addressee_is_no_part_of_the_quote() -> None:
    text = "Dana Reyes took a risk, telling the crowd, “I am a sailor like you, folks.”"
    statement = find(text, "a sailor")
    assert text[statement.start] == "“"


def test_a_name_inside_the_quote_does_not_speak_it() -> None:
    text = "“I hold in the highest esteem Senator Omar Holt,” Dana Reyes said, “and I fully support his work.”"
    assert [s.speaker for s in attribute(text)] == ["Dana Reyes"]


def test_a_party_in_brackets_does_not_speak() -> None:
    assert speaker_of("In May, Governor Dana Reyes (R-OH), said, “I am getting ready to sail.”", "sail") == "Dana Reyes"


def test_who_was_asked_did_not_ask() -> None:
    assert attribute("In an interview, Dana Reyes was asked, “What is the most dangerous place?”") == ()


def test_a_sentence_after_a_quote_is_not_its_cue() -> None:
    text = "“It can be closed,” said Dana Reyes. “Why?” The crowd left, and Omar Holt said the port was open."
    assert [s.speaker for s in attribute(text)] == ["Dana Reyes", "Omar Holt"]


def test_a_quote_of_several_sentences_is_one_statement() -> None:
    text = "“We waited. Nobody came. So we left,” said Omar Holt. “It was a long night.”"
    (statement,) = attribute(text)
    assert text[statement.start : statement.end] == text
    assert statement.speaker == "Omar Holt"


@pytest.mark.parametrize("second", ["“Then the rain came.”", "Then the rain came.”"], ids=["mark repeated", "missing"])
def test_a_quote_goes_on_over_paragraphs(second: str) -> None:
    text = f"Omar Holt said: “We waited for hours.\n\n{second}\n\nThe road is closed."
    statement = find(text, "the rain came")
    assert statement.speaker == "Omar Holt"
    assert "We waited" in text[statement.start : statement.end]
    assert "The road" not in text[statement.start : statement.end]


def test_a_quote_without_a_cue_goes_on_with_the_speaker_before() -> None:
    text = "“We waited,” said Omar Holt.\n\nThe crowd was angry.\n\n“Nobody came to help us that night.”"
    statement = find(text, "Nobody came")
    assert (statement.speaker, statement.mention, statement.cue) == ("Omar Holt", None, None)


def test_going_on_is_a_cue() -> None:
    text = "“We waited,” said Senator Omar Holt. The senator went on: “Nobody came to help us.”"
    assert speaker_of(text, "Nobody came") == "Omar Holt"


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “green harbour” opened in May.",
        "She read “The Long Night” on the train.",
        "The 'harbour' is the voters' pride and the sailors' home.",
    ],
)
def test_scare_quotes_and_titles_are_no_statements(text: str) -> None:
    assert attribute(text) == ()


INDIRECT = [
    ("said that", "Dana Reyes said that the harbour would reopen.", "would reopen", "Dana Reyes"),
    ("no that", "Dana Reyes said the harbour would reopen.", "would reopen", "Dana Reyes"),
    ("told", "Dana Reyes told reporters the harbour would reopen.", "would reopen", "Dana Reyes"),
    ("fronted", "The harbour will reopen in May, Dana Reyes said.", "will reopen", "Dana Reyes"),
    ("according to", "According to Dana Reyes, the harbour will reopen.", "will reopen", "Dana Reyes"),
    ("according to, late", "The harbour will reopen, according to Dana Reyes.", "will reopen", "Dana Reyes"),
    ("view", "In Dana Reyes's view, the harbour will reopen.", "will reopen", "Dana Reyes"),
    ("noun", "Nobody believed Dana Reyes's claim that the harbour would reopen.", "would reopen", "Dana Reyes"),
    ("adjective", "Dana Reyes is optimistic that the harbour will reopen.", "will reopen", "Dana Reyes"),
    ("infinitive", "Dana Reyes vowed to reopen the harbour.", "reopen the harbour", "Dana Reyes"),
    ("object control", "Dana Reyes urged the council to reopen the harbour.", "to reopen", "Dana Reyes"),
    ("noun phrase", "Dana Reyes highlighted the crucial repairs made in May.", "crucial repairs", "Dana Reyes"),
    ("timeline", "Dana Reyes acknowledged the tight timeline for the repairs.", "tight timeline", "Dana Reyes"),
    ("preposition", "Dana Reyes called for a new harbour.", "a new harbour", "Dana Reyes"),
    ("participle", "Dana Reyes praised the crew, noting that the repairs were hard.", "repairs were", "Dana Reyes"),
    ("second verb", "Dana Reyes praised the crew and added that the repairs were hard.", "were hard", "Dana Reyes"),
    ("agent", "The new plan was dismissed by Dana Reyes as too slow.", "new plan", "Dana Reyes"),
    ("headline", "Reyes: the harbour will reopen\n\nThe mayor, Dana Reyes, spoke.", "will reopen", "Dana Reyes"),
    ("transcript", "REYES: We will reopen the harbour. It is time.", "It is time", "REYES"),
    ("poll", "In the latest poll, four in ten voters wanted a new harbour.", "four in ten", "the latest poll"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), [i[1:] for i in INDIRECT], ids=[i[0] for i in INDIRECT])
def test_what_is_reported_is_given_to_its_source(text: str, words: str, speaker: str) -> None:
    statement = find(text, words)
    assert statement.speaker == speaker
    assert statement.kind is Kind.INDIRECT


def test_words_partly_quoted_are_mixed() -> None:
    statement = find("Dana Reyes said the harbour was “a wreck” after the storm.", "a wreck")
    assert (statement.speaker, statement.kind) == ("Dana Reyes", Kind.MIXED)


def test_coordinated_verbs_all_belong_to_the_subject() -> None:
    text = "Dana Reyes acknowledged the tight timeline but emphasized that the repairs were done and thanked the crew."
    assert [s.speaker for s in attribute(text)] == ["Dana Reyes"] * 3


def test_a_verb_joined_to_the_cue_is_not_taken_for_what_was_said() -> None:
    text = "Reyes stressed that the harbour needs repair and expressed hope that the council agrees."
    stressed, expressed = attribute(text)
    assert text[stressed.start : stressed.end] == "that the harbour needs repair"
    assert expressed.speaker == "Reyes"


def test_a_passive_goes_on_with_the_running_speaker_only_where_a_word_says_so() -> None:
    text = "Dana Reyes said the harbour would reopen. The need for repairs was {}highlighted."
    assert speaker_of(text.format("also "), "need for repairs") == "Dana Reyes"
    assert speaker_of(text.format(""), "need for repairs") is None


def test_who_is_spoken_of_does_not_speak() -> None:
    text = (
        "Omar Holt met Dana Reyes. Holt congratulated the port on its success under President Dana Reyes’s leadership."
    )
    assert {s.speaker for s in attribute(text)} == {"Omar Holt"}


def test_the_seed_article_gives_each_statement_to_the_one_who_made_it() -> None:
    (seed,) = (Path(__file__).parent.parent / "seeds").glob("*.txt")
    text = seed.read_bytes().decode("utf-8")
    guest, host = "Kairat Sarybay", "Ilham Aliyev"
    for words, speaker in [
        ("his pleasure in visiting Baku", guest),
        ("significant experience in multilateral diplomacy", guest),
        ("conducted in the same spirit", guest),
        ("is progressing successfully", host),
        ("the ongoing efforts to strengthen cooperation", host),
        ("approaches its chairmanship in the organization with great responsibility", host),
        ("the country will continue contributing", host),
        ("the necessity of active cooperation", host),
        ("plays a vital role in strengthening trust", host),
        ("on successfully hosting", guest),
        ("the significant efforts made by Azerbaijan", guest),
        ("the important decisions taken", guest),
        ("the tight timeline", host),
        ("the necessary actions were taken", host),
        ("the crucial decisions made", host),
    ]:
        assert speaker_of(text, words) == speaker, words
    assert {s.speaker for s in attribute(text)} == {guest, host}


def test_an_outlet_that_passes_a_statement_on_leaves_it_to_its_speaker() -> None:
    text = "Dana Reyes expressed her pleasure in visiting the port, Harbour.Az reports, citing NORWIRE."
    assert {s.speaker for s in attribute(text)} == {"Dana Reyes"}


def test_what_another_one_did_inside_a_statement_is_no_statement_of_its_own() -> None:
    text = "Dana Reyes said Omar Holt had rejected the plan."
    (statement,) = attribute(text)
    assert statement.speaker == "Dana Reyes"


def test_statements_come_in_text_order_and_their_parts_are_places_in_the_text() -> None:
    text = "“No,” said Dana Reyes. Holt said the port was closed. According to Mia Quist, it was open."
    statements = attribute(text)
    assert [s.start for s in statements] == sorted(s.start for s in statements)
    assert [s.mention and s.mention.of(text) for s in statements] == ["Dana Reyes", "Holt", "Mia Quist"]
    assert [s.cue and s.cue.of(text) for s in statements] == ["said", "said", "According to"]


def test_a_language_without_cues_gives_no_statements() -> None:
    assert attribute("Dana Reyes a dit que le port était ouvert.", language="fr") == ()
    assert attribute("Dana Reyes said so.", language="tlh") == ()


def test_only_the_given_sentences_are_read() -> None:
    from index.spans import Span

    text = "Mia Quist said menus matter. Dana Reyes said the port was open."
    statements = attribute(text, sentences=[Span(29, len(text))])
    assert [s.speaker for s in statements] == ["Dana Reyes"]


def test_quoted_words_are_surer_than_reported_ones_and_nobody_less_sure() -> None:
    quoted = find("“The port is open,” said Dana Reyes.", "open").confidence
    reported = find("Dana Reyes praised the open port.", "open").confidence
    nobody = find("The open port was highlighted.", "open").confidence
    assert 1 >= quoted > reported > nobody > 0


def test_a_noun_between_a_cue_and_its_clause_does_not_hide_what_was_said() -> None:
    text = "Dana Reyes was not there. In a message, she wrote during the debate that she was “watching two people”."
    assert speaker_of(text, "watching") == "Dana Reyes"
