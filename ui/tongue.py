"""Tongue: which language a visitor reads, and the page served in it.

Gradio serves one page to everybody. What it says lies in its config, as labels that know how to say themselves; each
visitor is served the config said in their language. Gradio's own words are in the browser: it is told which to use.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Settings
from ui.words import ENGLISH, load, preferred, say, speaking, spoken

_KEY = "onrecord.language"
_SERVED = frozenset({"/", "/config", "/config/"})
"""Where the page's labels are served."""
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

    def __str__(self) -> str:
        """Return the label itself: Gradio keeps what it is given as a string."""
        return self

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
            gradio = load(code)["gradio"]
            own = {"language": code, "i18n_translations": {code: gradio}, "fixed_words": load(code)["gradio_fixed"]}
            self._configs[code] = _said(self._configs[ENGLISH]) | own
        return self._configs[code]

    @config.setter
    def config(self, config: Any) -> None:
        self._configs: dict[str, Any] = {ENGLISH: {**config, "language": ENGLISH}}


def _said(value: Any) -> Any:
    """Return a copy of a value in which each label says itself in the language that is spoken."""
    if isinstance(value, Label):
        return value.saying()
    if isinstance(value, dict):
        return {key: _said(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_said, value))
    return value


_SWITCH = """async () => {
    const {language, fixed_words: words} = window.gradio_config;
    if (language !== document.documentElement.lang)
        (await import(new URL('./assets/CORE', document.baseURI))).changeLocale(language);
    if (!words) return;
    const names = ['aria-label', 'title', 'placeholder'];
    const translate = element => names.forEach(name => {
        const [, text, more] = element.getAttribute(name)?.match(/^([^:]*)(.*)$/s) ?? [];
        const [number] = text?.match(/\\d+/) ?? [], key = text?.replace(number, '#');
        if (Object.hasOwn(words, key)) element.setAttribute(name, words[key].replace('#', number) + more);
    });
    const retitle = ({firstChild: text}) => {
        const title = text?.data.trim();
        if (Object.hasOwn(words, title)) text.data = text.data.replace(title, words[title]);
    };
    const within = element => [element, ...element.querySelectorAll('*')].forEach(each => {
        translate(each);
        if (each.matches('.toast-title, .toast-message-text')) retitle(each);
    });
    within(document.body);
    new MutationObserver(changes => changes.forEach(({type, target, addedNodes}) => {
        if (type === 'attributes') translate(target);
        addedNodes.forEach(node => node.nodeType === Node.ELEMENT_NODE && within(node));
    })).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: names});
}"""


def switch() -> str:
    """Return the script that has Gradio's own words, and the browser, use the language of the page.

    For a language that is not the browser's, or that Gradio does not know, it is switched as in its settings. What
    Gradio says in English whatever the language is changed where it stands.
    """
    [core] = [path.name for path in _ASSETS.glob("core-*.js")]
    return _SWITCH.replace("CORE", core)


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
        if scope["path"] not in _SERVED:
            await self._app({**scope, _KEY: code}, receive, send)
            return

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Language")
            await send(message)

        with speaking(code):
            await self._app({**scope, _KEY: code}, receive, sends)


def heard() -> str:
    """Return the language of the visitor whose event is handled; English where it is nobody's."""
    request = LocalContext.request.get(None)
    inner = request.request if isinstance(request, gr.Request) else None
    return read_by(inner.scope) if inner else ENGLISH


def read_by(scope: Scope) -> str:
    """Return the language of whoever sends a request."""
    return str(scope.get(_KEY, ENGLISH))
