"""The page as a desk: every habit of those who keep it open, in a real browser, on a newsroom's archive."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import newsroom
import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import Desk, serving
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

TRAM = "What did Ann Poe say about the tram line?"
BRIDGE = "What did Luis Reyes say about the harbour bridge?"
FERRY = "What did Olga Brandt say about the ferry?"
SLOW = 120_000  # milliseconds; a refresh starts workers, reads, parses and encodes


@pytest.fixture(scope="module")
def url(newsroom_archive: Path) -> Iterator[str]:
    with serving(newsroom_archive) as url:
        yield url


def test_sources_appear_before_the_answer(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                for (const name of ['reading', 'answer'])
                    if (document.querySelector('#conversation .' + name) && !window.seen.includes(name))
                        window.seen.push(name);
            }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    at.ask(TRAM)
    assert at.page.evaluate("window.seen") == ["reading", "answer"]


def test_an_answer_says_in_words_how_sure_it_is(desk: Callable[..., Desk], url: str) -> None:
    expect(desk(url).ask(TRAM).locator(".foot")).to_contain_text(re.compile(r"in 10 such answers are right"))


def test_copies_of_the_wire_are_folded(desk: Callable[..., Desk], url: str) -> None:
    answer = desk(url).ask(FERRY)
    expect(answer.locator("blockquote")).to_have_count(1)
    fold = answer.locator("details")
    expect(fold.locator("summary")).to_have_text("also in 2 others")
    expect(fold.locator("li").first).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.locator("li").first).to_be_visible()


def test_a_conversation_is_restored_after_a_reload_with_live_citations(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(TRAM)
    expect(at.panel.locator("mark")).not_to_have_count(0)
    at.page.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('onrecord-'))")
    at.page.reload()
    answer = at.page.locator(".answer")
    expect(answer).to_have_count(1)
    expect(at.panel.locator("mark")).not_to_have_count(0)
    answer.get_by_role("link", name="[2]").click()
    target = at.panel.locator("mark:target")
    expect(target).to_be_in_viewport()
    assert target.text_content() == answer.locator("blockquote p").nth(1).text_content().removesuffix(" [2]")


def test_one_goes_from_citation_to_citation(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    answer = at.ask(TRAM)
    answer.get_by_role("link", name="[1]").click()
    first = at.panel.locator("mark:target").text_content()
    at.panel.get_by_role("link", name="Next citation").click()
    expect(at.panel.locator("mark:target")).not_to_have_text(first)
    at.panel.get_by_role("link", name="Previous citation").click()
    expect(at.panel.locator("mark:target")).to_have_text(first)


def test_a_question_in_the_address_is_asked_once(desk: Callable[..., Desk], url: str) -> None:
    at = desk(f"{url}/?q={quote(TRAM)}")
    answer = at.page.locator(".answer")
    expect(answer).to_contain_text("Ann Poe")
    link = answer.get_by_role("link", name="Link to this question").get_attribute("href")
    assert link == f"?q={quote(TRAM)}"
    expect(at.panel.locator("mark")).not_to_have_count(0)
    at.page.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('onrecord-'))")
    at.page.reload()
    expect(answer).to_have_count(1)
    at.page.wait_for_timeout(1500)
    expect(answer).to_have_count(1)


def test_filters_restrict_and_are_shown(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.unfold("Filters")
    at.choose("Outlets", "Northern Post")
    answer = at.ask(BRIDGE)
    expect(answer.locator(".understood").first).to_have_text("Only Northern Post")
    for footer in answer.locator("blockquote footer").all():
        expect(footer).to_contain_text("Northern Post")


def test_filters_of_days_and_speakers(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.unfold("Filters")
    at.page.locator("#filters").get_by_role("textbox").first.fill("2024-06-01")
    at.choose("Words of", "Ida Kerr")
    answer = at.ask("What was said about school meals?")
    expect(answer.locator(".understood").first).to_have_text("Only since 1 June 2024 · Ida Kerr")
    quotes = answer.locator("blockquote footer").all_text_contents()
    assert quotes
    assert all("Ida Kerr" in footer for footer in quotes)
    assert not any(re.search(r"(January|February|March|April|May) 2024", footer) for footer in quotes)


def test_the_words_of_somebody_may_be_filtered_by_a_name_typed(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.unfold("Filters")
    box = at.page.get_by_role("tabpanel").get_by_label("Words of", exact=True)
    box.fill("kerr")
    box.press("Enter")
    footers = at.ask("What was said about school meals?").locator("blockquote footer")
    assert footers.count()
    assert all("Ida Kerr" in footer for footer in footers.all_text_contents())


def test_a_filter_of_language(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.unfold("Filters")
    at.choose("Languages", "ar")
    expect(at.ask(TRAM)).to_have_class(re.compile("not-found"))


def test_a_day_that_is_none_is_explained(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.unfold("Filters")
    fields = at.page.locator("#filters").get_by_role("textbox")
    fields.first.fill("2024-06-01")
    fields.nth(1).fill("2024-05-01")
    box = at.page.get_by_role("textbox", name="Question")
    box.fill(TRAM)
    box.press("Enter")
    expect(at.page.get_by_text("No article is both of 1 June 2024 or later")).to_be_visible()


def test_a_speaker_read_from_the_question_can_be_removed(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(TRAM)
    at.page.get_by_role("button", name="✕ Ann Poe").click()
    expect(at.page.get_by_test_id("user").nth(1)).to_contain_text("What was said about tram line?")
    expect(at.page.locator(".answer").nth(1)).to_be_visible()


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ("Text", "characters "),
        ("Markdown", "> “We will spend"),
        ("BibTeX", "@article{"),
        ("CSL-JSON", '"article-newspaper"'),
    ],
)
def test_an_answer_is_copied_with_its_citations(desk: Callable[..., Desk], url: str, form: str, holds: str) -> None:
    at = desk(url, permissions=["clipboard-read", "clipboard-write"])
    at.ask(TRAM)
    at.unfold("Copy, cite, save")
    at.page.get_by_role("radio", name=form, exact=True).click()
    expect(at.page.locator("#copying textarea")).to_have_value(re.compile(re.escape(holds)))
    at.page.locator("#copying").get_by_role("button", name="Copy", exact=True).click()
    copied = at.page.evaluate("navigator.clipboard.readText()")
    assert holds in copied
    if form == "CSL-JSON":
        assert {item["container-title"] for item in json.loads(copied)} <= set(newsroom.OUTLETS)
    if form in ("Text", "Markdown"):
        assert "million on the tram line" in copied
        assert "Ann Poe" in copied


def test_a_conversation_is_saved(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(TRAM)
    at.unfold("Copy, cite, save")
    with at.page.expect_download() as saving:
        at.page.get_by_role("link", name="Save the conversation as JSON").click()
    (record,) = json.loads(Path(saving.value.path()).read_text("utf-8"))
    assert record["question"] == TRAM
    assert all(q["speaker"] == "Ann Poe" and "tram line" in q["quote"] for q in record["quotes"])
    with at.page.expect_download() as saving:
        at.page.get_by_role("link", name="Save the conversation as Markdown").click()
    assert "## What did Ann Poe say" in Path(saving.value.path()).read_text("utf-8")


def test_a_thumb_is_kept_beside_the_archive(desk: Callable[..., Desk], own_newsroom: Path) -> None:
    with serving(own_newsroom) as url:
        at = desk(url)
        at.ask(TRAM)
        at.page.get_by_role("button", name="Like", exact=True).click()
        file = own_newsroom / "feedback.sqlite"
        expect_soon(at.page, file.exists)
        expect_soon(at.page, lambda: bool(rows(file)))
        ((question, answer, generation, verdict),) = rows(file)
    assert (question, verdict) == (TRAM, "good")
    assert json.loads(answer)["sources"]
    assert generation == (own_newsroom / "CURRENT").read_text().strip()


def rows(file: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(file) as connection:
        return list(connection.execute("SELECT question, answer, generation, verdict FROM feedback"))


def expect_soon(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come")


def person(at: Desk, name: str) -> None:
    box = at.page.get_by_label("Who")
    box.fill(name)
    box.press("Enter")


def test_all_statements_of_a_person_by_date(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.open("Speakers")
    person(at, "Ann Poe")
    said = at.page.locator("#statements li")
    expect(said).to_have_count(30)
    at.page.get_by_role("button", name="Show more").click()
    expect(said).to_have_count(60)
    days = [item.get_attribute("datetime") for item in said.locator("time").all()]
    assert days == sorted(days, reverse=True)
    topic = at.page.get_by_label("On what")
    topic.fill("flood wall")
    topic.press("Enter")
    expect(said.first).to_contain_text("flood wall")
    expect(said).to_have_count(11)
    said.first.get_by_role("link").click()
    target = at.page.get_by_role("region", name="Articles").locator("mark:target")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("flood wall")


def test_a_person_is_searched_for_in_one_outlet(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.open("Speakers")
    person(at, "lindt")
    expect(at.page.locator("#statements li").first).to_contain_text("Bo Lindt")
    at.page.locator("#people").get_by_label("Outlets").click()
    at.page.get_by_role("option", name="Coast Wire").click()
    footers = at.page.locator("#statements footer")
    expect(footers.filter(has_text="Northern Post")).to_have_count(0)
    expect(footers.first).to_contain_text("Coast Wire")


def test_a_bar_of_the_timeline_asks(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.open("Speakers")
    person(at, "Nora Vale")
    bars = at.page.locator("#timeline [aria-roledescription=bar]")
    expect(bars).to_have_count(11)
    assert bars.first.get_attribute("aria-label") == "time: 2024-01; statements: 5"
    bars.nth(2).click()
    expect(at.page.get_by_test_id("user")).to_contain_text("What did Nora Vale say in March 2024?")
    footers = at.page.locator(".answer blockquote footer")
    expect(footers.first).to_contain_text("March 2024")
    at.open("Speakers")
    bars.nth(2).click()
    expect(at.page.locator(".answer")).to_have_count(2)


def test_right_to_left_text_is_shown_so(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask("الجسر سيفتح في الربيع")
    text = at.panel.locator(".text").filter(has_text="حداد").first
    text.wait_for()
    assert text.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_the_keyboard_is_enough(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    answer = at.ask(TRAM)
    link = answer.get_by_role("link", name="[1]")
    link.focus()
    at.page.keyboard.press("Enter")
    expect(at.panel.locator("mark:target")).to_be_in_viewport()
    at.page.get_by_role("tab", name="Speakers").focus()
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_label("Who")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(desk: Callable[..., Desk], url: str, scheme: str) -> None:
    at = desk(url, color_scheme=scheme)
    at.ask(TRAM)
    at.ask("What did Ida Kerr say about taxes?")
    found = {}
    for tab in ("Ask", "Speakers", "Archive"):
        at.open(tab)
        if tab == "Ask":
            at.unfold("Filters")
            at.unfold("Copy, cite, save")
        if tab == "Speakers":
            person(at, "Ann Poe")
            expect(at.page.locator("#statements li")).to_have_count(30)
        at.page.wait_for_timeout(500)  # what fades in has faded in
        for fault in Axe().run(at.page).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                found[tab, fault["id"]] = [node["html"][:150] for node in fault["nodes"][:3]]
    assert found == {}, json.dumps({" ".join(key): value for key, value in found.items()}, indent=1)


def test_no_tab_asks_another_host(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(TRAM)
    at.open("Speakers")
    person(at, "Ann Poe")
    expect(at.page.locator("#timeline [aria-roledescription=bar]").first).to_be_visible()
    at.open("Archive")
    at.page.get_by_label("Find articles").wait_for()
    hosts = {urlsplit(address).netloc for address in at.requests if not address.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(url).netloc}


def test_on_a_phone_every_tab_fits(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url, viewport={"width": 375, "height": 700})
    at.ask(TRAM)
    for tab in ("Ask", "Speakers", "Archive"):
        at.open(tab)
        at.page.wait_for_timeout(300)
        assert at.page.evaluate("document.documentElement.scrollWidth") <= 375, tab
