"""The page in each language, in a real browser that asks for it: its words, a conversation, and no English between."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from desk import serving
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Locator, Page, expect

from index import Index, Settings
from ui.words import ENGLISH, LANGUAGES, load

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
ASKED = "What did Ann Poe say about the mill?"
NOT_SAID = "What did Luis Reyes say about the mill?"
DAYS = {"az": "31 yanvar 2025", "ru": "31 января 2025", "tr": "31 Ocak 2025"}
WINDOWS = {"az": "az-AZ", "ru": "ru-RU", "tr": "tr-TR"}
NAMED = re.compile("On Record|Markdown|BibTeX|CSL-JSON|JSON|Ann Poe|Luis Reyes|Nobody Known|Friday|<.+", re.DOTALL)
"""What is called the same everywhere, and the messages' markup: Gradio reads it to the blind."""
QUOTED = "bdi, .speaker, .text, h3, .file, .asked, .statements mark, [role=option], .token, td, svg, .example"
"""Where articles, people, files and questions speak."""

TEXTS = """quoted => {
    const texts = new Set();
    for (const element of document.body.querySelectorAll('*')) {
        if (element.closest(quoted) || !element.checkVisibility({opacityProperty: true})) continue;
        for (const name of ['aria-label', 'title', 'placeholder'])
            if (element.hasAttribute(name)) texts.add(element.getAttribute(name));
        for (const node of element.childNodes)
            if (node.nodeType === Node.TEXT_NODE) texts.add(node.textContent);
    }
    return [...texts].map(text => text.trim()).filter(text => text);
}"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("languages")
    articles = [
        {
            "text": "“The mill will be built anew,” Mayor Ann Poe said on Friday.",
            "date": "2025-01-31",
            "outlet": "Post",
        },
        {"text": "“The bridge is safe,” Senator Luis Reyes said. It rained.", "date": "2024-02-03", "outlet": "Wire"},
    ]
    (folder / "articles").mkdir()
    for number, article in enumerate(articles):
        (folder / "articles" / f"{number}.json").write_text(json.dumps(article), "utf-8")
    (folder / "articles" / "broken.json").write_text("{", "utf-8")
    settings = Settings(archive=folder / "archive", workers=1)
    Index.refresh(folder / "articles", at=folder / "archive", settings=settings)
    return folder / "archive"


@pytest.fixture(scope="module")
def url(at: Path) -> Iterator[str]:
    with serving(at) as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the page in a browser that asks for a language."""
    contexts = []

    def come(url: str, language: str, **options: object) -> Page:
        contexts.append(browser.new_context(locale=language, **options))
        page = contexts[-1].new_page()
        page.goto(url)
        page.locator("#question textarea").wait_for()
        expect(page.locator(".summary")).to_be_attached()
        return page

    yield come
    for context in contexts:
        context.close()


def words(code: str, key: str) -> str:
    section, _, name = key.partition(".")
    return str(load(code)[section][name])


def ask(page: Page, question: str, number: int = 0) -> Locator:
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    answer = page.locator(".answer").nth(number)
    answer.wait_for()
    return answer


def english_in(page: Page) -> set[str]:
    """Return what is said in English on the page: whole words of the page's, and of Gradio's."""
    shown = set(page.evaluate(TEXTS, QUOTED))
    language = page.evaluate("document.documentElement.lang")
    told = [text for section, table in load(ENGLISH).items() if section != "dates" for text in table.values()]
    known = {text for text in told if isinstance(text, str)} | {"Clear", "Retry", "Like"}
    found = shown & (known | set(load("ru")["gradio_fixed"]))
    if language == "ru":  # no word in another script
        found |= {text for text in shown if re.search("[A-Za-z]{3}", NAMED.sub("", text))}
    return found


