"""Sentence boundaries on what scraped news really looks like."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split

SEED = Path(__file__).parent.parent / "seeds" / "000_842df65118f4470d.txt"


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["Trust grew among member states.", "In turn, the president left."], id="glued"),
        pytest.param(["It was read in Baku.", "Guliyev left.", "He went home."], id="glued after a name"),
        pytest.param(["He said so.", '"It is so."', "He left."], id="glued to an opening quote"),
    ],
)
def test_glued_sentences_come_apart(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Fuel got dearer, Report.Az reports, citing an agency.",
        "The shop at Books.com sells the U.S. edition of J. K. Lorne.",
        "It was No. 5 on a list of 3.5 million.",
        "Sens. Ray Toll (D-Mont.) and Gov. Ann Poe met at 5 p.m. Monday.",
        "Sen. Ann Toll (D-R.I.) told the A.F.L.-C.I.O. so.",
        "Write to ann@Example.Org or see www.Example.Org today.",
        "“Why is it so big?” Toll demanded.",
        '"Go!" President Ann R. Poe said.',
        "Г. Гусев сказал, что т.е. это так, и уехал в г. Баку.",
        '"Да!" — сказал он.',
        "Nazir bildirib ki, s. 5-də yazılıb.",
        "He paused... then left.",
        "Acme Inc. sold it to Dr. Lee and St. Mary’s vs. the U.N. Security Council.",
    ],
)
def test_a_dot_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["“One is dogs.", "The other is wolves.", "These are howls.”", "He left."], id="in quotes"),
        pytest.param(["He moved to the U.S.", "The rest stayed."], id="acronym at the end"),
        pytest.param(["It ended at 5 p.m.", "He left."], id="abbreviation at the end"),
        pytest.param(["Он уехал.", "В Баку тепло."], id="Cyrillic"),
        pytest.param(["O, Bakıda olub.", "İndi Şəkidədir.", "Əlbəttə!"], id="Azerbaijani"),
        pytest.param(["她来了。", "他走了！"], id="without spaces"),
        pytest.param(["It is (he says.)", "“So?”", "‘Yes…’"], id="closers"),
        pytest.param(["In 2016.", "25 came."], id="figures"),
    ],
)
def test_sentences_end_where_they_end(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_blank_line_ends_a_headline_without_a_full_stop() -> None:
    assert sentences("Mayor wins again\n\nThe mayor won") == ["Mayor wins again", "The mayor won"]


def test_a_wrapped_line_does_not_end_a_sentence() -> None:
    text = (
        "The council of the old town said on Monday that the new bridge over\n"
        "the river will not be opened before the end of the coming year, as\n"
        "the steel that was ordered from abroad has still not been delivered\n"
        "and the builder has asked for more time to finish the two ramps."
    )
    assert sentences(text) == [text]


def test_the_seed_article_splits_into_its_sentences() -> None:
    text = SEED.read_bytes().decode()
    found = sentences(text)
    assert len(found) == 16
    assert [s for s in found if s.startswith(("In turn,", "He highlighted the important", "News.Az"))] == [
        "In turn, President Ilham Aliyev affirmed that Azerbaijan’s chairmanship of the organization is "
        "progressing successfully.",
        "He highlighted the important decisions taken at COP29 concerning the global climate agenda.",
        "News.Az",
    ]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(".!?…\"'”“ \n.AaÖя«»“”()")), max_size=300))
def test_every_sentence_is_a_slice_and_no_visible_character_is_lost(text: str) -> None:
    spans = split(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    outside = set(range(len(text))) - {i for s in spans for i in range(*s)}
    assert all(text[i].isspace() for i in outside)
    assert all(not s.of(text)[0].isspace() and not s.of(text)[-1].isspace() for s in spans)


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(
            ["The dockers at the port stayed out, said union\nleader Tom Reel on Monday.", "He left."],
            id="small letter",
        ),
        pytest.param(
            ["It was the council of the old town that sold the\nKestrel Bridge last year.", "He left."], id="dangling"
        ),
        pytest.param(["The builder wants more money for the ramps, said Mr.\nHolt of Delta.", "He left."], id="title"),
        pytest.param(["The mayor was asked about the bridge on Monday,\nTuesday and Friday.", "No."], id="comma"),
    ],
)
def test_a_sentence_broken_at_the_end_of_a_single_line_goes_on(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_headings_and_paragraphs_end_though_all_other_lines_are_wrapped() -> None:
    expected = [
        "Bridge work nears end",
        "The Kestrel Bridge will open in May after two long years of work, the\nmayor of the city told a crowd of some "
        "two hundred people on Monday.",
        "“We were promised this a year ago,” said Bo Dole, whose ferry runs to\nthe island and back four times a day.",
        "What comes next",
        "The council meets on Tuesday to hear from the builder and from Port\nDirector Eva Lund, who wants more money.",
    ]
    assert sentences("\n".join(expected)) == expected


@pytest.mark.parametrize(
    "text", ["home\nnews\nabout us", "A new bridge for the old town is to open\nIt rained on Monday."]
)
def test_lines_that_are_no_wrapped_text_are_sentences_of_their_own(text: str) -> None:
    assert sentences(text) == text.split("\n")


def test_a_turkish_ordinal_does_not_end_a_sentence() -> None:
    text = "Zirve 29. Taraflar Konferansı oldu. Sayı 29. Bu yıl 2024. Herkes geldi."
    found = [span.of(text) for span in split(text, "tr")]
    assert found == ["Zirve 29. Taraflar Konferansı oldu.", "Sayı 29.", "Bu yıl 2024.", "Herkes geldi."]
    assert len(split(text)) == 5
