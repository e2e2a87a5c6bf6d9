"""Who said what in the layouts that news sites use: transcripts, labels, notes under a quote."""

from __future__ import annotations

import pytest

from index.attribution import Statement, attribute


def find(text: str, words: str) -> Statement:
    """Return the statement with a speaker's mention that holds `words`; fails if there is none."""
    found = [s for s in attribute(text) if words in text[s.start : s.end] and s.mention]
    assert found, f"no statement holds {words!r}: {[text[s.start : s.end] for s in attribute(text)]}"
    return found[0]


def mention_of(text: str, words: str) -> str:
    mention = find(text, words).mention
    assert mention is not None
    return mention.of(text)


LABELS = [
    (
        "one paragraph",
        "REYES: We will sail in May. HOLT: Nobody will sail.",
        {"will sail in": "REYES", "Nobody": "HOLT"},
    ),
    ("quoted", "Dana Reyes: “We will sail.” Holt: “Nobody sails.”", {"We will": "Dana Reyes", "Nobody": "Holt"}),
    ("Q and A", "Q: Will you sail? A: We will sail in May.", {"Will you": "Q", "We will": "A"}),
    ("dotted", "Q. Will you sail?\nA. We will sail in May.", {"Will you": "Q.", "We will": "A."}),
    ("party", "Dana Reyes (D-Ohio): We will sail in May.", {"We will": "Dana Reyes"}),
    ("interpreter", "REYES (through an interpreter): We will sail.", {"We will": "REYES"}),
    ("written out", "Question: Will you sail?\n\nAnswer: In May.", {"Will you": "Question", "In May": "Answer"}),
    ("long", "REP. DANA REYES, D-OHIO: We will sail in May.", {"We will": "REP. DANA REYES, D-OHIO"}),
    ("role", "Moderator: Will you sail?\n\nOmar Holt: We will sail in May.", {"Will you": "Moderator"}),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in LABELS], ids=[case[0] for case in LABELS])
def test_each_label_has_its_own_words(text: str, said: dict[str, str]) -> None:
    assert {words: mention_of(text, words) for words in said} == said
    assert len(attribute(text)) >= len(said)


def test_a_turn_of_a_transcript_goes_on_until_the_next_label() -> None:
    text = "REYES: We waited.\n\nIt was cold and dark that night.\n\nHOLT: I slept."
    assert mention_of(text, "It was cold") == "REYES"
    assert "I slept" not in text[find(text, "It was cold").start : find(text, "It was cold").end]


@pytest.mark.parametrize(
    "text", ["Dana Reyes: 1,769.\n\nOmar Holt: 46.", "EMAIL: port@harbour.example", "A. Holt left."]
)
def test_results_and_addresses_are_said_by_nobody(text: str) -> None:
    assert attribute(text) == ()


LEADS = [
    ("unknown verb", "Asked which ship sank, Dana Reyes demurred: “Whichever one I was on.”", "Dana Reyes"),
    ("last clause", "Omar Holt left, but Dana Reyes had a simple message: “Do not give up.”", "Dana Reyes"),
    (
        "after a clause",
        "Ever since he won, Dana Reyes has toured the coast with one line: “Do not give up.”",
        "Dana Reyes",
    ),
    ("comma", "Dana Reyes shared her worry with the crew, “I do not know which ship will come.”", "Dana Reyes"),
    ("no verb", "Dana Reyes, in her speech, “The ships will come when they come.”", "Dana Reyes"),
    ("owner", "The mayor was blunt. Dana Reyes’s answer: “The ships will come when they come.”", "Dana Reyes"),
    ("from", "From the report: “In general, the ships were never tested.”", "the report"),
    ("name after a sentence", "They differ on ships. Dana Reyes: “They will come.”", "Dana Reyes"),
    ("given", "The ships were late. Then there was this from Dana Reyes: “They will come.”", "Dana Reyes"),
    ("had to say", "Dana Reyes, who had waited for hours, had this to say: “They will come.”", "Dana Reyes"),
    ("participle first", "Calling it “a sad day for ships,” Dana Reyes quoted a song: “They will come.”", "Dana Reyes"),
    ("two names", "Ships never came - Dana Reyes and Omar Holt: “They will come.”", "Dana Reyes and Omar Holt"),
    ("party", "They differ on ships. Rep. Dana Reyes (R-Ohio): “They will come.”", "Dana Reyes"),
]


