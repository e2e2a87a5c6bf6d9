"""Whom the words that name a speaker mean, where they are not simply a name beside a verb."""

from __future__ import annotations

import pytest

from index.attribution import Kind, attribute


def speaker_of(text: str, words: str) -> str | None:
    """Return who says what holds the middle of `words`; fails if that is no statement."""
    middle = text.index(words) + len(words) // 2
    found = [s for s in attribute(text) if s.start <= middle < s.end]
    assert found, f"no statement holds {words!r}"
    return found[0].speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Dana Reyes likes to talk. It was Reyes who said, “The port will sink us all.”",
            "The port will",
            "Dana Reyes",
        ),
        ("Delta mayor: ‘The port will sink us all’\n\nThe town met on Monday.", "The port will", "Delta mayor"),
        (
            "Director of Harbour Affairs Dana Reyes told the Post that the port was shut.",
            "the port was shut",
            "Dana Reyes",
        ),
        ("“The port is shut,” Assistant Chief of Police Dana Reyes said.", "The port is", "Dana Reyes"),
        (
            "President Omar Holt met Ivy Holt, the president’s daughter. Ivy Holt sat down. “The port is shut,” the "
            "president said on the radio.",
            "The port is",
            "Omar Holt",
        ),
        (
            "Energy minister Dana Reyes spoke first. The foreign minister of Ruritania said the port was shut.",
            "the port was shut",
            "The foreign minister of Ruritania",
        ),
        (
            "President Dana Reyes spoke first. The president’s campaign said the port was shut.",
            "the port was shut",
            "The president’s campaign",
        ),
        (
            "The wire service quoted a senior port official as saying that “it was the storm.” The official added that "
            "the port was shut.",
            "the port was shut",
            "a senior port official",
        ),
        (
            "Omar Holt reported that the Delta Ports Forum, which he follows, was in despair. “They see no way out,” "
            "he writes.",
            "They see",
            "Omar Holt",
        ),
        (
            "Omar Holt was asked by a caller why the port was shut. “So that ships stay out,” he said.",
            "So that",
            "Omar Holt",
        ),
        (
            "Mary Quist smiled when a voter asked if she would close it.\n\n“Nobody ever asked me that,” she said.",
            "Nobody ever",
            "Mary Quist",
        ),
        (
            "The delay doesn’t surprise harbour pilot Dana Reyes: “Ships that wait for the tide are always late.”",
            "Ships that wait",
            "Dana Reyes",
        ),
        (
            "The union urged members to stay in a note that reads in part, “The harbour is no place for a strike. Go.”",
            "The harbour is",
            "The union",
        ),
        (
            "The hall fell silent.\n\n.@dreyes_port: “We will never sell the harbour to anybody at all.”",
            "We will never",
            "@dreyes_port",
        ),
    ],
    ids=[
        "cleft",
        "label of a role",
        "title with of",
        "chief of police",
        "daughter of one in the role",
        "another place’s minister",
        "owner’s title",
        "unnamed one quoted",
        "forum is nobody",
        "who was asked",
        "unknown gender",
        "whom it does not surprise",
        "writers of a note",
        "handle",
    ],
)
def test_the_speaker_is_the_one_meant(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "The Delta Post says Reyes isn’t going anywhere:\n\n“Put it down to the mayor. She likes her.”",
            "Put it down",
            "Delta Post",
        ),
        (
            "The law of 1828, often called the Iron Law, was, according to historian Dana Reyes, “a hunt for favours.”",
            "a hunt for",
            "Dana Reyes",
        ),
        (
            "The Delta Post wrote that Omar Holt had never reported from “a war zone, in the north” at all.",
            "a war zone",
            "Delta Post",
        ),
        ("Holt called Reyes a “weak and slimy harbour rat” on Friday in a post.", "weak and slimy", "Holt"),
        (
            "The port’s decision to count the boats again “is full of danger,” Dana Reyes wrote.",
            "is full of danger",
            "Dana Reyes",
        ),
        ("As crowds came to the quay on Monday, a girl was pushed, police said.", "a girl was pushed", "police"),
    ],
    ids=["not who does not go", "phrase before the quote", "not who did not report", "called", "decision", "aside"],
)
def test_the_one_who_speaks_is_not_the_one_told_of(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize("rest", ["an Ohio man who leaves the “lame duck” council in May", "in the “Delta Today” show"])
def test_scare_quotes_beside_the_speaker_are_not_said(rest: str) -> None:
    text = f"“This is shameful, and everybody should know it,” said Dana Reyes, {rest}."
    assert [text[s.start : s.end] for s in attribute(text)] == ["“This is shameful, and everybody should know it,”"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("FILE PHOTO: Dana Reyes, once the harbour master, arrives for a “closed” hearing in Delta.", "FILE"),
        ("Dana Reyes said in Monday’s grim opinion that the port is shut.", "Monday"),
    ],
    ids=["caption", "day"],
)
def test_captions_and_days_say_nothing(text: str, word: str) -> None:
    assert not any(word in (s.speaker or "") for s in attribute(text))


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Dana Reyes, who once called Delta Core “a toxic word to most of us,” left.", "a toxic word", "Dana Reyes"),
        (
            "Dana Reyes spoke of ships, arguing the council’s vote “reflects fear of the growing port.”",
            "reflects fear",
            "Dana Reyes",
        ),
        ("The council shut “nine tenths of the port’s gates,” per the Delta Post.", "nine tenths", "Delta Post"),
        ("It costs five crowns per ship to stay, Dana Reyes said.", "five crowns per ship", "Dana Reyes"),
        ("Sand helps no ship, and as Holt taught, “if the wind is low, who will sail at all?”", "if the wind", "Holt"),
    ],
    ids=["object between", "object between, small letter", "per", "per, no source", "taught"],
)
def test_what_stands_between_does_not_hide_the_speaker(text: str, words: str, speaker: str) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Dole called it a scandal. “It must stop,” she said.", "It must stop", "Dole"),
        ("The hall was full. Marrick was in no mood to wait. “It must stop,” he said.", "It must stop", "Marrick"),
        ("Ann Poe opened the bridge. Dole called it a scandal. He said it must stop.", "it must stop", "Dole"),
        ("Ann Poe opened the bridge. Dole called it a scandal. “We did it,” she said.", "We did it", "Ann Poe"),
        ("In Corvia it rained. Corvia voted for the plan. “It must stop,” she said.", "It must stop", None),
        ("The Kestrel left at noon. “It must stop,” she said.", "It must stop", None),
    ],
)
def test_a_pronoun_may_mean_a_single_name_that_acted_just_before(text: str, words: str, speaker: str | None) -> None:
    assert speaker_of(text, words) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Corvia Lines cut its sailings. Ferry traffic stopped. The company said it was late.", "Corvia Lines"),
        ("Norring Freight lost a case. Parliament wants more. The firm said it was late.", "Norring Freight"),
        (
            "Halden Mills shut. Voters in Delta were sad. Delta lost it all. The company said it was late.",
            "Halden Mills",
        ),
        ("Fines were paid by Norring Airlines. The airline said it was late.", "Norring Airlines"),
        ("The board of the Kestrel group met. Norring left. The Kestrel group said it was late.", "Kestrel"),
        ("Ferry workers struck at the port. The company said it was late.", "The company"),
        ("Dockers are in the Union of Port Workers. Norring Freight left. Their union said it was late.", None),
    ],
)
def test_a_company_is_one_that_may_be_called_so(text: str, speaker: str | None) -> None:
    assert speaker_of(text, "it was late") == (speaker or "Union of Port Workers")


@pytest.mark.parametrize(
    "title",
    ["Harbour Master", "Cllr", "Town Clerk", "Head Teacher", "Dock Foreman", "Port Director", "Shadow Minister"],
)
def test_a_title_of_any_kind_is_no_part_of_the_name(title: str) -> None:
    assert speaker_of(f"“The port is shut,” {title} Dana Reyes said.", "The port is") == "Dana Reyes"


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Reyes put on a broad Harbour accent and joked, “I will sail it myself.”", "Reyes"),
        ("Holt held up a copy of the plan and shouted: “Who read this?”", "Holt"),
        (
            "“We sold all,” fisherwoman Ida Tarn, wearing a straw hat and a red scarf, said matter-of-factly.",
            "Ida Tarn",
        ),
        ("“We sold all,” Holt, holding a cup and a net, said light-heartedly as it rained.", "Holt"),
    ],
)
def test_what_stands_before_and_or_between_hyphens_is_no_speaker(text: str, mention: str) -> None:
    [statement] = [s for s in attribute(text) if s.kind is not Kind.INDIRECT]
    assert statement.mention is not None
    assert mention in text[statement.mention.start : statement.mention.end]
