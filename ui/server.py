"""The server of the page."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass

import gradio as gr

from index import Settings
from index.errors import OnRecordError
from qa import Assistant
from ui import page


@dataclass(frozen=True)
class Server:
    """A page that is being served."""

    url: str
    _blocks: gr.Blocks

    def wait(self) -> None:
        """Serve until interrupted (Ctrl+C)."""
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        self.stop()

    def stop(self) -> None:
        """Stop serving."""
        self._blocks.close(verbose=False)


def start(assistant: Assistant, settings: Settings) -> Server:
    """Serve the page that asks `assistant` at the host and port of `settings`; return at once.

    Raises OnRecordError if the port is taken.
    """
    blocks = page.build(assistant)
    try:
        _, url, _ = blocks.launch(
            server_name=settings.host,
            server_port=settings.port or None,
            prevent_thread_lock=True,
            share=False,
            quiet=True,
            ssr_mode=False,
            run_history=False,
            footer_links=["api"],
            css_paths=page.CSS,
            theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        )
    except OSError as error:
        raise OnRecordError(
            f"cannot serve on {settings.host}, port {settings.port} ({error}); "
            "choose another one: onrecord serve --port 0"
        ) from error
    return Server(url, blocks)
