"""Who is told of: whose words a turn holds, what runs on without a cue, and who a pronoun or a role cannot mean."""

from __future__ import annotations

import pytest

from index.attribution import Statement, attribute


def statement_with(text: str, words: str) -> Statement | None:
    """Return the last statement to start that holds the middle of `words`, None if there is none."""
    middle = text.index(words) + len(words) // 2
    return next((s for s in reversed(attribute(text)) if s.start <= middle < s.end), None)


def speaker_of(text: str, words: str) -> str | None:
    found = statement_with(text, words)
    assert found is not None, f"no statement holds {words!r}"
    return found.speaker


INTERVIEW = (
    "Councillor Piers Lund opposed the sale. Lund said it was a theft, and Piers Lund has many friends. {met}\n\n"
    "Q: Mr Lund says that you robbed the town.\n\nA: I did no such thing.\n\nQ: Will you stay?\n\nA: I hope so."
)


@pytest.mark.parametrize(
    ("met", "who"),
    [
        ("We spoke to the curator, Ama Teller, in her office.", "Ama Teller"),
        ("Ama Teller spoke with the Harbour Gazette in her office.", "Ama Teller"),
        ("Lund spoke to Ama Teller last week.", "Piers Lund"),
    ],
)
def test_answers_are_of_whom_the_article_tells_that_it_met(met: str, who: str) -> None:
    assert speaker_of(INTERVIEW.format(met=met), "I did no such thing") == who


def test_what_a_question_says_of_somebody_is_theirs_too() -> None:
    assert speaker_of(INTERVIEW.format(met="We met Ama Teller."), "you robbed the town") == "Piers Lund"


def test_whoever_speaks_in_a_turn_is_not_he() -> None:
    text = (
        "OMAR HOLT: Governor Karl Brandt was here last week.\n\nDANA REYES: I heard him.\n\n"
        "OMAR HOLT: He said that your plan would cost a million.\n\nDANA REYES: I know."
    )
    assert speaker_of(text, "your plan would cost") == "Karl Brandt"


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        (
            "Viktor Lund said in a letter released minutes after the call that the board should step down.",
            "should step down",
            "Viktor Lund",
        ),
        (
            "Dana Reyes spoke first. She called for the city to buy the pier and repair it before the winter.",
            "the city to buy",
            "Dana Reyes",
        ),
        (
            "Dana Reyes was sure. By her count the bill has 54 votes, six short of what it needs.",
            "54 votes",
            "Dana Reyes",
        ),
        (
            "Dana Reyes replied in an e-mail that two more wells had been planned, but that the money ran out.",
            "two more wells",
            "Dana Reyes",
        ),
        ("Dana Reyes put the number of houses at risk at 1,400.", "houses at risk", "Dana Reyes"),
        ("Dana Reyes puts the bill for the pier at $9 million.", "the bill", "Dana Reyes"),
        ("Through an aide, Dana Reyes denied having signed the letter.", "having signed", "Dana Reyes"),
    ],
)
def test_more_ways_to_report(text: str, words: str, who: str) -> None:
    assert speaker_of(text, words) == who


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mary Holt said that the harbour was too small. She would build a new one by the spring.", "a new one"),
        (
            "Mary Holt said that the harbour was too small. The new one would be ready by the spring. “We have dug "
            "already,” Holt said.",
            "The new one",
        ),
    ],
)
def test_what_would_be_is_told_as_of_the_speaker_of_the_sentence_before(text: str, words: str) -> None:
    found = statement_with(text, words)
    assert found is not None
    assert (found.speaker, found.mention, found.cue) == ("Mary Holt", None, None)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("The bill would make the pier free.", "would make"),
        ("He would buy the boats himself.", "would buy"),
        ("She would not comment on the pier.", "not comment"),
        ("She would have paid the bill.", "have paid"),
        ("When it rained, she would sing in the pier's café.", "would sing"),
        ("She will open the pier in May.", "will open"),
        ("\n\nShe would open the pier in May.", "would open"),
    ],
)
def test_what_the_writer_tells_is_not_told_freely(after: str, words: str) -> None:
    assert statement_with(f"Mary Holt said that the harbour was too small. {after}", words) is None


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        (
            "Governor Mary Holt left. Trovan Dek, her Unity rival, stayed. “I will win,” he told the crowd.",
            "I will win",
            "Trovan Dek",
        ),
        ("Trovan Dek is her uncle, says Mary Holt. Dek has a farm. “I like it,” he said.", "I like it", "Trovan Dek"),
        (
            "That was too little for Mary Oduya, whose son Ivo, nine days old, is ill. “Nobody called us,” she said.",
            "Nobody called",
            "Mary Oduya",
        ),
        ("Lucía Brand, whose house burned, met James Holt. “It is over,” she said.", "It is over", "Lucía Brand"),
        (
            "James Holt said that he had chosen alone. He took the blame. The trade that sent John Salmi to Delta, "
            "he said, was a mistake.",
            "was a mistake",
            "James Holt",
        ),
        (
            "Marit Achter, a Social Democrat, answered from the steps. She would stay, she said.",
            "She would",
            "Marit Achter",
        ),
        (
            "Dagny Dunn, 66, invented the pump. She has never earned more from it than a teacher does. “I hate tools,” "
            "she says.",
            "I hate tools",
            "Dagny Dunn",
        ),
        (
            "According to Omar Holt, it began in May. The crowd liked Peter Kuria, he recalled.",
            "The crowd liked",
            "Omar Holt",
        ),
        (
            "Vesna Brenner, who owns the shop, had known the man. She was asked by Judge Harriet Marsh whether she had "
            "feared him. “Never in my life,” she answered.",
            "Never in my life",
            "Vesna Brenner",
        ),
    ],
)
def test_who_a_pronoun_means(text: str, words: str, who: str) -> None:
    assert speaker_of(text, words) == who


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        (
            "Konrad Rask, who was defence minister at the time, spoke first. The chairwoman, Mary Holt, asked him why. "
            "“The price was good,” the former minister replied.",
            "The price was",
            "Konrad Rask",
        ),
        (
            "Provost Mary Holt wrote a letter. The student who sent the money said that he had misunderstood.",
            "had misunderstood",
            "The student",
        ),
        (
            "Marovian Steel closed its mill. Marovian Steel said that it was sorry. The rail workers' union said that "
            "340 jobs were lost.",
            "340 jobs",
            "The rail workers' union",
        ),
        ("A survey by Pell Research found that half of the town was for it.", "half of the town", "Pell Research"),
        (
            "A study released last month by the Basin Institute found that the river was low.",
            "the river was low",
            "Basin Institute",
        ),
    ],
)
def test_who_a_description_means(text: str, words: str, who: str) -> None:
    assert speaker_of(text, words) == who