@pytest.mark.parametrize("code", OTHERS)
def test_the_page_is_in_the_language_that_the_browser_asks_for(visit: Callable[..., Page], url: str, code: str) -> None:
    page = visit(url, WINDOWS[code])
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.get_by_text(words(code, "page.motto"))).to_be_visible()
    for name in ("ask", "speakers", "archive"):
        expect(page.get_by_role("tab", name=words(code, f"page.{name}"), exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name=words(code, "ask.question"))).to_have_attribute(
        "placeholder", words(code, "ask.placeholder")
    )
    expect(page.get_by_role("region", name=words(code, "panel.sources"))).to_contain_text(words(code, "panel.empty"))
    expect(page.locator("#conversation")).to_contain_text(words(code, "ask.welcome"))
    expect(page.locator(".summary")).to_contain_text(DAYS[code])
    for name in ("ask.filters", "ask.copying"):
        page.get_by_role("button", name=words(code, name)).click()
    expect(page.locator("#copying")).to_contain_text(words(code, "ask.ready"))
    for name in ("ask.from", "ask.to", "ask.outlets", "ask.words_of", "ask.languages"):
        expect(page.get_by_label(words(code, name), exact=True).first).to_be_visible()
    assert english_in(page) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_conversation_in_each_language(visit: Callable[..., Page], url: str, code: str) -> None:
    page = visit(url, WINDOWS[code])
    answer = ask(page, ASKED)
    expect(answer.locator("blockquote p")).to_have_text(
        "“The mill will be built anew,” Mayor Ann Poe said on Friday. [1]"
    )
    expect(answer.locator("blockquote bdi").first).to_have_attribute("lang", "en")
    expect(answer.locator("time")).to_have_text(DAYS[code])
    expect(answer.get_by_role("link", name="[1]")).to_have_attribute("title", words(code, "answer.show"))
    expect(answer.locator(".foot")).to_contain_text(words(code, "answer.link"))
    expect(answer.locator(".days")).to_contain_text(DAYS[code])
    panel = page.get_by_role("region", name=words(code, "panel.sources"))
    expect(panel.locator("mark")).to_have_count(1)
    expect(panel.get_by_role("region", name=words(code, "panel.text"))).to_be_visible()
    refused = ask(page, NOT_SAID, 1)
    expect(refused.locator(".verdict")).to_have_text(
        words(code, "answer.also_spoke").format(
            verdict=words(code, "answer.not_said").format(who="Luis Reyes", when=""), names="Ann Poe"
        )
    )
    expect(refused.locator(".lead").first).to_have_text(words(code, "answer.who_spoke"))
    expect(page.get_by_role("heading", name=words(code, "panel.earlier_answers"))).to_have_count(0)
    page.get_by_role("button", name=words(code, "ask.copying")).click()
    page.get_by_role("radio", name="Markdown").click()
    expect(page.locator("#copying textarea")).to_have_value(re.compile(re.escape(words(code, "exports.not_found"))))
    expect(page.locator("#files")).to_contain_text(words(code, "exports.save").format(form="Markdown"))
    assert english_in(page) == set()
    page.get_by_role("button", name=words(code, "ask.filters")).click()
    page.get_by_label(words(code, "ask.from"), exact=True).fill("tomorrow")
    page.locator("#question textarea").fill(ASKED)
    page.locator("#question textarea").press("Enter")
    toast = page.get_by_test_id("toast-body")
    expect(toast).to_contain_text(words(code, "told.no_date").format(given="'tomorrow'"))
    expect(toast).to_contain_text(load(code)["gradio_fixed"]["Error"])


@pytest.mark.parametrize("code", OTHERS)
def test_the_speakers_and_the_archive_in_each_language(visit: Callable[..., Page], url: str, code: str) -> None:
    page = visit(url, WINDOWS[code])
    page.get_by_role("tab", name=words(code, "page.speakers"), exact=True).click()
    expect(page.get_by_text(words(code, "speakers.choose"))).to_be_visible()
    who = page.get_by_label(words(code, "speakers.who"), exact=True)
    who.fill("Ann Poe")
    who.press("Enter")
    expect(page.locator("#statements time")).to_have_text(DAYS[code])
    bar = page.locator("#timeline [aria-roledescription=bar]")
    time, statements = words(code, "speakers.time"), words(code, "speakers.statements")
    expect(bar).to_have_attribute("aria-label", f"{time}: 2025-01; {statements}: 1")
    expect(page.locator("#counts summary")).to_have_text(words(code, "speakers.list"))
    expect(page.get_by_role("radio", name=words(code, "speakers.month"))).to_be_checked()
    who.fill("Nobody Known")
    who.press("Enter")
    expect(page.locator("#statements")).to_contain_text(words(code, "told.nobody").format(name="Nobody Known"))
    assert english_in(page) == set()
    page.get_by_role("tab", name=words(code, "page.archive"), exact=True).click()
    for name in ("add_button", "look", "rebuild", "remove", "put_back"):
        expect(page.get_by_role("button", name=words(code, f"archive.{name}"), exact=True)).to_be_visible()
    expect(page.locator("#problems th").first).to_have_text(words(code, "archive.file"))
    page.get_by_role("button", name=words(code, "archive.remove"), exact=True).click()
    expect(page.get_by_text(words(code, "archive.choose_articles"))).to_be_visible()
    page.get_by_role("button", name=words(code, "archive.look"), exact=True).click()
    start = words(code, "archive.done").partition("{")[0]
    expect(page.locator("#status")).to_contain_text(start, timeout=120_000)
    assert english_in(page) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_bar_asks_what_can_be_answered(visit: Callable[..., Page], url: str, code: str) -> None:
    page = visit(url, WINDOWS[code])
    page.get_by_role("tab", name=words(code, "page.speakers"), exact=True).click()
    who = page.get_by_label(words(code, "speakers.who"), exact=True)
    who.fill("Ann Poe")
    who.press("Enter")
    page.locator("#timeline [aria-roledescription=bar]").click()
    expect(page.locator(".answer blockquote time")).to_have_text(DAYS[code])


