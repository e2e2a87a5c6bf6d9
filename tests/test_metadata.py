"""Title, date, outlet, agency and furniture read from the text: what is there, and nothing that is not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import readers
from index.article import Article

SEED = Path(__file__).parent.parent / "seeds" / "000_842df65118f4470d.txt"
BODY = (
    "The ministers of the two countries met in the capital on Tuesday to talk about the bridge that has been "
    "closed since the flood, and they agreed to open it again before the summer.\n\n"
    "“It will be safe,” said the engineer, Bo Lind, who has worked on it for a year."
)


def read(text: str, name: str = "a.txt") -> Article:
    (article,) = readers.read(Path("/") / name, text.encode("utf-8")).articles
    return article


def masked(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.furniture]


def test_the_seed_gives_its_date_outlet_and_agency_and_no_title() -> None:
    article = read(SEED.read_text("utf-8"))
    assert (article.title, article.outlet, article.agency) == (None, "News.Az", "AZERTAC")
    assert (article.published, article.language) == (date(2025, 1, 15), "en")
    assert masked(article) == ["date 2025-01-15 + ↺ − 16 px", "News.Az"]


# Title


@pytest.mark.parametrize(
    "headline",
    [
        "Ministers agree to open the bridge",
        "“Safe again”: the bridge opens",
        "The bridge opens before the summer.",
        "Will it open?",
        "Source: the bridge to open before the summer, says minister",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n \n\n"])
def test_a_headline_above_the_text_is_the_title_and_stays_unmasked(headline: str, between: str) -> None:
    article = read(headline + between + BODY)
    if not headline.startswith("“"):  # a line with a quote may be the first statement
        assert article.title == headline
    assert headline not in "".join(masked(article))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The bridge opens before the summer.",
        "“It will be safe,” he said.\n\n" + BODY,
        "The ministers of the two countries met in the capital on\nTuesday to talk about the bridge.\nIt is closed.",
        "Ann Poe and Bo Lind\n\n" + BODY,
        "Workers at the bridge in March. (Photo: Ann Poe)\n\n" + BODY,
        "Advertisement\n\n" + BODY,
        "The ministers said this:\n\n" + BODY,
    ],
)
def test_what_is_no_headline_is_no_title(text: str) -> None:
    assert read(text).title is None


# Date


@pytest.mark.parametrize(
    "line",
    [
        "January 15, 2025",
        "15 January 2025",
        "Jan. 15, 2025 10:30 a.m.",
        "Wednesday, January 15th, 2025",
        "2025-01-15",
        "2025-01-15T10:30:00+04:00",
        "15.01.2025 10:30",
        "15/01/2025",
        "Published: 15 January 2025, 10:30 GMT",
        "Posted on January 15, 2025",
        "15 yanvar 2025",
        "15 января 2025 г.",
        "15 Ocak 2025",
        "15 janvier 2025",
    ],
)
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_line_that_is_a_date_gives_the_date_and_is_masked(line: str, at_the_end: bool) -> None:
    article = read(f"{BODY}\n\n{line}\n" if at_the_end else f"The bridge opens again\n{line}\n\n{BODY}")
    assert article.published == date(2025, 1, 15)
    assert masked(article) == [line]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Poe, January 15, 2025", date(2025, 1, 15)),
        ("LONDON, January 15, 2025 (Reuters) - The ministers met on the bridge", date(2025, 1, 15)),
        ("Workers at the bridge, January 15, 2019. (Photo: Ann Poe)", None),
        ("The flood of January 15, 2019", None),
        ("On January 15, 2019, the bridge was closed.", None),
        ("03/04/2025", None),
        ("January 15", None),
        ("31 February 2025", None),
        ("15 people 2025", None),
        ("3 days ago", None),
        ("January 15, 2525", None),
    ],
)
def test_only_the_texts_own_date_is_taken_and_only_if_there_is_one_reading(line: str, expected: date | None) -> None:
    assert read(f"{line}\n\n{BODY}").published == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2016-10-04.txt", date(2016, 10, 4)),
        ("vote_20161004_2.txt", date(2016, 10, 4)),
        ("2016.10.04 vote.txt", date(2016, 10, 4)),
        ("1234567890123.txt", None),
        ("2016-13-04.txt", None),
        ("vote-2016.txt", None),
    ],
)
def test_the_file_name_gives_the_date_if_the_text_does_not(name: str, expected: date | None) -> None:
    assert read(BODY, name).published == expected
    assert read(f"15 January 2025\n\n{BODY}", name).published == date(2025, 1, 15)


# Outlet


@pytest.mark.parametrize("outlet", ["News.Az", "The Daily Gazette", "gazette.example.org", "Bridge TV"])
@pytest.mark.parametrize("below", ["", "\n\n© 2025 All rights reserved.", "\nShare on Facebook\n"])
def test_a_last_line_that_names_the_outlet_is_the_outlet_and_is_masked(outlet: str, below: str) -> None:
    article = read(f"{BODY}\n\n{outlet}{below}")
    assert article.outlet == outlet
    assert masked(article)[0] == outlet


def test_a_name_that_the_text_says_reports_is_an_outlet() -> None:
    assert read(f"{BODY} The bridge is old, Ponte reports.\n\nPonte").outlet == "Ponte"


@pytest.mark.parametrize(
    "last", ["Bo Lind", "He left.", "It was the news", "“Good News”", "ann@gazette.example", "No. 5"]
)
def test_another_last_line_is_not_taken_for_an_outlet(last: str) -> None:
    article = read(f"{BODY}\n\n{last}")
    assert article.outlet is None
    assert masked(article) == []


def test_a_file_name_is_not_taken_for_an_outlet() -> None:
    assert read(BODY, "The Daily Gazette.txt").outlet is None


def test_labelled_lines_at_the_top_are_read_and_masked() -> None:
    head = (
        "Title: The bridge opens\nDate: 15 January 2025\nSource: The Gazette\nURL: https://g.example/1\nAuthor: Ann Poe"
    )
    article = read(f"{head}\n\n{BODY}")
    assert (article.title, article.outlet, article.url) == ("The bridge opens", "The Gazette", "https://g.example/1")
    assert article.published == date(2025, 1, 15)
    assert masked(article) == head.split("\n")


# Agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("The bridge opens, Ponte.Org reports, citing PONTEPRESS. He left.", "PONTEPRESS"),
        ("The bridge opens, Ponte reports with reference to Arcus.", "Arcus"),
        ("The bridge opens, according to the Arcus news agency.", "Arcus"),
        ("The bridge opens, state news agency Arcus reported, with reference to news agency Arcus.", "Arcus"),
        ("It opens, Ponte reported, citing Italy's ARC.", "ARC"),
        ("LONDON (Reuters) - The bridge opens.", "Reuters"),
        ("ST. PAUL, Minn. (AP) — The bridge opens.", "AP"),
        ("(UPI) -- The bridge opens.", "UPI"),
        ("BEIJING, Jan. 5 (Xinhua) -- The bridge opens.", "Xinhua"),
        ("MOSCOW, January 15. /TASS/. The bridge opens.", "TASS"),
        ("Baku, January 15, AZERTAC\n\nThe bridge opens.", "AZERTAC"),
        ("By Ann Poe, Associated Press\n\nThe bridge opens.", "Associated Press"),
        ("By Ann Poe and Bo Lind | The Arcus News Service\n\nThe bridge opens.", "Arcus News Service"),
        ("Мост открыт, сообщает Ponte со ссылкой на Аркус.", "Аркус"),
        ("Körpü açıldı, Ponte ARKUS-a istinadən xəbər verir.", "ARKUS"),
        ("The bridge opens, Ponte reports, citing the Defence Ministry.", None),
        ("The bridge opens, Ponte reports, citing Ann Poe.", None),
        ("The bridge opens, Ponte reports, citing sources.", None),
        ("Sen. Ann Poe (D-Mont.) — who built it — left.", None),
        ("ANN POE (HOST): The bridge opens.", None),
        ("By Ann Poe, Staff Writer\n\nThe bridge opens.", None),
        ("By Ann Poe, Bo Lind\n\nThe bridge opens.", None),
        ("The minister (Poe) - who left - said no.", None),
    ],
)
def test_the_agency_cited_is_told_from_ministries_and_people(text: str, agency: str | None) -> None:
    assert read(f"{text}\n\n{BODY}").agency == agency


def test_an_agencys_own_article_cites_no_agency() -> None:
    (article,) = readers.read(
        Path("/a.json"), b'{"text": "LONDON (Reuters) - It opens.", "source": "REUTERS"}'
    ).articles
    assert (article.outlet, article.agency) == ("REUTERS", None)


# Furniture


@pytest.mark.parametrize(
    "line",
    [
        "Share on Facebook",
        "Share this article: Twitter | WhatsApp | Email",
        "Facebook Twitter LinkedIn",
        "A+ A-",
        "Read more: The bridge that would not stand",
        "RELATED: Ministers meet again",
        "Advertisement",
        "Story continues below advertisement",
        "Sign up for our newsletter and get the news every day",
        "Follow us on Twitter",
        "© 2025 The Gazette. All rights reserved.",
        "https://gazette.example/bridge",
        "Photo: Ann Poe / The Gazette",
        "(Photo by Ann Poe)",
        "We use cookies to improve your experience.",
        "This article is more than 3 years old",
        "5 min read",
        "Tags: bridge, flood",
        "* * *",
        "Читайте также: Мост закрыт",
    ],
)
def test_what_pages_put_around_the_text_is_masked(line: str) -> None:
    first, last = BODY.split("\n\n")
    article = read(f"{first}\n\n{line}\n\n{last}")
    assert masked(article) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Read the report, the minister said.",
        "“Share this with all,” she said.",
        'Related: "I will not open it," the engineer said.',
        "Copyright law is a mess, lawmakers agree.",
        "Privacy policy changes at the bank anger its customers.",
        "Like us, they want the bridge to open.",
        "Post offices will close on Monday.",
        "Advertisements for the bridge were banned, the minister said.",
        "Register to vote at the county office or by email.",
        "Photo opportunities were few, the reporters said.",
        "The company uses cookies to follow people.",
        "The sign says 16 px and nothing else, which no driver on that road would ever understand.",
        "He left.",
    ],
)
def test_a_sentence_is_never_masked(line: str) -> None:
    first, last = BODY.split("\n\n")
    assert masked(read(f"{first}\n\n{line}\n\n{last}")) == []


@given(
    st.lists(
        st.sampled_from(
            [
                *BODY.split(),
                "Advertisement",
                "©",
                "2025-01-15",
                "By",
                "(AP)",
                "—",
                ",",
                "\n",
                "\r\n\r\n",
                "News.Az",
                "Title:",
                "\u2028",
                "İ",
                "😀",
            ]
        )
    )
)
def test_what_is_masked_lies_within_the_text_in_order_and_apart(words: list[str]) -> None:
    text = "So " + " ".join(words)
    article = read(text)
    assert article.text == text
    places = [place for span in article.furniture for place in span]
    assert places == sorted(places)
    assert all(span.of(text).strip() for span in article.furniture)
    assert not places or (places[0] >= 0 and places[-1] <= len(text))


# Masthead


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("The Harbour Gazette, 12 March 2024\n\n{}\n\nBy Jane Roe", "The Harbour Gazette"),
        ("{}\n\nCorvia Times, Tuesday 12 March 2024", "Corvia Times"),
        ("Norring Dispatch | 12 March 2024\n\n{}", "Norring Dispatch"),
        ("From the Delta Herald - March 12, 2024\n{}", "the Delta Herald"),
        ("{}\nBy Jane Roe\nThe Harbour Gazette\n12 March 2024", "The Harbour Gazette"),
        ("The Harbour Gazette\n12 March 2024\n\n{}", "The Harbour Gazette"),
        ("{}\nBy Jane Roe, The Delta Post\n12 March 2024", "The Delta Post"),
        ("{}\n\nBy Jane Roe | Corvia Times | March 12, 2024", "Corvia Times"),
    ],
)
def test_a_line_of_outlet_and_date_at_the_top_tells_both_and_is_no_title(head: str, outlet: str) -> None:
    article = read(f"{head.format('Ministers agree to open the bridge')}\n\n{BODY}")
    assert (article.title, article.outlet) == ("Ministers agree to open the bridge", outlet)
    assert article.published == date(2024, 3, 12)
    assert any(outlet in line for line in masked(article))


@pytest.mark.parametrize(
    "head",
    [
        "Port Corvia, 12 March 2024",
        "Hard Times\n12 March 2024",
        "The Harbour Gazette wins a prize for its story",
        "Owner of the Delta Post sells the Corvia Times",
    ],
)
def test_a_place_and_a_headline_are_no_outlet(head: str) -> None:
    assert read(f"{head}\n\n{BODY}").outlet is None
