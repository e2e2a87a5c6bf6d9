"""The page: the chat on the left, the articles it cites on the right (below it on a phone)."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.events import api

from qa import Assistant
from ui import panel
from ui.handlers import Handlers

CSS = Path(__file__).with_name("style.css")
_AT_ONCE = 4  # questions answered at the same time
_HEAD = '<header class="head"><h1>On Record</h1><p>Who said what, in their own words.</p></header>'


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page that asks `assistant`."""
    handlers = Handlers(assistant)
    page: gr.Blocks = gr.Blocks(title="On Record", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        with gr.Row(elem_classes="top"):
            gr.HTML(_HEAD)
            summary = gr.HTML(elem_classes="archive")
        with gr.Row(elem_classes="columns", equal_height=True):
            with gr.Column(elem_id="chat", scale=5, min_width=300):
                chatbot = _chat(handlers)
            with gr.Column(elem_id="sources", scale=6, min_width=300):
                gr.HTML("<h2>Sources</h2>")
                shown = gr.HTML(panel.EMPTY, elem_id="panel")
        chatbot.change(handlers.panel, chatbot, shown, show_progress="hidden", api_visibility="private")
        page.load(handlers.summary, None, summary, show_progress="hidden", api_visibility="private")
        api(handlers.ask, api_name="ask", concurrency_limit=_AT_ONCE)
    return page


def _chat(handlers: Handlers) -> gr.Chatbot:
    """Lay out the chat; return the component that holds its messages."""
    chatbot = gr.Chatbot(
        label="Conversation",
        height="100%",
        latex_delimiters=[],
        buttons=[],
        placeholder="Ask who said what, when or where. Every answer is a quote from an article.",
    )
    gr.ChatInterface(
        handlers.respond,
        chatbot=chatbot,
        textbox=gr.Textbox(placeholder="Ask a question", label="Question", show_label=False, max_length=1000),
        examples=handlers.examples(),
        flagging_mode="never",
        analytics_enabled=False,
        concurrency_limit=_AT_ONCE,
        api_visibility="private",
    )
    return chatbot
