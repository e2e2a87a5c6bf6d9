"""An article that tries everything shows as text in every corner of the page, and nothing of it runs."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from index import Index, Settings
from qa import Assistant
from ui import server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

TRICKS = (
    "<script>window.ran=1</script><img src=x onerror='window.ran=2'><svg onload=window.ran=3>"
    "<iframe srcdoc='<script>parent.ran=4</script>'></iframe><a href='javascript:window.ran=5'>a</a>"
    "</textarea></style></title><style>body{display:none}</style> **bold** `code` [link](javascript:window.ran=6) "
    "![image](x) $$x^2$$ \\(y\\) ${window.ran=7} {{window.ran=8}} <details open ontoggle=window.ran=9>"
)
BIDI = "the \u202edamaged\u202c \u2067gate\u2069 \u202e stays"
PROSE = (
    "which the high water of last winter had damaged, and which our people mended in great haste before the spring "
    "came, held on Sunday against every expectation of the engineers who had watched over it day and night, and it "
    "will hold again next year if the council keeps its promise to the families who live below it"
)
QUOTE = f"“The levee {TRICKS} and {BIDI}, {PROSE},” Minister Nora Vale said."
NAME = "<b onclick=window.ran=10>Ledger</b> \u202eevil"
TITLE = "<img src=x onerror='window.ran=11'> [t](javascript:window.ran=12) \u202etitle"
ELEMENTS = (
    "img, script, iframe, style, svg, code, em, details[open], .katex, [onerror], [onload], [onclick], [ontoggle]"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "articles").mkdir()
    line = "x" * 10_000_000
    article = {"text": f"The levee broke. {QUOTE} {line}", "title": TITLE, "outlet": NAME, "url": "javascript:ran=13"}
    (folder / "articles" / "levee.json").write_text(json.dumps(article | {"date": "2025-02-01"}), "utf-8")
    (folder / "articles" / "<img src=x onerror=ran=14>.pdf").write_bytes(b"%PDF-1.4 broken")
    settings = Settings(archive=folder / "archive", port=0, workers=1)
    Index.refresh(folder / "articles", at=folder / "archive", settings=settings)
    running = server.start(Assistant.open(folder / "archive", settings), settings)
    yield running.url
    running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_it_shows_as_text_everywhere_and_never_runs(page: Page, url: str) -> None:
    dialogs: list[str] = []
    requests: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(url)
    box = page.get_by_role("textbox", name="Question")
    box.fill("What did Nora Vale say?")
    box.press("Enter")
    answer, panel = page.locator(".answer"), page.get_by_role("region", name="Sources")
    expect(answer.locator("blockquote p")).to_have_text([f"{QUOTE} [1]"])
    expect(panel.locator("mark")).to_have_text([QUOTE])
    expect(panel.get_by_role("heading", level=3)).to_have_text(TITLE)
    link = answer.get_by_role("link", name="[1]").bounding_box()
    words = answer.locator("blockquote bdi").first.bounding_box()
    assert link["x"] > words["x"]  # the marks of direction end with the quote
    for place in (answer, panel):
        assert place.locator(ELEMENTS).count() == 0
    page.get_by_role("button", name="Copy, cite, save").click()
    for form in ("Markdown", "BibTeX", "CSL-JSON"):
        page.get_by_role("radio", name=form, exact=True).click()
        page.wait_for_timeout(200)
    page.get_by_role("tab", name="Speakers").click()
    who = page.get_by_label("Who", exact=True)
    who.fill("Nora Vale")
    who.press("Enter")
    expect(page.locator("#statements li")).to_contain_text("The levee <script>")
    assert page.locator(f"#statements :is({ELEMENTS}), #articles :is({ELEMENTS})").count() == 0
    page.get_by_role("tab", name="Archive").click()
    expect(page.locator("#problems td").first).to_have_text("<img src=x onerror=ran=14>.pdf")
    page.locator("#holdings").get_by_label("Articles", exact=True).click()
    expect(page.get_by_role("option").first).to_contain_text("<img src=x")
    assert page.locator(f"#problems :is({ELEMENTS})").count() == 0
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert not dialogs
    assert not [address for address in requests if address.endswith("/x")]
