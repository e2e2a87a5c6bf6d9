"""Exports: what is pasted elsewhere says there what the article says, and runs nothing."""

import json
import re
from pathlib import Path

import pytest
from pybtex.database import Entry, parse_string

from index import Index, Settings
from qa import Assistant
from ui import exports
from ui.exports import Format
from ui.sources import Told

WIRE = "“The ferry will sail at dawn whatever the weather brings,” Captain Olga Brandt told reporters at the pier."
QUESTION = "What did Olga Brandt say about the ferry?"


def asked(folder: Path, *articles: dict[str, str]) -> tuple[exports.Exchange, Index]:
    """Ask an archive of copies of one text that differ in these facts."""
    (folder / "articles").mkdir()
    for number, facts in enumerate(articles):
        (folder / "articles" / f"{number}.json").write_text(json.dumps({"text": WIRE} | facts), "utf-8")
    settings = Settings(workers=1)
    Index.refresh(folder / "articles", at=folder / "archive", settings=settings)
    assistant = Assistant.open(folder / "archive", settings)
    answer = assistant.answer(QUESTION)
    assert len(answer.citations) == 1
    return (QUESTION, Told.of(answer)), assistant.archive


def bibtex(folder: Path, **facts: str) -> Entry:
    """Return the one entry, as another program reads it."""
    exchange, archive = asked(folder, facts)
    (entry,) = parse_string(exports.answer(exchange, archive, Format.BIBTEX), "bibtex").entries.values()
    return entry


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Open { brace", r"Open {\textbraceleft} brace"),
        ("Close } brace", r"Close {\textbraceright} brace"),
        (r"\input{/etc/passwd}", r"{\textbackslash}input{\textbraceleft}/etc/passwd{\textbraceright}"),
        ("100% of R&D #1 a_b $x ~ ^", r"100\% of R\&D \#1 a\_b \$x {\textasciitilde} {\textasciicircum}"),
        ('Say "yes", COP29', 'Say "yes", COP29'),
        ("Şuşa – 8 Noyabr", "Şuşa – 8 Noyabr"),
    ],
)
def test_no_sign_of_a_title_is_a_command_or_ends_the_entry(tmp_path: Path, title: str, expected: str) -> None:
    assert bibtex(tmp_path, title=title).fields["title"] == f"{{{expected}}}"


@pytest.mark.parametrize("outlet", ["Reuters, and Sons", "Delta Herald", "Bild and Sport"])
def test_an_outlet_is_no_author(tmp_path: Path, outlet: str) -> None:
    entry = bibtex(tmp_path, outlet=outlet, date="2024-03-01")
    assert not entry.persons
    assert entry.fields["journal"] == outlet
    assert (entry.fields["year"], entry.fields["date"]) == ("2024", "2024-03-01")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example/a%20b_c?d=1&e=~#f", "https://x.example/a%20b_c?d=1&e=~#f"),
        (r"https://x.example/a}b\c {d", "https://x.example/a%7Db%5Cc%20%7Bd"),
    ],
)
def test_an_address_is_not_changed_but_for_what_is_none(tmp_path: Path, address: str, expected: str) -> None:
    exchange, archive = asked(tmp_path, {"url": address})
    (entry,) = parse_string(exports.answer(exchange, archive, Format.BIBTEX), "bibtex").entries.values()
    assert entry.fields["url"] == expected
    assert f"<{expected}>" in exports.answer(exchange, archive, Format.MARKDOWN)
    assert json.loads(exports.answer(exchange, archive, Format.CSL))[0]["URL"] == expected


def test_copies_in_other_outlets_are_listed(tmp_path: Path) -> None:
    exchange, archive = asked(
        tmp_path,
        {"outlet": "Delta_Herald", "date": "2024-03-03", "url": "https://delta.example/1"},
        {"outlet": "Delta_Herald", "date": "2024-03-02", "url": "https://delta.example/1"},
        {"title": "Ferry *"},
    )
    cited = archive.article(exchange[1].sources[0].article)
    places = {"2024-03-03": "Delta_Herald, 2024-03-03", "2024-03-02": "Delta_Herald, 2024-03-02", "None": "Ferry *"}
    del places[str(cited.published)]
    assert f"\n    also in {'; '.join(places.values())}\n" in exports.answer(exchange, archive, Format.TEXT)
    escaped = [
        place.replace("_", r"\_").replace("*", r"\*") + (" <https://delta.example/1>" if day != "None" else "")
        for day, place in places.items()
    ]
    listed = f"> also in {'; '.join(escaped)}"
    assert listed in exports.answer(exchange, archive, Format.MARKDOWN).splitlines()
    assert listed in exports.markdown([exchange], archive).splitlines()


def test_what_stands_in_one_article_has_no_copies(tmp_path: Path) -> None:
    exchange, archive = asked(tmp_path, {"outlet": "Delta Herald"})
    assert not re.search("also in", exports.markdown([exchange], archive))
