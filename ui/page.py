"""The page: three tabs, to ask, to look people up, and to keep the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from qa import Assistant
from ui import archive_tab, panel, speakers_tab
from ui.exports import Format
from ui.handlers import QUIET, Handlers
from ui.refreshing import Watch, unwatched
from ui.tongue import Label, Page, label, switch

if TYPE_CHECKING:
    from gradio.events import Dependency

CSS = Path(__file__).with_name("style.css")
_EVERY = 1.0  # seconds
_AT_ONCE = 4  # questions answered at the same time
_FOLLOW = """
let before;
watch('value', () => {
    const panel = element.querySelector('[data-answers]');
    const answers = panel ? Number(panel.dataset.answers) : 0;
    const wanted = location.hash.slice(1);
    const newest = [...document.querySelectorAll('#conversation .answer')].pop();
    const clicked = wanted && [...(newest?.querySelectorAll('a.cite') ?? [])].some(a => a.hash === location.hash);
    if (before !== undefined && answers > before && !clicked) {
        if (wanted) location.replace('#-');
        for (let box = element; box; box = box.parentElement) box.scrollTop = 0;
        const asked = [...document.querySelectorAll('#conversation .asked')].pop(), log = asked?.closest('[role=log]');
        if (log) log.scrollTop += asked.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
        asked?.scrollIntoView({block: 'nearest'});
    } else if (wanted && document.querySelector(':target')?.id !== wanted) {
        location.replace(location.hash);
    }
    before = answers;
});
"""
"""After an answer, shows it from its question on and the articles from the first on, and forgets the citation that was
gone to; else goes to the citation that was clicked before its article was there."""


def build(assistant: Assistant, watch: Watch = unwatched) -> gr.Blocks:
    """Return the page that asks `assistant`; each refresh that it begins goes through `watch`."""
    handlers = Handlers(assistant)
    page = Page(title="On Record", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        head = gr.HTML(elem_id="head")
        page.load(handlers.head, None, head, **QUIET)
        clock = gr.Timer(_EVERY)  # what lies in a tab is not there before the tab is opened
        with gr.Tabs() as tabs:
            with gr.Tab(label("page.ask"), id="ask"):
                ask = _Ask(handlers, assistant)
            with gr.Tab(label("page.speakers"), id="speakers"):
                speakers = speakers_tab.build(assistant)
            with gr.Tab(label("page.archive"), id="archive"):
                changed = archive_tab.build(assistant, clock, watch)
        ask.load(page)
        ask.asked_from(speakers, tabs)
        offered = gr.State("")
        choices = [*ask.choices, *speakers.choices, offered]
        page.load(handlers.offer, offered, choices, **QUIET)
        changed.then(handlers.head, None, head, **QUIET)
        changed.then(handlers.refreshed_examples, None, ask.chatbot, **QUIET)
        changed.then(handlers.offer, offered, choices, **QUIET)
        page.load(None, None, None, js=switch(), **QUIET)
        api(handlers.ask, api_name="ask", concurrency_limit=_AT_ONCE)
    return page


class _Ask:
    """The tab in which questions are asked: the chat on the left, the articles it cites on the right."""

    def __init__(self, handlers: Handlers, assistant: Assistant) -> None:
        self._handlers = handlers
        place = hashlib.sha256(str(assistant.archive.at).encode()).hexdigest()[:12]
        self._kept = gr.BrowserState([], storage_key=f"onrecord-{place}", secret="onrecord")  # noqa: S106 - hides nothing
        with gr.Row(elem_classes="columns", equal_height=True):
            with gr.Column(elem_id="chat", scale=5, min_width=300):
                self.chatbot = _chatbot(handlers)
                self._box = gr.Textbox(
                    label=label("ask.question"),
                    show_label=False,
                    placeholder=label("ask.placeholder"),
                    max_length=1000,
                    submit_btn=True,
                    elem_id="question",
                )
                with gr.Row(elem_classes="folds"):
                    self._filters()
                    self._copying()
            with gr.Column(elem_id="sources", scale=6, min_width=300):
                self._panel = gr.HTML(Label(panel.empty), elem_id="panel", elem_classes="panel", js_on_load=_FOLLOW)
        self._question = gr.State("")
        self._listen()

    def _filters(self) -> None:
        with gr.Accordion(label("ask.filters"), open=False, elem_id="filters"):
            with gr.Row():
                since = gr.Textbox(label=label("ask.from"), placeholder="2025-01-31", max_length=10)
                until = gr.Textbox(label=label("ask.to"), placeholder="2025-12-31", max_length=10)
            # Custom values, as what was chosen may go from the archive: it then stays in sight.
            outlets = gr.Dropdown([], label=label("ask.outlets"), multiselect=True, allow_custom_value=True)
            speakers = gr.Dropdown([], label=label("ask.words_of"), multiselect=True, allow_custom_value=True)
            languages = gr.Dropdown([], label=label("ask.languages"), multiselect=True, allow_custom_value=True)
        self._fields = [since, until, outlets, speakers, languages]
        self._outlets = outlets
        self.choices = [outlets, speakers, languages]

    def _copying(self) -> None:
        with gr.Accordion(label("ask.copying"), open=False, elem_id="copying"):
            forms = [(label("ask.text") if form is Format.TEXT else form.value, form.value) for form in Format]
            self._form = gr.Radio(forms, value=Format.TEXT, label=label("ask.last_answer"))
            self._copy = gr.Textbox(
                label=label("ask.ready"), lines=5, max_lines=12, buttons=["copy"], interactive=False
            )
            self._files = gr.HTML(elem_id="files")

    def _listen(self) -> None:
        typed = [self._box, self.chatbot, *self._fields]
        asking: list[Any] = [self._box.submit(self._handlers.respond, typed, [self.chatbot, self._box], **_ASKING)]
        for listener, handler in (
            (self.chatbot.option_select, self._handlers.choose),
            (self.chatbot.example_select, self._handlers.choose),
            (self.chatbot.retry, self._handlers.retry),
        ):
            chosen = listener(handler, self.chatbot, [self._question, self.chatbot], **QUIET)
            asking.append(self._answer_after(chosen.success, self._question))
        self.chatbot.undo(self._handlers.undo, self.chatbot, [self._box, self.chatbot], cancels=asking, **QUIET)
        self.chatbot.like(self._handlers.like, self.chatbot, None, **QUIET)
        self.chatbot.clear(lambda: [], None, self.chatbot, cancels=asking, **QUIET)
        follow = [self._panel, self._files, self._kept]
        changed = self.chatbot.change(self._handlers.follow, self.chatbot, follow, **QUIET)
        copying = (self._handlers.copy, [self.chatbot, self._form], self._copy)
        changed.then(*copying, **_COPYING)
        self._form.change(*copying, **_COPYING)

    def load(self, page: gr.Blocks) -> None:
        """When the page opens, bring back what the browser kept and ask what the address asks."""
        page.load(self._handlers.refreshed_examples, None, self.chatbot, **QUIET)
        arrived = page.load(self._handlers.arrive, self._kept, [self.chatbot, self._question], **QUIET)
        self._answer_after(arrived.then, self._question)

    def asked_from(self, speakers: speakers_tab.Tab, tabs: gr.Tabs) -> None:
        """After a click on the timeline, show this tab and ask its question of the outlets chosen there."""

        def turn(outlets: list[str]) -> tuple[gr.Tabs, list[str]]:
            return gr.Tabs(selected="ask"), outlets

        shown = speakers.clicked.success(turn, speakers.outlets, [tabs, self._outlets], **QUIET)
        self._answer_after(shown.then, speakers.question)

    def _answer_after(self, event: Callable[..., Dependency], question: gr.State) -> Dependency:
        """After `event`, answer a question that was not typed."""
        asked = [question, self.chatbot, *self._fields]
        return event(self._handlers.respond_again, asked, self.chatbot, **_ASKING)


_COPYING: dict[str, Any] = QUIET | {"concurrency_limit": 1, "concurrency_id": "copy"}  # the last one asked for stays
_ASKING: dict[str, Any] = QUIET | {"concurrency_limit": _AT_ONCE, "concurrency_id": "ask"}


def _chatbot(handlers: Handlers) -> gr.Chatbot:
    return gr.Chatbot(
        label=label("ask.conversation"),
        show_label=False,
        elem_id="conversation",
        height="auto",
        autoscroll=False,
        latex_delimiters=[],
        buttons=[],
        placeholder=label("ask.welcome"),
    )
