"""Tongue: which language a visitor reads, and the page served in it.

Gradio serves one page to everybody. What it says lies in its config, as labels that know how to say themselves; each
visitor is served the config said in their language. Gradio's own words are in the browser: it is told which to use.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from index import Settings
from ui import operations
from ui.words import ENGLISH, LANGUAGES, load, preferred, say, speaking, spoken

_KEY = "onrecord.language"
_ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"


class Label(str):
    """Words of the page; as a string, they are in English."""

    saying: Callable[[], str]

    def __new__(cls, saying: Callable[[], str]) -> Label:
        """Make them of what says them."""
        with speaking(ENGLISH):
            label = super().__new__(cls, saying())
        label.saying = saying
        return label

    def __getnewargs__(self) -> tuple[Callable[[], str]]:  # type: ignore[override]
        """Return what a copy is made of."""
        return (self.saying,)


def label(key: str) -> Label:
    """Return the words called `key` as a label."""
    return Label(lambda: say(key))


class Page(gr.Blocks):
    """A page of which each visitor reads the labels in their language."""

    @property
    def config(self) -> Any:
        """What is served of the page, in the language that is spoken."""
        code = spoken()
        if code not in self._configs:
            self._configs[code] = _said(self._configs[ENGLISH]) | {"language": code, "i18n_translations": _gradios()}
        return self._configs[code]

    @config.setter
    def config(self, config: Any) -> None:
        self._configs: dict[str, Any] = {ENGLISH: config}


def _said(value: Any) -> Any:
    """Return a copy of a value in which each label says itself in the language that is spoken."""
    if isinstance(value, Label):
        return value.saying()
    if isinstance(value, dict):
        return {key: _said(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_said, value))
    return value


@cache
def _gradios() -> dict[str, dict[str, Any]]:
    """Return the words that Gradio's own translations lack, by language."""
    return {code: load(code)["gradio"] for code in LANGUAGES if code != ENGLISH}


def switch() -> str:
    """Return the script that has Gradio use the language of the page for its own words and tell it the browser."""
    [core] = [path.name for path in _ASSETS.glob("core-*.js")]
    return f"""async () => {{
    const language = window.gradio_config?.language;
    if (language) (await import(new URL('./assets/{core}', document.baseURI))).changeLocale(language);
}}"""


class Tongues:
    """An ASGI application that notes for `app` which language a visitor reads, as `settings` say."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._setting = settings.language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through; only the page is said in its language, what programs use stays English."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("accept-language", "")
        code = preferred(accepted) if self._setting == "auto" else self._setting
        with speaking(code if operations.named(scope) == "page" else ENGLISH):
            await self._app({**scope, _KEY: code}, receive, send)


def heard() -> str:
    """Return the language of the visitor whose event is handled; English where it is nobody's."""
    request = LocalContext.request.get(None)
    inner = request.request if isinstance(request, gr.Request) else None
    return str(inner.scope.get(_KEY, ENGLISH)) if inner else ENGLISH
