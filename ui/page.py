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


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page that asks `assistant`."""
    handlers = Handlers(assistant)
    page: gr.Blocks = gr.Blocks(title="On Record", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        head = gr.HTML(elem_id="head")
        with gr.Row(elem_classes="columns", equal_height=True):
            with gr.Column(elem_id="chat", scale=5, min_width=300):
                chatbot = _chat(handlers)
            with gr.Column(elem_id="sources", scale=6, min_width=300):
                shown = gr.HTML(panel.EMPTY, elem_id="panel")
        chatbot.change(handlers.panel, chatbot, shown, show_progress="hidden", api_visibility="private")
        page.load(handlers.head, None, head, show_progress="hidden", api_visibility="private")
        api(handlers.ask, api_name="ask", concurrency_limit=_AT_ONCE)
    return page


def _chat(handlers: Handlers) -> gr.Chatbot:
    """Lay out the chat; return the component that holds its messages."""
    chatbot = gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="conversation",
        height="auto",
        latex_delimiters=[],
        buttons=[],
        placeholder="Ask who said what, when or where. Every answer is a quote from an article.",
    )
    gr.ChatInterface(
        handlers.respond,
        chatbot=chatbot,
        textbox=gr.Textbox(
            label="Question", show_label=False, placeholder="Ask a question", max_length=1000, submit_btn=True
        ),
        examples=handlers.examples(),
        flagging_mode="never",
        analytics_enabled=False,
        concurrency_limit=_AT_ONCE,
        api_visibility="private",
    )
    return chatbot
