"""Who speaks where the name comes first, later, or not at all: places, documents, posts, whoever is asked."""

from __future__ import annotations

import pytest

from index.attribution import attribute

LEAD = "A bookkeeper told a jury on Monday that it rained. Ada Marsh, 58, gave evidence. The bookkeeper said it froze."


def speaker_of(text: str, words: str) -> str | None:
    at = text.index(words)
    held = [s for s in attribute(text) if s.start <= at < s.end]
    assert held, f"nobody says {words!r}"
    return min(held, key=lambda s: s.end - s.start).speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        # Korean and Chinese family names stand first.
        ("Dak Ho-jin left the port. “It is shut,” Dak said. He noted it rained.", "It is shut", "Dak Ho-jin"),
        ("Zhao Wenbo left the port. “It is shut,” Zhao said. He noted it rained.", "it rained", "Zhao Wenbo"),
        # No place says anything, whatever it became.
        (
            "Omar Sadi, a cook, came to Corvia in May. He got a job and Corvia became his home. He said it rained.",
            "it rained",
            "Omar Sadi",
        ),
        ("Ada Marsh sang in Port Senn. Port Senn slept. “It is shut,” she said.", "It is shut", "Ada Marsh"),
        # A newspaper is no council.
        ("The Delta Courier wrote of it. The council said it rained.", "it rained", "The council"),
        # "They" are those who just did something together.
        (
            "Ned Holt met the Senn Gazette. He and his wife came as they wanted to say that “it rained”.",
            "it rained",
            "Ned Holt and his wife",
        ),
        # A document has its writer's words.
        ("Ada Marsh sent the crew a letter. “It is shut,” it read.", "It is shut", "Ada Marsh"),
        ("In a statement Ada Marsh said it was late. “It is shut,” it went on.", "It is shut", "Ada Marsh"),
        (
            "A statement issued by the Pilots' Union came at noon. It was short. The statement said it rained.",
            "it rained",
            "Pilots' Union",
        ),
        # Whoever is asked speaks next, and whoever asked does not.
        ("Ned Holt met Tom Marsh. Holt asked Marsh whether he knew. “It is shut,” he said.", "It is shut", "Tom Marsh"),
        (
            "Asked by Senator Tom Marsh, Ned Holt said it rained. Asked by Marsh, he said it froze.",
            "it froze",
            "Ned Holt",
        ),
        # Two posts after one article are one person's.
        (
            "Sen. Ada Marsh left. “It is shut,” the Corvian senator and presidential candidate said.",
            "It is shut",
            "Ada Marsh",
        ),
        # Of two in one post it is the one who is called so in full.
        (
            "The former president, Tom Marsh, met President Ned Holt. The former president said it rained.",
            "it rained",
            "Tom Marsh",
        ),
        # Whom an article tells of first and names then.
        (
            LEAD,
            "it froze",
            "Ada Marsh",
        ),
        (
            LEAD,
            "it rained",
            "Ada Marsh",
        ),
        # Who asks "what …" is nobody.
        ("Ned Holt ate. What grandfather would love that? He said it rained.", "it rained", "Ned Holt"),
        # Who is told of in what is said does not say it.
        ("An aide, who left early, said it was late. The governor, she said, laughed.", "laughed", "An aide"),
        (
            "Ned Holt slept. Asked whether he feared Tom Marsh, who called it a hoax, Holt left. He said it rained.",
            "it rained",
            "Ned Holt",
        ),
        (
            "Ned Holt has sharpened his tone amid attacks from Tom Marsh over the port. He said it rained.",
            "it rained",
            "Ned Holt",
        ),
    ],
)
def test_who_speaks_is_told_from_what_stands_before(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        # Who is named next is not whom the lead told of, but for an age.
        (
            "An economist said no. Ned Holt said it froze. The economist said it snowed.",
            "it snowed",
            "An economist",
        ),
        ("A surgeon said no. Tom Marsh, 41, denies murder. The surgeon said it snowed.", "it snowed", "A surgeon"),
        ("A judge said no. Tom Marsh, 41, was jailed. The judge said it snowed.", "it snowed", "A judge"),
        # Who asked goes on.
        ("Ned Holt asked Tom Marsh whether he knew. “Did you not?” he asked.", "Did you", "Ned Holt"),
        ("Ned Holt asked Tom Marsh whether he knew. “You took an oath,” he said.", "You took", "Ned Holt"),
        ("Ned Holt asked Tom Marsh whether he knew. “You took an oath,” he replied.", "You took", "Tom Marsh"),
        # Of two who speak "it" is the last, whatever the first gave out.
        (
            "The Senn Bank said in a statement it froze. The union said it thawed. It said it rained.",
            "it rained",
            "The union",
        ),
        # Who is asked for something does not speak next.
        ("Ned Holt asked Tom Marsh for help. He said it rained.", "it rained", "Ned Holt"),
        ("Ned Holt asked Tom Marsh to stop. He said it rained.", "it rained", "Ned Holt"),
        # Two offices are two people's.
        (
            "Mayor Ada Marsh and Governor Ned Holt came. The mayor and governor said it rained.",
            "it rained",
            "The mayor and governor",
        ),
        # A report that somebody only suffers is not theirs whose "it" is next.
        ("The Senn Bank denied a report by Ned Holt. It said it rained.", "it rained", "Senn Bank"),
        # Somebody is trusted "in".
        ("Trust in Tariq Senn fell. He said it rained.", "it rained", "Tariq Senn"),
        ("“WARNING: The bridge is shut,” the sign read.", "The bridge", "the sign"),
    ],
)
def test_who_speaks_is_not_just_whoever_is_near(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


def test_a_verdict_on_what_was_said_is_nobodys() -> None:
    assert not [s for s in attribute("What Ned Holt said was a lie.") if s.speaker == "Ned Holt"]


@pytest.mark.parametrize("text", ["What Ned Holt wants is", "Friday - -", "According to the mayor", "“”", "It read:"])
def test_a_text_that_breaks_off_is_no_fault(text: str) -> None:
    assert isinstance(attribute(f"Ada Marsh said it rained.\n\n{text}"), tuple)


def test_a_name_below_the_word_that_leads_to_a_source_is_left_where_it_is() -> None:
    for text in (
        "She is, according to the mayor, Reyes-Holt, who left.",
        "By: according to the mayor, Dana Reyes",
    ):
        attribute(text)


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "The Corvia campaign projects that “charging a toll” on ships would raise $75 billion a year.",
            "charging a toll",
            "The Corvia campaign",
        ),
        ("On Tuesday Ned Holt, director of the Delta Office, told the crew that it rained.", "it rained", "Ned Holt"),
        ("Ada Marsh, Holt's spokeswoman, said a day later that details “will be told”.", "details", "Ada Marsh"),
        ("Alarms fell to 30 a day, according to its head of safety, Dr Ada Marsh-Holt.", "Alarms", "Ada Marsh-Holt"),
        (
            "The rejection of the treaty signals the end of the Union, said Ned Holt, founder of a party.",
            "The rejection",
            "Ned Holt",
        ),
        ("Marsh alleged in the suit that Holt himself earned $5 million from the yard.", "Holt himself", "Marsh"),
        ("If they can build a dam, Holt said this week, without cranes, then he can build a wall.", "If they", "Holt"),
        ("Ada Marsh was asked. What she doubted was the date.", "the date", "Ada Marsh"),
        ("Ada Marsh was asked. What she will not do is resign.", "resign", "Ada Marsh"),
        ("According to the Senn Post, Ada Marsh said the charge was false.", "the charge", "Ada Marsh"),
        (
            "Her challenger, the rancher and former senator Ned Holt, said he would halt the dam.",
            "he would halt",
            "Ned Holt",
        ),
    ],
)
def test_what_the_parser_misses_is_still_somebodys(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


def test_a_transcript_in_quotation_marks_has_a_speaker_for_each_turn() -> None:
    text = (
        "Ada Marsh met the press. A partial transcript follows:\n\n"
        '"ROLFE: Secretary Marsh, did you lie?\n\n"MARSH: It rained. I was not there.\n\n"ROLFE: Thank you."\n'
    )
    assert speaker_of(text, "did you lie") == "ROLFE"
    assert speaker_of(text, "It rained") == "Ada Marsh"


def test_a_clause_of_another_is_not_introduced_by_the_lead() -> None:
    text = "The manager of a pool hid an alarm, a prosecutor told a court. Ned Holt, 50, denies it. He left."
    assert speaker_of(text, "hid an alarm") == "a prosecutor"
