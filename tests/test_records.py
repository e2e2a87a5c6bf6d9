"""JSON, JSON lines and tables: the text field verbatim, each bad record told and no other lost."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import ENGLISH, FRENCH, RUSSIAN, article, masked, read

from index import readers
from index.errors import UnreadableFileError

# JSON


@pytest.mark.parametrize(
    "record",
    [
        {
            "text": ENGLISH,
            "title": "Talks",
            "date": "2024-03-05",
            "url": "https://g.example/1",
            "outlet": "The Gazette",
        },
        {
            "body": ENGLISH,
            "headline": "Talks",
            "published": "5 March 2024",
            "link": "https://g.example/1",
            "source": "The Gazette",
        },
        {
            "Content": ENGLISH,
            "Title": "Talks",
            "PublishedAt": "2024-03-05T23:30:00-05:00",
            "URL": "https://g.example/1",
            "source": {"id": 1, "name": "The Gazette"},
        },
        {
            "article_body": ENGLISH,
            "name": "Talks",
            "pub-date": "Tue, 05 Mar 2024 10:00:00 GMT",
            "permalink": "https://g.example/1",
            "publisher": {"name": "The Gazette"},
        },
        {
            "full_text": ENGLISH,
            "HEADLINE": "Talks",
            "timestamp": 1709632800,
            "canonical_url": "https://g.example/1",
            "site": "The Gazette",
        },
        {
            "description": ENGLISH,
            "title": " Talks\n",
            "created": 1709632800000,
            "href": "https://g.example/1",
            "newspaper": "The Gazette",
        },
        {
            "text": "",
            "content": ENGLISH,
            "title": "Talks",
            "date": "n/a",
            "pub_date": "05.03.2024",
            "url": "https://g.example/1",
            "source_name": "The Gazette",
        },
    ],
)
def test_the_usual_field_names_are_understood(tmp_path: Path, record: Mapping[str, Any]) -> None:
    found = article(tmp_path / "a.json", json.dumps(record))
    assert found.text == ENGLISH
    assert (found.title, found.outlet, found.published) == ("Talks", "The Gazette", date(2024, 3, 5))
    assert found.url == "https://g.example/1"
    assert found.record is None


@pytest.mark.parametrize("container", ["articles", "items", "data", "documents", "results", "records", "docs", "news"])
def test_a_list_is_found_in_the_object_that_holds_it(tmp_path: Path, container: str) -> None:
    records = [{"text": ENGLISH}, {"text": RUSSIAN}]
    for value in ({"description": "a feed", container: records}, {"response": {"total": 2, container: records}}):
        found = read(tmp_path / "a.json", json.dumps(value)).articles
        assert [(one.text, one.record) for one in found] == [(ENGLISH, 0), (RUSSIAN, 1)]


def test_a_bad_line_is_named_and_costs_no_other(tmp_path: Path) -> None:
    good = json.dumps({"text": ENGLISH})
    lines = [
        good,
        '{"text": "cut',
        "",
        '{"title": "no text"}',
        "[1]",
        '{"text": "\\ud83d half"}',
        '{"text": "a\\u0000b"}',
        good,
    ]
    reading = read(tmp_path / "a.json", "\r\n".join(lines))
    assert [one.text for one in reading.articles] == [ENGLISH, ENGLISH]
    assert [one.record for one in reading.articles] == [0, 6]
    places = [problem.split(":")[0] for problem in reading.problems]
    assert places == ["line 2", "line 4", "line 5", "record 5", "record 6"]
    assert "surrogate" in reading.problems[3]


def test_what_a_cut_off_list_still_holds_is_read(tmp_path: Path) -> None:
    whole = json.dumps([{"text": ENGLISH}, {"text": RUSSIAN}, {"text": FRENCH}], indent=1)
    reading = read(tmp_path / "a.json", whole[:-60])
    assert [one.text for one in reading.articles] == [ENGLISH, RUSSIAN]
    assert reading.problems[0].startswith("record 3 and all after it")


def test_objects_over_several_lines_one_after_the_other_are_read(tmp_path: Path) -> None:
    records = [json.dumps({"text": text}, indent=2) for text in (ENGLISH, RUSSIAN)]
    assert [one.text for one in read(tmp_path / "a.jsonl", "\n".join(records)).articles] == [ENGLISH, RUSSIAN]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"text": 1, "n": ' + "9" * 5000 + "}", "not JSON"),
        ("[]", "no text"),
        ("3", "no text"),
        ('{"title": "Talks"}', "no text"),
        ('{"text": "\\ud83d"}', "surrogate"),
        ('[{"text": ["a", 1]}]', "record 1"),
    ],
)
def test_json_without_an_article_is_refused_with_the_reason(tmp_path: Path, data: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.json", data)


def test_odd_but_valid_json_is_read(tmp_path: Path) -> None:
    data = f'\ufeff{{"text": "old", "n": NaN, "i": -Infinity, "date": [1], "url": {{}}, "text": {json.dumps(ENGLISH)}}}'
    found = article(tmp_path / "a.json", data)
    assert (found.text, found.published, found.url) == (ENGLISH, None, None)


def test_tags_in_a_text_field_stay_and_are_masked(tmp_path: Path) -> None:
    text = '<p class="a">He said <b>no</b> &amp; 2 < 3.</p><script>say("x")</script>'
    found = article(tmp_path / "a.json", json.dumps({"text": text}))
    assert found.text == text
    assert masked(found) == ['<p class="a">', "<b>", "</b>", '</p><script>say("x")</script>']


def test_the_outlet_of_an_address_is_its_host(tmp_path: Path) -> None:
    found = article(tmp_path / "a.json", json.dumps({"text": ENGLISH, "url": "https://www.gazette.example/1"}))
    assert found.outlet == "gazette.example"
    found = article(tmp_path / "a.json", json.dumps({"text": ENGLISH, "url": "javascript:alert(1)"}))
    assert (found.outlet, found.url) == (None, None)


def test_a_thousand_bad_lines_do_not_make_a_thousand_problems(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.jsonl", json.dumps({"text": ENGLISH}) + "\n{" * 1000)
    assert len(reading.problems) < 60
    assert reading.problems[-1] == "and 950 more problems like these"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["text", "title", "date", "url", "source", "articles", "x"]), inner)
        ),
    )
)
def test_no_json_value_raises_anything_else(value: object) -> None:
    try:
        reading = readers.read(Path("/a.json"), json.dumps(value).encode())
    except UnreadableFileError as error:
        assert str(error)
    else:
        assert all(one.model_dump_json().encode("utf-8") and one.text.strip() for one in reading.articles)


# CSV


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".tsv", "\t")])
def test_each_row_of_a_table_is_an_article_verbatim(tmp_path: Path, suffix: str, delimiter: str) -> None:
    texts = [f'{ENGLISH}\r\n\r\nHe said "no"; then, no more.', FRENCH]
    rows = [["Headline", "Article Text", "Pub Date", "URL"]]
    rows += [["Talks", text, "2024-03-05", "https://g.example/1"] for text in texts]
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=delimiter).writerows(rows)
    found = read(tmp_path / f"a{suffix}", table.getvalue()).articles
    assert [(one.text, one.record) for one in found] == [(texts[0], 0), (texts[1], 1)]
    assert (found[1].title, found[1].outlet, found[1].published) == ("Talks", "g.example", date(2024, 3, 5))


def test_a_row_without_text_is_named_and_costs_no_other(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.csv", f'title,text\nA,"{ENGLISH}"\nB\nC,"{RUSSIAN}",more,than,named\n')
    assert [one.text for one in reading.articles] == [ENGLISH, RUSSIAN]
    assert [problem.split(":")[0] for problem in reading.problems] == ["line 3"]


@pytest.mark.parametrize(
    ("data", "message"),
    [("a,b\n1,2\n", "a column named"), ("title,text\n", "without rows"), ("title,text\nA,\n", "line 2")],
)
def test_a_table_without_an_article_is_refused_with_the_reason(tmp_path: Path, data: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.csv", data)
