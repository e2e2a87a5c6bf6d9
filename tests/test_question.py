"""Questions: whose words are asked for, on what; and follow-ups rewritten so that they stand alone."""

import pytest

from qa import question
from qa.question import Kind

SPEAKERS = {"reyes", "holt", "brisk", "brisk-holt", "velik", "kord", "ministry", "what", "is"}


# "what" and "is" stand in what some unnamed source is called: "an official who is close to …".


def known(name: str) -> bool:
    return name.lower() in SPEAKERS


def read(text: str, *history: str) -> question.Question:
    return question.read(text, history, known)


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("What did Reyes say about the port?", ("Reyes",), "port"),
        ("What did Dana Reyes say the union has been trying to do?", ("Dana Reyes",), "union has been trying to do"),
        ("Has Reyes commented on the port?", ("Reyes",), "port"),
        ("Did Reyes say that the port would open?", ("Reyes",), "port would open"),
        ("Reyes on the port", ("Reyes",), "port"),
        ("the harbour captain on the port", ("the harbour captain",), "port"),
        ("Delta's mayor on the port", ("Delta's mayor",), "port"),
        ("What did the woman who left early say about the port?", ("the woman who left early",), "port"),
        ("What did a person close to the mayor say about the port?", ("a person close to the mayor",), "port"),
        ("What did Environmental groups say about the port?", ("Environmental groups",), "port"),
        ("What did Two former dockers say about the port?", ("Two former dockers",), "port"),
        ("What did Holt & Lyle say about the port?", ("Holt & Lyle",), "port"),
        ("What did Reyes say about ships too short for the port?", ("Reyes",), "ships too short for the port"),
        ("What did the mayor promise about the port?", ("the mayor",), "port"),
        ("What did Reyes and Holt say about the port?", ("Reyes", "Holt"), "port"),
        ("What is Reyes's position on the port?", ("Reyes",), "port"),
        ("What is Dana Reyes's view of the dockers' case?", ("Dana Reyes",), "dockers' case"),
        ("What reason did Reyes give for the delay?", ("Reyes",), "reason delay"),
        ("According to Reyes, how many ships are late?", ("Reyes",), "how many ships are late"),
        ("According to Reyes, is the port late, slow and dear?", ("Reyes",), "is the port late, slow and dear"),
        ("According to the mayor, Dana Reyes, how late are ships?", ("the mayor, Dana Reyes",), "how late are ships"),
        ("According to Dana Reyes at her rally, how late are ships?", ("Dana Reyes",), "how late are ships"),
        ("How did the Delta secretary of state react to the delay?", ("the Delta secretary of state",), "delay"),
        ("What did Dana Reyes, the mayor, say about the port?", ("Dana Reyes",), "port"),
        ("How did Dana Reyes, who runs the port, describe the delay?", ("Dana Reyes",), "delay"),
        ("Did Dana Reyes, 52, say that the port would open?", ("Dana Reyes",), "port would open"),
        ("Has Dana Reyes, the mayor, commented on the port?", ("Dana Reyes",), "port"),
        ("How did the ministry itself answer the claim?", ("the ministry",), "claim"),
        (
            "In the list of ships that could still sail, what did Reyes say is missing?",
            ("Reyes",),
            "list ships still sail is missing",
        ),
        ("What did @dreyes tweet about the port?", ("@dreyes",), "port"),
        ("How did Delta's backers describe the port?", ("Delta's backers",), "port"),
        (
            "According to the captain at Saint Ida, how late are ships?",
            ("the captain at Saint Ida",),
            "how late are ships",
        ),
        (
            "How many ships are late, according to the harbour master?",
            ("the harbour master",),
            "How many ships are late",
        ),
        ("How many ships are late, in Reyes's view?", ("Reyes",), "How many ships are late"),
        ("What worries Dana Reyes about the port?", ("Dana Reyes",), "port"),
        ("Should the port pay for the wall, in Reyes's opinion?", ("Reyes",), "Should the port pay for the wall"),
        ("What did Reyes tell reporters about the port?", ("Reyes",), "port"),
        ("What did the ministry itself say about the port?", ("the ministry",), "port"),
        ("How did Reyes judge the plan?", ("Reyes",), "plan"),
        ("What did the head of state say about the port?", ("the head of state",), "port"),
        ("What did Reyes say?", ("Reyes",), ""),
        ("What did Reyes promise?", ("Reyes",), "promise"),
        ("What is Reyes's plan?", ("Reyes",), "plan"),
        ("What is Reyes's view?", ("Reyes",), ""),
        ("Has Reyes apologised for the delay?", ("Reyes",), "delay"),
        ("What did the inquiry's report say about the port?", ("the inquiry's report",), "port"),
        ("What did opposition politicians say about the port?", ("opposition politicians",), "port"),
        ("the goalkeeper on the port", ("the goalkeeper",), "port"),
        ("What warning does the harbour's chief say was given?", ("the harbour's chief",), "warning was given"),
        ("Will Dana Reyes raise the fees, according to her?", ("Dana Reyes",), "raise fees"),
        ("What has counsel assisting the inquiry said about the port?", ("counsel assisting the inquiry",), "port"),
        ("How many ships are late, by Reyes's estimate?", ("Reyes",), "How many ships are late"),
        ("How full is the dock, according to the analyst's own figures?", ("the analyst",), "How full is the dock"),
        ("Who, according to Reyes, closed the port?", ("Reyes",), "closed the port"),
        ("What, in the mayor's opinion, closed the port?", ("the mayor",), "closed the port"),
    ],
)
def test_whose_words_are_asked_for(text: str, speakers: tuple[str, ...], topic: str) -> None:
    asked = read(text)
    assert asked.kind is Kind.SAID
    assert asked.speakers == speakers
    assert asked.topic == topic


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Would Brisk mind a second vote?", ("Brisk",)),
        ("Is the mayor still behind the plan?", ("the mayor",)),
        ("What is Brisk's next step?", ("Brisk",)),
        ("When did Reyes receive Holt?", ("Reyes",)),
        ("Is the head of music going to leave?", ("the head of music",)),
        ("Would Brisk-Holt pull the guard back from the port?", ("Brisk-Holt",)),
        ("Is union leader Dana Reyes happy with the offer?", ("union leader Dana Reyes",)),
        ("Why did the hospital's administrator stay away?", ("the hospital's administrator",)),
        ("What threat did the head of the Chamber of Dock Hands make?", ("the head of the Chamber of Dock Hands",)),
    ],
)
def test_what_somebody_does_or_thinks_is_told_from_what_is_said(text: str, speakers: tuple[str, ...]) -> None:
    asked = read(text)
    assert asked.kind is Kind.ABOUT
    assert asked.speakers == speakers


