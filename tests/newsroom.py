"""A newsroom's archive for the tests of the page: articles of invented people, made by rule."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from index import Index, Settings

PEOPLE = ("Mayor Ann Poe", "Senator Luis Reyes", "Professor Ida Kerr", "Chief Bo Lindt", "Minister Nora Vale")
TOPICS = ("the harbour bridge", "the tram line", "school meals", "the flood wall", "the night market", "wind turbines")
OUTLETS = ("Delta Herald", "Northern Post", "Coast Wire")
COUNT = 320
ARABIC = "قال الوزير سامي حداد إن الجسر سيفتح في الربيع المقبل. وأضاف أن العمل يسير كما خطط له منذ البداية."


def fill(folder: Path) -> None:
    """Write the articles into `folder`, one JSON file each."""
    folder.mkdir(parents=True)
    for number in range(COUNT):
        person, topic = PEOPLE[number % len(PEOPLE)], TOPICS[number % len(TOPICS)]
        cost = 3 + number
        article = {
            "title": f"Council looks at {topic}, part {number}",
            "text": (
                f"The council met again on {topic} in hall {number}. “We will spend {cost} million on {topic} "
                f"before autumn number {number},” {person} said. The session ended after {number + 20} minutes."
            ),
            "outlet": OUTLETS[number % len(OUTLETS)],
            "date": str(date(2024, 1, 3) + timedelta(days=number)),
            "url": f"https://news.example/{number}",
        }
        (folder / f"{number:03}.json").write_text(json.dumps(article), "utf-8")
    wire = "“The ferry will sail at dawn whatever the weather brings,” Captain Olga Brandt told reporters at the pier."
    for number, outlet in enumerate(OUTLETS):
        copied = {"title": "Ferry to sail", "text": wire, "outlet": outlet, "date": f"2024-03-0{number + 1}"}
        (folder / f"ferry-{number}.json").write_text(json.dumps(copied), "utf-8")
    arabic = {"title": "الجسر", "text": ARABIC, "outlet": "صحيفة الدلتا", "date": "2024-05-01"}
    (folder / "arabic.json").write_text(json.dumps(arabic), "utf-8")


def make(folder: Path) -> Path:
    """Make the articles and their archive in `folder`; return the archive's place."""
    fill(folder / "articles")
    Index.refresh(folder / "articles", at=folder / "archive", settings=Settings(archive=folder / "archive"))
    return folder / "archive"