def test_two_people_read_one_server_in_their_languages(visit: Callable[..., Page], url: str) -> None:
    first, second, third = visit(url, "ru"), visit(url, "tr-TR"), visit(url, "de-DE")
    for page, code in ((first, "ru"), (second, "tr"), (third, "en")):
        expect(ask(page, ASKED).locator(".foot")).to_contain_text(words(code, "answer.link"))
        expect(page.get_by_role("tab", name=words(code, "page.archive"), exact=True)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_text(words(code, "page.motto"))).to_be_visible()


def test_the_setting_decides_whatever_the_browser_asks_for(visit: Callable[..., Page], at: Path) -> None:
    with serving(at, language="tr") as url:
        page = visit(url, "ru-RU")
        expect(page.locator("html")).to_have_attribute("lang", "tr")
        expect(ask(page, ASKED).locator(".foot")).to_contain_text(words("tr", "answer.link"))
        expect(page.get_by_role("button", name="Sohbeti Temizle")).to_be_attached()  # Gradio's own word
        assert english_in(page) == set()
    with serving(at, language="en") as url:
        page = visit(url, "ru-RU")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(ask(page, ASKED).locator(".foot")).to_contain_text("Link to this question")
        expect(page.get_by_role("button", name="Clear")).to_be_attached()


def test_programs_are_answered_in_english(at: Path) -> None:
    with serving(at, language="ru") as url:
        russian = {"Accept-Language": "ru"}
        for path, status in (("/api/ask?question=", 422), ("/api/ask?question=Who&since=x", 422), ("/api/none", 404)):
            answer = httpx.get(f"{url}{path}", headers=russian)
            assert answer.status_code == status
            assert answer.text.isascii()
        with pytest.raises(AppError, match="write it as 2025-01-31"):
            Client(url, verbose=False).predict(ASKED, until="yesterday", api_name="/ask")
        told = httpx.get(f"{url}/api/ask", params={"question": NOT_SAID}, headers=russian).json()["text"]
        assert told.startswith("Nothing was found in the archive that Luis Reyes said about this.")


def test_what_is_refused_is_told_on_the_page_in_its_language(visit: Callable[..., Page], at: Path) -> None:
    with serving(at, language="ru", max_request_mb=1) as url:
        page = visit(url, "ru-RU")
        page.evaluate("document.querySelector('#question textarea').removeAttribute('maxlength')")
        box = page.locator("#question textarea")
        box.fill("x" * 1_100_000)
        box.press("Enter")
        limit = words("ru", "told.request_large").format(number=1)
        expect(page.get_by_test_id("toast-body")).to_contain_text(limit)
        refused = httpx.post(f"{url}/api/refresh", content=b" " * 1_100_000, headers={"Accept-Language": "ru"})
        assert refused.json() == {"detail": "a request here may have 1 MB; send less at once"}


def test_a_cache_keeps_the_languages_apart(url: str) -> None:
    pages = {code: httpx.get(url, headers={"Accept-Language": code}) for code in LANGUAGES}
    assert len({page.text for page in pages.values()}) == len(LANGUAGES)
    assert all("accept-language" in page.headers["vary"].lower() for page in pages.values())


@pytest.mark.parametrize("code", OTHERS)
def test_on_a_phone_nothing_is_wider_than_the_screen(visit: Callable[..., Page], url: str, code: str) -> None:
    page = visit(url, WINDOWS[code], viewport={"width": 375, "height": 700})
    ask(page, ASKED)
    for tab in ("ask", "speakers", "archive"):
        page.get_by_role("tab", name=words(code, f"page.{tab}"), exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("tab", name=words(code, "page.ask"), exact=True).click()
    lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length; }"
    for fold in ("#filters", "#copying"):
        assert page.locator(f"{fold} button span").first.evaluate(lines) <= 2  # as in English