def test_who_holds_an_office_is_asked_about_what_it_is_of() -> None:
    assert "music" in read("Who is the head of music?").topic


@pytest.mark.parametrize("text", ["How old is Reyes?", "Which bridge did Reyes close?", "When did Reyes leave?"])
def test_a_fact_about_somebody_may_be_told_by_anybody(text: str) -> None:
    assert read(text).asks_fact


@pytest.mark.parametrize("text", ["Why does Reyes doubt it?", "How does Reyes feel about it?", "Is Reyes worried?"])
def test_what_somebody_thinks_is_told_by_nobody_else(text: str) -> None:
    assert not read(text).asks_fact


@pytest.mark.parametrize(
    "text",
    [
        "When was the bridge built?",
        "How many ships are late?",
        "Where did the Titanic sink?",
        "What does ACME stand for?",
        "How does expensive credit affect Holt's own business?",
        "What happened to Marlowe when she left?",
        "What does he suspect now?",
        "Who called the police?",
        "How much does one ship cost the state?",
    ],
)
def test_questions_of_fact_name_no_speaker(text: str) -> None:
    assert read(text).kind is Kind.FACT


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Who said that the port is late?", "port is late"),
        ("Who criticised the plan?", "plan"),
        ("Who has warned about the flood?", "flood"),
        ("Who wants the mayor to resign?", "mayor to resign"),
        ("Who considers the wall illegal?", "wall illegal"),
        ("Who is willing to pay for the wall?", "pay for the wall"),
        ("Who called the plan a present to the rival?", "plan a present to the rival"),
    ],
)
def test_who_said_something_is_asked_of_anybody(text: str, topic: str) -> None:
    asked = read(text)
    assert asked.kind is Kind.WHO_SAID
    assert asked.topic == topic


def test_what_was_said_is_asked_of_anybody() -> None:
    asked = read("What was said about the port?")
    assert (asked.kind, asked.topic) == (Kind.ANYONE, "port")


@pytest.mark.parametrize(
    "text",
    [
        "Has anyone commented on the port?",
        "Did anybody else say anything about the port?",
        "What did people say about the port?",
        "What has been said about the port?",
        "What is being said about the port?",
        "What are people saying about the port?",
    ],
)
def test_what_anybody_said_may_be_asked_in_many_ways(text: str) -> None:
    asked = read(text)
    assert (asked.kind, asked.topic, asked.speakers) == (Kind.ANYONE, "port", ())


def test_what_anybody_said_is_read_as_if_one_of_them_were_asked_for() -> None:
    assert read("Has anyone commented on the port?").asked_of("Holt") == "Has Holt commented on the port?"
    assert read("Who spoke about the port?").asked_of("Holt") == "What did Holt say about port?"


FIRST = "What did Reyes say about the port?"


@pytest.mark.parametrize("text", ["What did Holt say?", "What has the ministry said?", "What did Holt announce?"])
def test_a_question_whole_in_itself_does_not_take_the_topic_before(text: str) -> None:
    assert read(text, FIRST).text == text
    assert read(text, FIRST).topic == ""


def test_what_is_promised_is_promised_on_the_topic_before_if_there_is_one() -> None:
    assert read("And what did Holt promise?", FIRST).topic == "(port)"
    assert read("And Holt?", "What did Reyes promise?").topic == "promise"


@pytest.mark.parametrize("text", ["And what did Holt say?", "What did Holt say about that?", "And Holt?", "Did Holt?"])
def test_a_question_marked_as_a_follow_up_takes_the_topic_before(text: str) -> None:
    assert "port" in read(text, FIRST).text


