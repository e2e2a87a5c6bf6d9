"""The tab of the speakers, in a real browser: whole sentences, and a timeline for everybody."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Desk, serving
from playwright.sync_api import Locator, expect

from index import Index, Settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

DENIED = "Mayor Ann Poe never said that the bridge was safe."
LONG = " ".join(f"after the {number} long meetings of the council" for number in range(30))
BARS = "#timeline [aria-roledescription=bar]"


def statement(number: int, day: str, speaker: str, outlet: str = "Coast Wire") -> dict[str, str]:
    text = f"The council met in hall {number}. “We will spend {number} million on the wall,” {speaker} said."
    return {"text": text, "date": day, "outlet": outlet, "title": f"Council, part {number}"}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("speakers")
    articles = [
        {"text": f"The council met. {DENIED} It rained all day.", "date": "2025-03-01"},
        {"text": f"{LONG.capitalize()}, Chief Bo Lindt never said that the dam was safe.", "date": "2025-03-03"},
        {"text": f"“The dam is old,” Chief Bo Lindt said {LONG}. It rained.", "date": "2025-03-02"},
        *(statement(year, f"{year}-03-04", "Minister Nora Vale") for year in (2010, 2024, 2025)),
        *(statement(day, f"2025-01-{day:02}", "Senator Luis Reyes") for day in range(1, 29)),
        statement(40, "2025-01-09", "Senator Luis Reyes", "Northern Post"),
    ]
    (folder / "articles").mkdir()
    for number, article in enumerate(articles):
        (folder / "articles" / f"{number}.json").write_text(json.dumps(article), "utf-8")
    settings = Settings(archive=folder / "archive", workers=1)
    Index.refresh(folder / "articles", at=folder / "archive", settings=settings)
    return folder / "archive"


@pytest.fixture(scope="module")
def url(at: Path) -> Iterator[str]:
    with serving(at) as url:
        yield url


def look_up(at: Desk, person: str) -> None:
    if not at.page.get_by_label("Who", exact=True).is_visible():
        at.open("Speakers")
    box = at.page.get_by_label("Who", exact=True)
    box.fill(person)
    box.press("Enter")


def test_a_statement_stands_in_its_whole_sentence(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Ann Poe")
    said = at.page.locator("#statements li")
    expect(said.locator("p")).to_have_text(f"{DENIED} [1]")
    own = said.locator("mark").text_content()
    assert own
    assert own in DENIED
    assert "never" not in own
    said.get_by_role("link").click()
    expect(at.page.locator("#articles mark:target")).to_have_text(own)


def test_a_very_long_sentence_is_shortened_around_the_statement(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Bo Lindt")
    said = at.page.locator("#statements li p")
    expect(said).to_have_count(2)
    before, after = said.all_text_contents()
    assert before.startswith("… ")
    assert before.endswith(" Chief Bo Lindt never said that the dam was safe. [1]")
    assert after.startswith("“The dam is old,” Chief Bo Lindt said after the 0 long")
    assert after.endswith(" … [2]")
    assert 300 < max(len(before), len(after)) < 400


def test_there_is_no_chart_before_somebody_is_chosen(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.open("Speakers")
    expect(at.page.get_by_text("Choose a person or a topic.")).to_be_visible()
    expect(at.page.locator("#timeline")).to_have_count(0)
    look_up(at, "Nora Vale")
    expect(at.page.locator(BARS).last).to_be_visible()
    look_up(at, "")
    expect(at.page.locator("#timeline")).to_have_count(0)
    expect(at.page.locator("#counts")).to_have_count(0)


def test_the_counts_can_be_reached_by_keyboard(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Nora Vale")
    summary = at.page.locator("#counts summary")
    expect(summary).to_have_text("As a list")
    expect(at.page.get_by_role("button", name="March 2010")).to_have_count(0)
    summary.focus()
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_role("button", name="March 2025: 1 statement")).to_be_visible()
    for _ in range(3):
        at.page.keyboard.press("Tab")
    expect(at.page.get_by_role("button", name="March 2010: 1 statement")).to_be_focused()
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_test_id("user")).to_contain_text("What did Nora Vale say in March 2010?")
    expect(at.page.locator(".answer blockquote footer").first).to_contain_text("March 2010")


def test_what_the_chart_leaves_out_is_said_and_years_hold_all(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Nora Vale")
    expect(at.page.locator("#counts .hint")).to_have_text(
        "The chart shows the last 120 months; 1 earlier statement is not in it. Count by year to see more."
    )
    expect(at.page.locator(BARS)).to_have_count(120)
    at.page.get_by_role("radio", name="year").click()
    expect(at.page.locator(BARS)).to_have_count(16)
    expect(at.page.locator("#counts .hint")).to_have_count(0)
    assert at.page.locator(BARS).first.get_attribute("aria-label") == "time: 2010; statements: 1"
    at.page.locator(BARS).first.click()
    expect(at.page.get_by_test_id("user")).to_contain_text("What did Nora Vale say in 2010?")


def labels(at: Desk, axis: str) -> Locator:
    return at.page.locator(f"#timeline [aria-label^='{axis}-axis'] .role-axis-label text").filter(visible=True)


@pytest.mark.parametrize("person", ["Ann Poe", "Nora Vale", "Luis Reyes"])  # 1, 1 and 29 statements a month at most
def test_the_axis_counts_in_whole_numbers_from_nothing_to_above_the_bars(
    desk: Callable[..., Desk], url: str, person: str
) -> None:
    at = desk(url)
    look_up(at, person)
    expect(at.page.locator(BARS).last).to_be_visible()
    at.page.wait_for_timeout(1500)  # it is drawn more than once
    marks = [int(text) for text in labels(at, "Y").all_text_contents()]
    assert marks[0] == 0
    assert len(set(marks)) == len(marks) > 1
    title = at.page.locator("#timeline .role-axis-title", has_text="statements").bounding_box()
    frame = at.page.locator("#timeline svg").bounding_box()
    assert title["x"] >= frame["x"]
    top = at.page.locator("#timeline .mark-group.role-frame path.background").first.bounding_box()
    assert all(bar.bounding_box()["y"] > top["y"] + 5 for bar in at.page.locator(BARS).all())


@pytest.mark.parametrize("width", [390, 820, 1280])
@pytest.mark.parametrize(("person", "by"), [("Nora Vale", "month"), ("Nora Vale", "year"), ("Luis Reyes", "day")])
def test_labels_do_not_run_into_each_other(
    desk: Callable[..., Desk], url: str, person: str, by: str, width: int
) -> None:
    at = desk(url, viewport={"width": width, "height": 800})
    look_up(at, person)
    at.page.get_by_role("radio", name=by).click()
    bars = {"month": 120, "year": 16, "day": 28}
    expect(at.page.locator(BARS)).to_have_count(bars[by])
    at.page.wait_for_timeout(1500)
    boxes = [label.bounding_box() for label in labels(at, "X").all()]
    assert len(boxes) >= 3
    for before, after in itertools.pairwise(boxes):
        assert before["x"] + before["width"] < after["x"]


def test_a_person_whom_the_archive_does_not_know_is_told(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Nora Vale")
    expect(at.page.locator("#statements li")).to_have_count(3)
    look_up(at, "Nobody Known")
    expect(at.page.locator("#statements")).to_have_text(re.compile("Nobody of the name Nobody Known speaks"))
    expect(at.page.locator("#timeline")).to_have_count(0)
    expect(at.page.get_by_test_id("toast-body")).to_have_count(0)


def test_a_bar_asks_in_the_outlets_chosen(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    look_up(at, "Luis Reyes")
    box = at.page.locator("#people").get_by_label("Outlets")
    box.click()
    at.page.get_by_role("option", name="Northern Post").click()
    box.press("Escape")
    expect(at.page.locator("#statements li")).to_have_count(1)
    expect(at.page.locator(BARS)).to_have_count(1)
    at.page.locator(BARS).click()
    answer = at.page.locator(".answer")
    expect(answer.locator(".understood").first).to_have_text("Only Northern Post")
    expect(answer.locator("blockquote")).to_have_count(1)
    expect(answer.locator("blockquote footer")).to_contain_text("Northern Post")
