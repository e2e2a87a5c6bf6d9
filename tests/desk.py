"""What the tests of the page share: a real server, and a tab of the browser in which one works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from index import Settings
from qa import Assistant
from ui import server


@contextmanager
def serving(at: Path, assistant: type[Assistant] = Assistant, **given: object) -> Iterator[str]:
    """Serve the archive `at` with the settings given; give the address."""
    settings = Settings(archive=at, port=0, workers=1, **given)
    running = server.start(assistant.open(at, settings), settings)
    yield running.url.rstrip("/")
    running.stop()


_ALL_THERE = """() => {
    const cited = [...document.querySelectorAll('.answer a[href^="#"]')].map(link => link.hash.slice(1));
    return cited.length && cited.every(place => document.getElementById(place));
}"""


class Desk:
    """A tab of the browser; it remembers what the page requested."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.requests: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(url)
        page.get_by_role("textbox", name="Question").wait_for()

    def ask(self, question: str) -> Locator:
        """Ask; return the message that answers."""
        before = self.page.locator(".answer").count()
        box = self.page.get_by_role("textbox", name="Question")
        box.fill(question)
        box.press("Enter")
        answer = self.page.locator(".answer").nth(before)
        answer.wait_for()
        return answer

    def open(self, tab: str) -> None:
        """Open a tab of the page."""
        self.page.get_by_role("tab", name=tab).click()

    def unfold(self, name: str) -> None:
        """Unfold what is folded under a name."""
        self.page.get_by_role("button", name=name).click()

    def choose(self, label: str, text: str) -> None:
        """Choose from a list, by its label and the first letters."""
        box = self.page.get_by_role("tabpanel").get_by_label(label, exact=True)
        box.click()
        box.press_sequentially(text)
        self.page.get_by_role("option", name=re.compile(re.escape(text))).first.click()
        box.press("Escape")

    def settle(self) -> None:
        """Wait until the page has nothing left to do: each answer has its sources, and with them it is kept."""
        expect(self.panel.locator("mark").first).to_be_attached()
        self.page.wait_for_function(_ALL_THERE)
        self.page.evaluate("new Promise(done => requestIdleCallback(done))")

    @property
    def panel(self) -> Locator:
        """The articles beside the chat."""
        return self.page.get_by_role("region", name="Sources")

    @property
    def status(self) -> Locator:
        """How a refresh is doing."""
        return self.page.locator("#status")