def test_when_a_fact_was_is_asked_together_with_it() -> None:
    assert read("When was that?", "How many ships are late?").text == "When was that (How many ships are late?)"
    assert read("When was that?", FIRST).asks_when


@pytest.mark.parametrize(
    ("follow_up", "alone"),
    [
        ("And about the budget?", "What did Reyes say about the budget?"),
        ("What about Holt?", "What did Holt say about the port?"),
        ("What about the mayor?", "What did the mayor say about the port?"),
        ("And what did Holt say about it?", "What did Holt say about it (port)"),
        ("Did she say why?", "Did Reyes say why (port)"),
        ("What did she promise?", "What did Reyes promise (port)"),
        ("And what did she say about taxes?", "What did Reyes say about taxes"),
        ("When was that?", FIRST),
        ("Tell me more", FIRST),
        ("Who else?", "Who else but Reyes spoke about port?"),
        ("And the school roof?", "What did Reyes say about the school roof?"),
        ("What about the grant to residents?", "What did Reyes say about the grant to residents?"),
        ("And about his rival Brisk?", "What did Reyes say about his rival Brisk?"),
        ("What was her reaction to the strike?", "What was Reyes's reaction to the strike"),
        ("Who disagrees?", "Who disagrees (port)"),
        ("And in Parliament?", f"In Parliament ({FIRST})"),
        ("And what about her opponent?", "What did Reyes's opponent say about the port?"),
        (
            "And the secretary-general of her party?",
            "What did the secretary-general of Reyes's party say about the port?",
        ),
        ("What did her lawyer say?", "What did Reyes's lawyer say (port)"),
        ("What does she dislike about the budget?", "What does Reyes dislike about the budget"),
        ("What did the ministry itself say?", "What did the ministry itself say (port)"),
        ("What did Holt say about the school?", "What did Holt say about the school?"),
        ("How many ships are late?", "How many ships are late?"),
    ],
)
def test_a_follow_up_is_rewritten_and_what_stands_alone_is_left_alone(follow_up: str, alone: str) -> None:
    assert read(follow_up, FIRST).text == alone


def test_a_new_topic_takes_the_place_of_the_old_one_wherever_that_stands() -> None:
    asked = read("What about those who built it?", "When will the tunnel open, according to Reyes?")
    assert asked.text == "What did Reyes say about those who built it?"
    assert read("And the fee?", "What did Reyes think of the tunnel?").text == "What did Reyes think of the fee?"


def test_a_role_cut_short_is_the_one_asked_for_before() -> None:
    asked = read("Did the minister mention pensions?", "What did the finance minister say about taxes?")
    assert asked.text == "Did the finance minister mention pensions"


def test_what_they_said_who_were_asked_for_is_asked_again() -> None:
    assert read("What did they say?", "Who criticised the plan?").text == "Who criticised the plan?"


@pytest.mark.parametrize(
    ("before", "follow_up", "alone"),
    [
        (
            "How many guards did the port post in May?",
            "And how many ships?",
            "How many ships did the port post in May?",
        ),
        (
            "Which paper met Walter Holt on Tuesday?",
            "And what did he tell it about the port?",
            "What did Walter Holt tell it about the port?",
        ),
        (
            "What does Dana Reyes say makes the port late?",
            "And did the head of Delta Ports admit a delay?",
            "Did the head of Delta Ports admit a delay",
        ),
    ],
)
def test_a_follow_up_is_completed_by_what_it_leaves_open(before: str, follow_up: str, alone: str) -> None:
    assert read(follow_up, before).text == alone


def test_who_is_asked_for_in_the_question_before_is_told_without_its_mark() -> None:
    asked = read("And how many are there now?", "How many guards did the port have, according to Dana Reyes?")
    assert asked.speakers == ("Dana Reyes",)


def test_a_follow_up_to_a_follow_up_goes_back_to_the_first() -> None:
    asked = read("And about the budget?", FIRST, "What about Holt?")
    assert asked.text == "What did Holt say about the budget?"


def test_a_follow_up_with_another_owner_asks_the_same_of_that_ones() -> None:
    asked = read("And Holt's?", "What did Reyes say about Brisk's plan?")
    assert asked.text == "What did Reyes say about Holt's plan?"


def test_who_else_leaves_out_who_was_asked_for_before() -> None:
    asked = read("Who else?", FIRST)
    assert (asked.kind, asked.without, asked.topic) == (Kind.WHO_SAID, ("Reyes",), "port")


@pytest.mark.parametrize("broad", ["Who spoke about the port?", "Has anyone commented on the port?"])
def test_who_else_asks_for_more_where_whoever_spoke_was_asked_for(broad: str) -> None:
    asked = read("Who else?", broad)
    assert (asked.text, asked.more, asked.without) == (broad, 1, ())


def test_a_name_after_a_broad_question_asks_for_that_persons_words() -> None:
    asked = read("And Holt?", "Has anyone commented on the port?")
    assert (asked.speakers, asked.topic) == (("Holt",), "port")
