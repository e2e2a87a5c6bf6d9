"""What people do while an answer is awaited, and what they come back to: nothing of it is lost or undone."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import newsroom
import pytest
from desk import Desk, serving
from playwright.sync_api import expect

from qa import Answer, Assistant

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

BRIDGE = "What did Ida Kerr say about the bridge?"
MEALS = "What was said about school meals?"


class Slow(Assistant):
    """An assistant that answers once it may."""

    may = threading.Event()

    def answer(self, *args: Any, **kwargs: Any) -> Answer:
        self.may.wait(60)
        return super().answer(*args, **kwargs)


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    Slow.may.set()
    yield
    Slow.may.set()


@pytest.fixture(scope="module")
def url(newsroom_archive: Path) -> Iterator[str]:
    Slow.may.set()
    with serving(newsroom_archive, Slow) as url:
        yield url


def ask_and_wait(at: Desk, question: str) -> None:
    """Ask, and see that an answer is awaited."""
    Slow.may.clear()
    box = at.page.get_by_role("textbox", name="Question")
    box.fill(question)
    box.press("Enter")
    at.page.locator(".reading").wait_for()


def test_what_is_typed_meanwhile_stays(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    ask_and_wait(at, BRIDGE)
    box = at.page.get_by_role("textbox", name="Question")
    expect(box).to_have_value("")
    box.fill("my next question")
    Slow.may.set()
    at.page.locator(".answer").wait_for()
    expect(box).to_have_value("my next question")


def test_an_answer_that_a_reload_cut_off_is_not_awaited_for_ever(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(MEALS)
    at.settle()
    ask_and_wait(at, BRIDGE)
    at.page.reload()
    expect(at.page.locator(".answer")).to_have_count(1)
    expect(at.page.locator(".reading")).to_have_count(0)
    Slow.may.set()
    expect(at.ask(BRIDGE).locator("blockquote").first).to_contain_text("bridge")


def test_an_address_that_a_reload_cut_off_is_asked_again(desk: Callable[..., Desk], url: str) -> None:
    Slow.may.clear()
    at = desk(f"{url}/?q={quote(BRIDGE)}")
    at.page.locator(".reading").wait_for()
    Slow.may.set()
    at.page.reload()
    expect(at.page.locator(".answer")).to_have_count(1)
    at.settle()
    at.ask(MEALS)
    at.settle()
    at.page.reload()
    at.settle()
    expect(at.page.locator(".answer")).to_have_count(2)  # and not once more


def test_a_conversation_that_is_cleared_stays_so(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.ask(MEALS)
    ask_and_wait(at, BRIDGE)
    at.page.get_by_role("button", name="Clear").first.click()
    expect(at.page.locator(".asked")).to_have_count(0)
    Slow.may.set()
    at.page.wait_for_timeout(3000)
    expect(at.page.locator(".asked")).to_have_count(0)


def test_a_question_is_shown_as_it_was_typed(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    typed = '2*3*4 <form action="/api/refresh" method="post"><button>Go</button></form> ![x](/api/ask?question=who) $x$'
    at.ask(typed)
    expect(at.page.locator(".asked")).to_have_text(typed)
    expect(at.page.locator("#conversation form, #conversation img, #conversation em")).to_have_count(0)
    assert not any("/api/ask" in request for request in at.requests)


def test_a_new_answer_is_shown_from_its_question_on_and_nothing_stays_marked(
    desk: Callable[..., Desk], url: str
) -> None:
    at = desk(url)
    at.ask(BRIDGE).locator("a.cite").last.click()
    expect(at.page.locator("mark:target")).to_have_count(1)
    answer = at.ask("What did Napoleon say about the moon?")
    expect(answer.locator(".verdict")).to_be_in_viewport()
    expect(at.page.locator("mark:target")).to_have_count(0)
    answer = at.ask(MEALS)
    answer.locator("a.cite").first.click()
    wanted = answer.locator("a.cite").first.get_attribute("href")
    assert wanted
    expect(at.page.locator("mark:target")).to_have_attribute("id", wanted.removeprefix("#"))


def test_no_citation_of_a_long_conversation_is_a_dead_link(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    questions = (f"What did {person} say about {topic}?" for topic in newsroom.TOPICS for person in newsroom.PEOPLE)
    for question in questions:
        at.ask(question)
        at.settle()
        if at.page.locator("#panel article.source").count() > 42:
            break
    assert at.page.locator("#panel article.source").count() > 40
    at.page.wait_for_function(
        "() => [...document.querySelectorAll('#conversation a.cite, #panel a[href^=\"#\"]')]"
        ".every(a => document.getElementById(a.getAttribute('href').slice(1)))"
    )


def test_a_question_longer_than_any_is_refused_in_words(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    box = at.page.get_by_role("textbox", name="Question")
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("“" * 1001)
    box.press("Enter")
    expect(at.page.get_by_text(re.compile("1,000 characters at most"))).to_be_visible()


def test_a_bar_asks_within_the_outlets_of_its_tab(desk: Callable[..., Desk], url: str) -> None:
    at = desk(url)
    at.open("Speakers")
    at.choose("Outlets", "Coast Wire")
    at.choose("Who", "Ida Kerr")
    at.page.locator('#timeline [aria-roledescription="bar"]').first.click()
    answer = at.page.locator(".answer")
    expect(answer.locator(".understood").first).to_contain_text("Only Coast Wire")
    for footer in answer.locator("blockquote footer").all_text_contents():
        assert "Coast Wire" in footer