@pytest.mark.parametrize(("text", "name"), [case[1:] for case in LEADS], ids=[case[0] for case in LEADS])
def test_what_leads_to_a_quote_needs_no_known_verb(text: str, name: str) -> None:
    assert name in mention_of(text, text[text.rindex("“") + 1 : -2])


@pytest.mark.parametrize(
    "text",
    ["Dana Reyes was asked, “What is the most dangerous port?”", "Dana Reyes returns with her book, “The Long Night.”"],
)
def test_a_question_to_somebody_and_a_title_are_not_theirs(text: str) -> None:
    assert attribute(text) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The crowd chanted at Dana Reyes, “Open the gate,” and “Let us in.”", 1),
        ("“Open the gate” and “Let us in,” the crowd shouted.", 1),
        ("Dana Reyes labeled the plan “a joke” and “a disgrace.”", 1),
        ("The pumps “must do something right,” Dana Reyes says, “but I would not buy them.”", 1),
        ("Dana Reyes walked past the so-called “sailors” and “captains” at the gate.", 0),
    ],
    ids=["after", "before", "partial", "first part unquoted", "so-called"],
)
def test_quotes_of_one_sentence_share_its_cue(text: str, count: int) -> None:
    statements = attribute(text)
    assert len(statements) == count
    for words in ("Open the gate", "Let us in", "a joke", "a disgrace", "something right", "would not buy"):
        assert words not in text or find(text, words)


def test_a_quote_goes_on_from_what_was_reported_in_the_paragraph_before() -> None:
    text = "Omar Holt said the crew had been right.\n\n“That is because nobody ever asked them.”\n\nMay came."
    assert find(text, "nobody ever asked") == find(text, "been right")
    assert mention_of(text, "nobody ever asked") == "Omar Holt"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We sailed,” Dana Reyes said. Omar Holt agreed. “Everyone was on deck that night.”", "Omar Holt"),
        ("Omar Holt shook his head. “Everyone was on deck that night.”", "Omar Holt"),
        ("Omar Holt continued his attack.\n\n“Everyone was on deck that night.”", "Omar Holt"),
        ("“We sailed,” an angry Omar Holt retaliated. “Everyone was on deck that night.”", "Omar Holt"),
    ],
    ids=["cue", "gesture", "paragraph before", "unknown verb"],
)
def test_a_quoted_sentence_is_said_by_whom_the_sentence_before_tells_of(text: str, name: str) -> None:
    assert name in mention_of(text, "Everyone was")


@pytest.mark.parametrize("lead", ["The port fell silent.", "It was late."])
def test_a_thing_in_the_sentence_before_says_nothing(lead: str) -> None:
    assert all(s.mention is None for s in attribute(f"{lead} “Everyone was on deck that night.”"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dana Reyes referred to the pumps as “old friends of mine.”", "old friends"),
        ("Dana Reyes said she had offers for the boat, but “nobody wants it any more.”", "nobody wants"),
        ("Dana Reyes talked of repairs to make sure that ships are safe and to “close the gaps.”", "close the gaps"),
    ],
    ids=["as", "but", "infinitive"],
)
def test_a_partial_quote_belongs_to_the_cue_above_it(text: str, words: str) -> None:
    assert mention_of(text, words) == "Dana Reyes"


@pytest.mark.parametrize(
    "text",
    [
        "As Dana Reyes noted, the harbour is full of sand.",
        "But as Dana Reyes pointed out on Monday, the harbour is full of sand.",
        "As reported by Dana Reyes, the harbour is full of sand.",
        "The harbour is full of sand, as Dana Reyes has said.",
        "The harbour is full of sand, Dana Reyes told the Harbour Post.",
    ],
)
def test_a_sentence_belongs_to_who_is_said_to_have_told_it(text: str) -> None:
    statement = find(text, "the harbour is full of sand" if "the harbour is" in text else "The harbour is full of sand")
    assert statement.speaker == "Dana Reyes"
    assert "Reyes" not in text[statement.start : statement.end]


