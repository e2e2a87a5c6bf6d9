"""The archive's tab, in a real browser: documents come and go, and what is chosen or asked meanwhile stays."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import newsroom
import pytest
from desk import Desk, serving
from playwright.sync_api import expect

from index import Index, Settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

TRAM = "What did Ann Poe say about the tram line?"
BRIDGE = "What did Luis Reyes say about the harbour bridge?"
FERRY = "What did Olga Brandt say about the ferry?"
SLOW = 120_000  # milliseconds; a refresh starts workers, reads, parses and encodes


def test_documents_are_added_while_questions_are_asked(
    desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "mill.txt", tmp_path / "broken.pdf"
    good.write_text("“The old mill will be rebuilt in oak,” Architect Tom Hale said.", "utf-8")
    bad.write_bytes(b"%PDF-1.4 nothing more")
    with serving(own_newsroom) as url:
        at = desk(url)
        expect(at.page.locator(".summary")).to_contain_text("324 articles")
        at.open("Archive")
        at.page.locator("#holdings input[type=file]").set_input_files([good, bad])
        at.page.locator("#holdings").get_by_text("broken").wait_for()
        at.page.get_by_role("button", name="Add to the archive").click()
        at.open("Ask")
        at.ask(TRAM)
        at.open("Archive")
        expect(at.status).to_contain_text("1 added", timeout=SLOW)
        expect(at.page.locator("#problems table")).to_contain_text("broken.pdf")
        expect(at.page.locator(".summary")).to_contain_text("325 articles")
        at.open("Ask")
        expect(at.ask("What did Tom Hale say about the mill?")).to_contain_text("rebuilt in oak")


def test_an_article_is_removed_and_put_back(desk: Callable[..., Desk], own_newsroom: Path) -> None:
    with serving(own_newsroom) as url:
        at = desk(url)
        at.open("Archive")
        find = at.page.get_by_label("Find articles")
        find.fill("ferry")
        find.press("Enter")
        for outlet in newsroom.OUTLETS:
            at.choose("Articles", f"Ferry to sail ({outlet}")
        expect(at.page.locator("#found .token")).to_have_count(3)
        at.page.get_by_role("button", name="Remove articles").click()
        expect(at.status).to_contain_text("3 articles removed", timeout=SLOW)
        expect(at.page.locator(".summary")).to_contain_text("321 articles")
        at.open("Ask")
        expect(at.ask(FERRY)).to_have_class(re.compile("not-found"))
        at.open("Archive")
        expect(at.page.locator("#held")).to_contain_text("321 articles")
        at.choose("Removed articles", "Ferry to sail")
        expect(at.page.locator("#removed .token")).to_have_count(1)
        at.page.get_by_role("button", name="Put back").click()
        expect(at.status).to_contain_text("1 article put back", timeout=SLOW)
        expect(at.page.locator(".summary")).to_contain_text("322 articles")


def test_what_is_chosen_stays_while_more_is_looked_for(desk: Callable[..., Desk], own_newsroom: Path) -> None:
    with serving(own_newsroom) as url:
        at = desk(url)
        at.open("Archive")
        find = at.page.get_by_label("Find articles")
        tokens = at.page.locator("#found .token")
        for count, (words, title) in enumerate((("ferry", "Ferry to sail"), ("tram", "Council looks at the tram")), 1):
            find.fill(words)
            find.press("Enter")
            at.choose("Articles", title)
            expect(tokens).to_have_count(count)
        expect(tokens.nth(0)).to_contain_text("Ferry to sail")
        at.page.get_by_role("button", name="Remove articles").click()
        expect(at.page.locator(".summary")).to_contain_text("322 articles", timeout=SLOW)


def test_a_folder_is_added_only_where_allowed(desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path) -> None:
    allowed, other = tmp_path / "allowed", tmp_path / "other"
    for folder in (allowed, other):
        folder.mkdir()
        (folder / "mill.txt").write_text("“The mill stands,” Architect Tom Hale said.", "utf-8")
    with serving(own_newsroom, folders=(allowed,)) as url:
        at = desk(url)
        at.open("Archive")
        box = at.page.get_by_label("Or a folder on the server")
        for count, outside in enumerate((str(other), f"{allowed}/../other"), 1):
            box.fill(outside)
            box.press("Enter")
            expect(at.page.get_by_text("Only folders in these may be added")).to_have_count(count)
        assert len(Index.open(own_newsroom)) == 324
        box.fill(str(allowed))
        box.press("Enter")
        expect(at.status).to_contain_text("1 added", timeout=SLOW)
        expect(at.page.locator(".summary")).to_contain_text("325 articles", timeout=SLOW)


def test_an_open_page_follows_a_refresh_from_elsewhere(
    desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path
) -> None:
    with serving(own_newsroom) as url:
        at = desk(url)
        expect(at.page.locator(".summary")).to_contain_text("324 articles")
        (tmp_path / "mill.txt").write_text("“The mill stands,” Architect Tom Hale said.", "utf-8")
        Index.refresh(tmp_path / "mill.txt", at=own_newsroom, settings=Settings(archive=own_newsroom, workers=1))
        expect(at.page.locator(".summary")).to_contain_text("325 articles")


def test_read_only_offers_no_change(desk: Callable[..., Desk], newsroom_archive: Path) -> None:
    with serving(newsroom_archive, read_only=True) as url:
        at = desk(url)
        at.open("Archive")
        at.page.get_by_label("Find articles").wait_for()
        for name in ("Add to the archive", "Rebuild", "Look for changes", "Remove articles", "Put back"):
            expect(at.page.get_by_role("button", name=name)).to_have_count(0)
        assert at.page.locator("#holdings input[type=file]").count() == 0


def test_documents_added_while_another_process_writes_are_found_later(
    desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path
) -> None:
    from index import generations

    good = tmp_path / "mill.txt"
    good.write_text("“The old mill will be rebuilt in oak,” Architect Tom Hale said.", "utf-8")
    with serving(own_newsroom) as url:
        at = desk(url)
        at.open("Archive")
        expect(at.page.locator("#held")).to_have_text("The archive holds 324 articles from 324 files.")
        at.page.locator("#holdings input[type=file]").set_input_files([good])
        at.page.locator("#holdings").get_by_text("mill").wait_for()
        with generations.writing(own_newsroom):
            at.page.get_by_role("button", name="Add to the archive").click()
            expect(at.status).to_contain_text("Your documents are kept")
        at.page.get_by_role("button", name="Look for changes").click()
        expect(at.status).to_contain_text("1 added", timeout=SLOW)
        expect(at.status).to_contain_text("324 as before")
        expect(at.page.locator("#held")).to_have_text("The archive holds 325 articles from 325 files.")


def test_an_article_chosen_that_goes_meanwhile_is_no_longer_chosen(
    desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path
) -> None:
    settings = Settings(archive=own_newsroom, workers=1)
    mill = {"title": "Mill stands", "text": "“The mill stands,” Architect Tom Hale said."}
    (tmp_path / "mill.json").write_text(json.dumps(mill), "utf-8")
    Index.refresh(tmp_path / "mill.json", at=own_newsroom, settings=settings)
    with serving(own_newsroom) as url:
        at = desk(url)
        at.open("Archive")
        find = at.page.get_by_label("Find articles")
        find.fill("council mill")
        find.press("Enter")
        at.choose("Articles", "Mill stands")
        at.choose("Articles", "Council looks at the tram line")
        expect(at.page.locator("#found .token")).to_have_count(2)
        Index.refresh(forget=[tmp_path / "mill.json"], at=own_newsroom, settings=settings)
        expect(at.page.locator("#found .token")).to_have_count(1)
        expect(at.page.locator("#found .token")).to_contain_text("Council looks at the tram line")
        box = at.page.get_by_label("Articles", exact=True)
        box.fill("no such article")
        box.press("Enter")
        at.page.get_by_role("button", name="Remove articles").click()
        expect(at.page.get_by_text("1 article of those chosen is not in the archive any more.")).to_be_visible()
        expect(at.page.locator(".summary")).to_contain_text("323 articles", timeout=SLOW)
        expect(at.page.locator("#found .token")).to_have_count(0)


def test_what_could_not_be_read_is_listed_up_to_a_limit_and_told_from_this_run(
    desk: Callable[..., Desk], own_newsroom: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    for number in range(205):
        (tmp_path / "broken" / f"broken-{number:03}.json").write_text("{", "utf-8")
    Index.refresh(tmp_path / "broken", at=own_newsroom, settings=Settings(archive=own_newsroom, workers=1))
    with serving(own_newsroom) as url:
        at = desk(url, viewport={"width": 390, "height": 800})
        at.open("Archive")
        rows = at.page.locator("#problems tbody tr")
        expect(rows).to_have_count(200)
        expect(at.page.locator("#problems")).to_contain_text("5 more are not listed.")
        at.page.get_by_role("button", name="Look for changes").click()
        expect(at.status).to_contain_text("Files in this run")
        expect(at.status).to_contain_text("0 could not be read")
        expect(at.page.locator("#problems caption")).to_have_text(
            "205 files could not be read, or not whole, now or in earlier runs"
        )
        name = rows.first.locator("td").first
        lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length; }"
        assert name.evaluate(lines) == 1
        assert name.evaluate("e => parseFloat(getComputedStyle(e).paddingTop) >= 4")
        assert at.page.evaluate("document.documentElement.scrollWidth") <= 390
