"""Two people of one last name, and one person of two first names."""

import textwrap

import pytest

from index.attribution import attribute


def speaker_of(text: str, words: str) -> str | None:
    """Return who says what holds the middle of `words`; fails if that is no statement."""
    middle = text.index(words) + len(words) // 2
    found = [s for s in attribute(text) if s.start <= middle < s.end]
    assert found, f"no statement holds {words!r}"
    return found[0].speaker


ABOUT = "Dana Reyes opened the port on Monday. Her brother, the banker Omar Reyes, had paid for the cranes.\n\n"


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        # whom the article is about goes by the last name alone, wherever the other one is named
        (f"{ABOUT}“The cranes are ours now,” Reyes told the crowd.", "The cranes are", "Dana Reyes"),
        (
            f"{ABOUT}The council thanked Omar Reyes. It met for an hour.\n\n“We need ships,” Reyes said.",
            "We need ships",
            "Dana Reyes",
        ),
        (
            f"{ABOUT}On Sunday, Omar Reyes said Reyes had never asked him for money.\n\n“Never,” Reyes said on Monday.",
            "Never",
            "Dana Reyes",
        ),
        # but not in a paragraph that tells of the other one
        (
            f"{ABOUT}Omar Reyes came late. When asked about the bill, Reyes said that it was paid.",
            "it was paid",
            "Omar Reyes",
        ),
        (
            f"{ABOUT}Omar Reyes came late. The crowd left.\n\n“It was cold,” Reyes said.",
            "It was cold",
            "Dana Reyes",
        ),
        # lines that are only wrapped are one paragraph
        (
            textwrap.fill(
                f"{ABOUT.strip()} Omar Reyes came late, as he always does when there is a bill to pay. When he was "
                "asked about it, which was not long after that, Reyes said that it was paid and that this was all."
            ),
            "it was paid",
            "Omar Reyes",
        ),
        # a quotation that goes on is by whom the one before was
        (
            f"{ABOUT}“The cranes are mine,” Omar Reyes said.\n\n“I paid for them,” Reyes added.",
            "I paid for",
            "Omar Reyes",
        ),
        # in a clause he is only mentioned
        (
            f"{ABOUT}The cranes came before the ships, although Omar Reyes had paid late. “Now they work,” Reyes said.",
            "Now they work",
            "Dana Reyes",
        ),
        # gender and title tell more
        (f"{ABOUT}“The bill is paid,” Mr. Reyes said.", "The bill is", "Omar Reyes"),
        # a headline's names are no third one
        (
            "Ivo Holt Backs Reyes\n\nIvo Holt spoke first. Dana Reyes came.\n\nIt was late.\n\n“We will,” Reyes said.",
            "We will",
            "Dana Reyes",
        ),
        (
            "Voters Endorse Reyes\n\nThe vote was on Monday. Dana Reyes won. It was late.\n\n“Thank you,” Reyes said.",
            "Thank you",
            "Dana Reyes",
        ),
    ],
)
def test_a_last_name_alone_is_whom_the_article_is_about_or_whom_the_paragraph_tells_of(
    text: str, words: str, speaker: str
) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("Kenneth Holt", "Ken Holt", True),
        ("François Sorel", "Francois Sorel", True),
        ("Robert Holt", "Roberta Holt", False),
        ("Chuck Holt", "Charles Holt", True),
        ("Maroš Šefčovič", "Maros Sefcovic", True),
        ("Jane Holt", "Janet Holt", False),
        ("Joe Holt", "Joel Holt", False),
    ],
)
def test_a_short_first_name_is_the_same_person(first: str, second: str, one: bool) -> None:
    last = second.split()[1]
    text = (
        f"{first} met the press. “The port is shut,” {first} said.\n\n“Ships must wait,” {second} said on Monday.\n\n"
        f"It rained.\n\n“We will see,” {last} told reporters."
    )
    assert (speaker_of(text, "The port is") == speaker_of(text, "Ships must")) is one
    assert speaker_of(text, "We will") == (first if one else speaker_of(text, "We will"))


def test_a_place_of_that_name_says_nothing() -> None:
    text = "Fort Holt opened its doors on Monday. Dana Holt came.\n\nIt was late.\n\n“Come in,” Holt said."
    assert speaker_of(text, "Come in") == "Dana Holt"