@pytest.mark.parametrize("text", ["As the night went on, the harbour filled.", "As Reyes called for help, it sank."])
def test_what_happens_while_somebody_speaks_is_not_said(text: str) -> None:
    assert all("harbour filled" not in text[s.start : s.end] for s in attribute(text))
    assert all("it sank" not in text[s.start : s.end] for s in attribute(text))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Dana Reyes questioned the plan, the cost of the sand and the delay.", "the delay"),
        ("Dana Reyes spoke warmly of the plan on Monday for its low cost.", "low cost"),
        ("Dana Reyes supports the plan because sand is cheap.", "sand is cheap"),
        ("Dana Reyes called on the council to close the harbour.", "to close the harbour"),
        ("The plan was described by Dana Reyes as a rare success.", "rare success"),
    ],
    ids=["list", "prepositions", "reason", "whom", "passive"],
)
def test_an_object_holds_all_that_was_said(text: str, last: str) -> None:
    statement = find(text, last)
    assert statement.speaker == "Dana Reyes"
    assert statement.end == text.index(last) + len(last)


@pytest.mark.parametrize("rest", ["while Omar Holt slept", ", eager to leave"])
def test_what_goes_on_beside_it_is_not_said(rest: str) -> None:
    text = f"Dana Reyes praised the plan for the harbour {rest}.".replace(" ,", ",")
    assert text[: find(text, "the plan").end].endswith("the harbour")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“The ships should have come in May.” – Dana Reyes, harbour master", "The ships"),
        ("“The ships should have come in May” (Dana Reyes, harbour master).", "The ships"),
        ("“Good ships,” Dana Reyes, the master and head of the union since the spring election, said.", "Good ships"),
        ("Dana Reyes backs “fair pay” and “long rests” and recalled the strike: “I saw the crew.”", "I saw"),
    ],
    ids=["dash", "brackets", "long apposition", "object after the cue"],
)
def test_a_quote_is_not_said_by_the_nearest_noun(text: str, words: str) -> None:
    assert mention_of(text, words) == "Dana Reyes"


def test_a_sign_speaks() -> None:
    assert "sign" in mention_of("A sign at the gate read: “Keep out of the water.”", "Keep out")
    assert "page" in mention_of("“Keep out of the water!” blared the front page.", "Keep out")


def test_attributes_of_markup_are_no_quotes() -> None:
    assert all(s.mention is None for s in attribute('<post author="Dana Reyes" date="2016-09">The ships came.</post>'))


@pytest.mark.parametrize(
    "text",
    ["If you like the harbour, you will like the boats.", "Prices that showed how rare it was fell in the polls."],
)
def test_anybody_and_things_say_nothing(text: str) -> None:
    assert attribute(text) == ()


@pytest.mark.parametrize("cue", ["snapped", "demurred", "boomed to the crowd", "cut in from the back", "threw in"])
def test_lively_verbs_say_a_quote(cue: str) -> None:
    assert mention_of(f"Dana Reyes {cue}, “Never mind the boats in the harbour.”", "Never mind") == "Dana Reyes"


def test_a_participle_before_a_quote_is_its_subjects() -> None:
    assert mention_of("Calling it “a sad day for ships,” Dana Reyes left the hall.", "a sad day") == "Dana Reyes"


def test_a_new_sentence_is_not_joined_to_the_quote_before() -> None:
    text = "Dana Reyes called it “a notice with a ribbon.” “You cannot take the boats,” Omar Holt said."
    assert find(text, "a ribbon").speaker == "Dana Reyes"
    assert find(text, "the boats").speaker == "Omar Holt"


def test_whoever_asks_in_an_interview_is_nobody_by_name() -> None:
    text = (
        "An interview with Marguerite Dole, leader of the opposition.\n\nQ: Will you run for mayor?\n\n"
        "A: I have not decided.\n\nQuestion: And the bridge?\n\nA: The bridge is a scandal."
    )
    told = {text[s.start : s.end]: s.speaker for s in attribute(text)}
    assert told["I have not decided."] == told["The bridge is a scandal."] == "Marguerite Dole"
    assert told.get("Will you run for mayor?") is None
    assert told.get("And the bridge?") is None


def test_she_is_the_subject_just_before_though_nothing_calls_her_a_person() -> None:
    text = (
        "Mayor Ann Poe spoke on Friday. “I will not cut a ribbon on a bridge that is not paid for,” Poe said.\n\n"
        "Marguerite Dole was angry. “June became September,” she told the council."
    )
    assert [s.speaker for s in attribute(text)] == ["Ann Poe", "Marguerite Dole"]
