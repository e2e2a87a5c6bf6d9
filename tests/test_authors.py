"""Authors: what the writer of an opinion piece or of a letter says in their own voice, and what is not theirs."""

from index.attribution import Kind, attribute

OPINION = (
    "The harbour deserves better.\n\nBy Dana Reyes\n\n"
    "I grew up beside this harbour, and my father mended its boats. The quay is falling into the water.\n\n"
    "Mayor Tom Holt said that the repair could wait. It cannot wait another winter."
)
SIGNED_BELOW = (
    "Schools need quiet.\n\n"
    "I have taught for thirty years, and I have never seen so much noise. The new law would make it worse.\n\n"
    "Rep. Dana Reyes, D-Corvia, is a member of the education committee."
)
LETTERS = (
    "Readers on the new bridge.\n\nLETTERS.\n\n"
    "The bridge is a waste of money. Few will use it.\n\nDana Reyes.\n\nPort Corvia.\n\n"
    "At last we can walk to the other side! The ferry was never on time.\n\nTom Holt.\n\nBrill, Corvia.\n\n"
    "It will rust within ten years from now.\n\n@harbourwatch."
)
REPORT = (
    "Bridge opens.\n\nBy Dana Reyes\n\nThe bridge was opened on Monday by the mayor of the town.\n\n"
    "“I waited for my whole life,” said Tom Holt, who walked over it first. “I cried.”"
)


def said(text: str, speaker: str) -> list[str]:
    return [text[s.start : s.end] for s in attribute(text) if s.speaker == speaker]


def test_an_opinion_piece_is_its_authors_words() -> None:
    assert said(OPINION, "Dana Reyes") == [
        "I grew up beside this harbour, and my father mended its boats. The quay is falling into the water.",
        "It cannot wait another winter.",
    ]
    assert said(OPINION, "Tom Holt") == ["that the repair could wait"]


def test_the_author_may_be_named_at_the_end() -> None:
    assert "The new law would make it worse." in " ".join(said(SIGNED_BELOW, "Dana Reyes"))
    assert not any("committee" in words for words in said(SIGNED_BELOW, "Dana Reyes"))


def test_each_letter_is_of_the_name_below_it() -> None:
    assert said(LETTERS, "Dana Reyes") == ["The bridge is a waste of money. Few will use it."]
    assert said(LETTERS, "Tom Holt")[-1].endswith("The ferry was never on time.")
    assert said(LETTERS, "@harbourwatch") == ["It will rust within ten years from now."]


def test_the_authors_own_words_name_nobody() -> None:
    own = [s for s in attribute(OPINION) if s.speaker == "Dana Reyes"]
    assert {(s.mention, s.cue, s.kind) for s in own} == {(None, None, Kind.DIRECT)}


def test_a_reporters_byline_makes_no_speaker() -> None:
    assert said(REPORT, "Dana Reyes") == []
