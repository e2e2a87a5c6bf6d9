"""The page in a real browser, served from real archives."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import pytest
from desk import Desk, serving
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Locator, expect

from index import Index, Settings
from ui.handlers import guarded

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

IN_2019 = "What did Ilham Aliyev say about COP29 in 2019?"
COP29 = "What did Ilham Aliyev say about COP29?"
NOT_SAID = "What did Angela Merkel say about COP29?"
HOSTILE = (
    "“The levee is **bold** and `coded`, a [link](javascript:window.ran=1), $$x^2$$, ${window.ran=2} and "
    "{{window.ran=3}} or <script>window.ran=4</script> and <img src=x onerror='window.ran=5'> at noon,” "
    "minister Nora Vale said."
)


def archive_of(folder: Path, **articles: object) -> Path:
    """Make an archive of articles: a text, or the fields of a JSON file."""
    (folder / "articles").mkdir()
    for name, article in articles.items():
        content = {"text": article} if isinstance(article, str) else article
        (folder / "articles" / f"{name}.json").write_text(json.dumps(content), "utf-8")
    Index.refresh(folder / "articles", at=folder / "archive", settings=Settings(workers=1))
    return folder / "archive"


@pytest.fixture(scope="module")
def seed_url(seed_archive: Path) -> Iterator[str]:
    with serving(seed_archive) as url:
        yield url


def test_a_citation_leads_to_its_quote_inside_the_article(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url, viewport={"width": 1300, "height": 600})
    answer = asker.ask(COP29)
    expect(answer.locator("blockquote")).to_have_count(2)
    expect(answer.locator("blockquote").first).to_contain_text("Ilham Aliyev (“President Ilham Aliyev”), News.Az")
    mark = asker.panel.locator("mark").filter(has_text="tight timeline")
    expect(mark).not_to_be_in_viewport()
    answer.get_by_role("link", name="[1]").click()
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("mark => mark.matches(':target')")
    assert mark.text_content() == answer.locator("blockquote p").first.text_content().removesuffix(" [1]")
    assert len(asker.page.context.pages) == 1


def test_not_found_does_not_look_like_an_answer(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    answer = asker.ask(NOT_SAID)
    expect(answer).to_have_class(re.compile("not-found"))
    expect(answer).to_contain_text("Nothing was found in the archive that Angela Merkel said")
    expect(answer).to_contain_text("Who did speak on it")
    expect(asker.panel.locator("mark.other")).not_to_have_count(0)
    answer.get_by_role("link", name="show passage 1").click()
    expect(asker.panel.locator("mark:target")).to_be_in_viewport()
    expect(asker.panel.locator("mark:target")).to_have_class(re.compile("nearest"))


def test_a_period_read_from_the_question_is_shown_and_can_be_removed(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    answer = asker.ask(IN_2019)
    expect(answer).to_have_class(re.compile("not-found"))
    expect(answer.locator(".understood")).to_have_text("in 2019: 1 January 2019 – 31 December 2019")
    asker.page.get_by_role("button", name="✕ in 2019").click()
    again = asker.page.locator(".answer").nth(1)
    expect(again.locator("blockquote")).to_have_count(2)
    expect(asker.page.get_by_test_id("user").nth(1)).to_contain_text("COP29, at any time?")


def test_links_of_earlier_answers_stay_alive_and_cleared_ones_leave(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    first = asker.ask(COP29)
    second = asker.ask("And what did Kairat Sarybay say about it?")
    expect(second).to_contain_text("Kairat Sarybay")
    expect(asker.panel.locator("mark")).to_have_count(4)
    first.get_by_role("link", name="[2]").click()
    expect(asker.panel.locator("mark:target")).to_contain_text("crucial decisions")
    asker.page.get_by_role("button", name="Clear").click()
    expect(asker.panel.locator("mark")).to_have_count(0)


def test_each_speaker_has_a_colour_of_their_own(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    asker.ask(NOT_SAID)
    expect(asker.panel.locator(".speaker").first).to_be_visible()  # the panel comes after the answer
    names = asker.panel.locator(".speaker").all()
    colours = {name.text_content(): name.evaluate("e => getComputedStyle(e).color") for name in names}
    assert set(colours) == {"Ilham Aliyev", "Kairat Sarybay"}
    assert len(set(colours.values())) == 2


def test_the_page_asks_no_other_host_for_anything(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    asker.ask(COP29)
    asker.settle()
    assert {urlsplit(url).netloc for url in asker.requests} == {urlsplit(seed_url).netloc}


def test_what_an_article_contains_is_shown_and_never_run(desk: Callable[..., Desk], tmp_path: Path) -> None:
    levee = {"text": f"The levee broke. {HOSTILE}", "title": "<img src=x onerror='window.ran = 6'>"}
    levee |= {"url": "javascript:window.ran=7", "outlet": "<i onclick='window.ran=8'>Ledger</i>"}
    with serving(archive_of(tmp_path, levee=levee)) as url:
        asker = desk(url)
        answer = asker.ask("What did Nora Vale say about the levee?")
        expect(answer.locator("blockquote p")).to_have_text([f"{HOSTILE} [1]"])
        expect(asker.panel.locator("mark")).to_have_text([HOSTILE])
        expect(asker.panel.get_by_role("heading", level=3)).to_have_text(levee["title"])
        expect(answer).to_contain_text(levee["outlet"])
        assert asker.panel.locator("a[target]").count() == 0
        for place in (answer, asker.panel):
            assert place.locator("img, script, i, code, em, strong, .katex, [onerror], [onclick]").count() == 0
        asker.settle()
        assert asker.page.evaluate("window.ran") is None
        assert not [url for url in asker.requests if url.endswith("/x")]


def test_only_web_addresses_become_links_and_they_tell_nothing(desk: Callable[..., Desk], tmp_path: Path) -> None:
    text = "“The mill will be built anew,” Mayor Ann Poe said."
    with serving(archive_of(tmp_path, mill={"text": text, "url": "https://news.example/a?b=1&c=\"'"})) as url:
        asker = desk(url)
        asker.ask("What did Ann Poe say about the mill?")
        link = asker.panel.get_by_role("link", name="Open the original")
        expect(link).to_have_attribute("href", "https://news.example/a?b=1&c=\"'")
        expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_long_article_is_shown_around_its_quotes(desk: Callable[..., Desk], tmp_path: Path) -> None:
    filler = "Rain fell on the hills that day. " * 6000
    text = f"{filler}“The mill will be built anew,” Mayor Ann Poe said. {filler}"
    with serving(archive_of(tmp_path, mill=text)) as url:
        asker = desk(url)
        asker.ask("What did Ann Poe say about the mill?")
        expect(asker.panel).to_contain_text(f"of its {len(text):,} characters are shown")
        expect(asker.panel.locator("mark").first).to_contain_text("built anew")
        assert len(asker.panel.text_content()) < 10_000


def test_on_a_phone_the_sources_follow_below_the_chat(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url, viewport={"width": 375, "height": 700})
    asker.ask(COP29)
    chat, sources = asker.page.locator("#chat").bounding_box(), asker.page.locator("#sources").bounding_box()
    assert sources["y"] >= chat["y"] + chat["height"]
    assert asker.page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(desk: Callable[..., Desk], seed_url: str, scheme: str) -> None:
    asker = desk(seed_url, color_scheme=scheme)
    answer = asker.ask(NOT_SAID)
    asker.settle()
    answer.get_by_role("link", name="[2]").click()
    for place in ("#panel mark.other", "#panel mark:target", "#panel .speaker", "#panel .byline", "#chat .said footer"):
        ratio = contrast(asker.page.locator(place).first)
        assert ratio >= 4.5, f"{place}: {ratio:.1f} : 1"  # WCAG 2.2, level AA


def contrast(element: Locator) -> float:
    """Return the contrast of an element's text with what is behind it, as WCAG 2.2 defines it."""
    colours = element.evaluate(
        """e => {
            const text = getComputedStyle(e).color;
            while (e && getComputedStyle(e).backgroundColor.match(/, 0\\)$/)) e = e.parentElement;
            return [text, e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)'];
        }"""
    )
    dark, light = sorted(luminance(colour) for colour in colours)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_archive_and_questions_it_answers_are_shown_at_the_start(desk: Callable[..., Desk], seed_url: str) -> None:
    asker = desk(seed_url)
    expect(asker.page.locator(".summary")).to_have_text("1 article · 1 outlet · 15 January 2025")
    asker.page.get_by_role("button", name="What did Ilham Aliyev say?").click()
    expect(asker.page.locator(".answer blockquote").first).to_contain_text("Ilham Aliyev")


