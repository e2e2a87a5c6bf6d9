"""Two people of one last name, and one person of two first names."""

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
            "Ivo Holt Backs Dana Reyes\n\nMayor Dana Reyes won. “I will build ships,” Reyes said.",
            "I will build",
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
        ("Ed Holt", "Edward Holt", False),  # of two letters too much may come
    ],
)
def test_a_short_first_name_is_the_same_person(first: str, second: str, one: bool) -> None:
    text = f"{first} met the press. “The port is shut,” {first} said.\n\n“Ships must wait,” {second} said on Monday."
    assert (speaker_of(text, "The port is") == speaker_of(text, "Ships must")) is one
