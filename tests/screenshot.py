"""Make the README's screenshots: python tests/screenshot.py [FOLDER]."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import newsroom
from browser import chromium
from playwright.sync_api import Browser, Page

from index import Index, Settings
from qa import Assistant
from ui import server

ROOT = Path(__file__).parent.parent
FOUND = "What did Ilham Aliyev say about COP29?"
NOT_FOUND = "What did Angela Merkel say about COP29?"


def main() -> None:
    """Use the page in a browser and keep what is seen."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".github" / "screenshots"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        seeds = Path(folder) / "seeds"
        Index.refresh(ROOT / "seeds", at=seeds, settings=Settings(archive=seeds))
        with _page(browser, seeds) as page:
            _ask(page, FOUND)
            page.locator(".answer").get_by_role("link", name="[1]").click()
            _keep(page, target / "answer.png")
        with _page(browser, seeds) as page:
            _ask(page, NOT_FOUND)
            _keep(page, target / "not-found.png")
        with _page(browser, seeds, width=390, height=844) as page:
            _ask(page, FOUND)
            _keep(page, target / "phone.png")
        with _page(browser, newsroom.make(Path(folder) / "newsroom")) as page:
            _on_speakers(page)
            _keep(page, target / "speakers.png")
            page.locator("#timeline").screenshot(path=target / "timeline.png")
            page.get_by_role("tab", name="Archive").click()
            page.get_by_label("Find articles").wait_for()
            _keep(page, target / "archive.png")
    print(target)


@contextmanager
def _page(browser: Browser, at: Path, width: int = 1280, height: int = 860) -> Iterator[Page]:
    settings = Settings(archive=at, port=0)
    running = server.start(Assistant.open(at, settings), settings)
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    page.goto(running.url)
    yield page
    page.close()
    running.stop()


def _ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="Question")
    box.fill(question)
    box.press("Enter")
    page.locator("#panel mark").first.wait_for()


def _on_speakers(page: Page) -> None:
    page.get_by_role("tab", name="Speakers").click()
    who = page.get_by_label("Who", exact=True)
    who.fill("Ann Poe")
    who.press("Enter")
    page.locator("#timeline [aria-roledescription=bar]").nth(2).wait_for()


def _keep(page: Page, target: Path) -> None:
    page.wait_for_timeout(600)  # Gradio fades its progress out
    page.screenshot(path=target)


if __name__ == "__main__":
    main()