def test_the_endpoint_answers_as_the_command_does(seed_archive: Path, seed_url: str) -> None:
    client = Client(seed_url, verbose=False)
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {"/ask"}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "ask", COP29, "--json"]
    outcome = subprocess.run(
        [*command, "--archive", str(seed_archive)], capture_output=True, encoding="utf-8", check=True
    )
    expected = json.loads(outcome.stdout)
    for place in (*expected["citations"], *expected["others"], *expected["nearest"]):
        place["article"]["file"] = place["article"].pop("path")
    assert client.predict(COP29, api_name="/ask") == expected
    assert client.predict(COP29, since="2025-01-16", api_name="/ask")["status"] == "not_found"
    assert client.predict(COP29, until="1999-12-31", api_name="/ask")["status"] == "not_found"
    with pytest.raises(AppError, match="write it as 2025-01-31"):
        client.predict(COP29, until="yesterday", api_name="/ask")


def test_people_read_errors_meant_for_them(desk: Callable[..., Desk], tmp_path: Path) -> None:
    at = archive_of(tmp_path, mill="“The mill will be built anew,” Mayor Ann Poe said.")
    with serving(at) as url:
        asker = desk(url)
        (at / "CURRENT").unlink()
        box = asker.page.get_by_role("textbox", name="Question")
        box.fill("Who spoke?")
        box.press("Enter")
        expect(asker.page.get_by_text("make one: onrecord index FOLDER").first).to_be_visible()


def test_errors_not_meant_for_people_are_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    @guarded
    def broken() -> None:
        raise ZeroDivisionError("a secret <b>path</b>")

    with caplog.at_level(logging.ERROR, "onrecord"), pytest.raises(gr.Error) as shown:
        broken()
    assert "Something went wrong" in shown.value.message
    assert "secret" not in shown.value.message
    assert "a secret" in caplog.text
