"""Operations: what a request asks for, as the metrics and the log name it, and which of them cost something."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import gradio as gr
from pydantic import TypeAdapter, ValidationError
from starlette.types import Scope

UPLOAD = "/gradio_api/upload"
QUESTIONS = frozenset({"ask", "search"})
"""Those that wait for their turn."""

_OWN = MappingProxyType(
    {
        **{f"/api/{name}": name for name in ("ask", "search", "speakers", "articles", "refresh")},
        **{f"/{name}": name for name in ("mcp", "health", "metrics")},
        UPLOAD: "upload",
    }
)
_BELOW = MappingProxyType(
    {
        "/api/articles/": "article",
        "/gradio_api/queue/data": "stream",
        "/gradio_api/heartbeat/": "stream",
        "/gradio_api/queue/join": "event",
        "/gradio_api/run/": "event",
        "/gradio_api/api/": "event",
        "/gradio_api/call/": "event",
    }
)
_HANDLERS = MappingProxyType(
    {
        **dict.fromkeys(("ask", "respond", "respond_again"), "ask"),
        **dict.fromkeys(("find", "show"), "find"),
        **dict.fromkeys(("upload", "add_folder", "refresh", "rebuild", "remove", "restore"), "refresh"),
    }
)
"""The page's handlers that cost something."""
_INDEX: TypeAdapter[int | None] = TypeAdapter(int | None)


def named(scope: Scope) -> str:
    """Return the name of a request's operation; "page" for what only the page needs."""
    path = scope["path"]
    if known := _OWN.get(path):
        return known
    name = next((name for start, name in _BELOW.items() if path.startswith(start)), "page")
    return "stream" if name == "event" and scope["method"] == "GET" else name


class Costs:
    """Tells which requests make the machine work: questions, searches, uploads, refreshes."""

    def __init__(self, page: gr.Blocks) -> None:
        self._page = page
        self._lines = {fn.concurrency_id for fn in page.fns.values() if _HANDLERS.get(fn.name or "") == "ask"}
        """Where the page's questions wait."""

    def of(self, scope: Scope, body: bytes) -> str | None:
        """Return what a request costs: ask, search, find, upload or refresh; None if it costs little."""
        operation = named(scope)
        if operation in ("ask", "search", "upload", "refresh"):
            return operation
        if operation not in ("mcp", "event") or scope["method"] != "POST":
            return None
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            return None  # the operation itself says what is wrong with it
        if not isinstance(content, dict):
            return None
        return _tool(content) if operation == "mcp" else self._handler(scope["path"], content)

    def waiting(self) -> int:
        """Return how many of the page's questions wait."""
        queues = self._page._queue.event_queue_per_concurrency_id  # Gradio has no public name for it
        return sum(len(queues[line].queue) for line in self._lines if line in queues)

    def _handler(self, path: str, event: dict[str, Any]) -> str | None:
        """Return what an event costs, found as Gradio finds its handler."""
        kind, _, name = path.removeprefix("/gradio_api/").rstrip("/").partition("/")
        name = name.removeprefix("v2/")
        try:
            index = None if kind == "call" else _INDEX.validate_python(event.get("fn_index"))
        except ValidationError:
            return None
        known = self._page.fns.values()
        called = (fn for fn in known if (fn.api_name == name if index is None else fn._id == index))
        return next((_HANDLERS.get(fn.name or "") for fn in called), None)


def _tool(call: dict[str, Any]) -> str | None:
    parameters = call.get("params")
    if call.get("method") != "tools/call" or not isinstance(parameters, dict):
        return None
    name = parameters.get("name")
    return str(name) if name in ("ask", "search", "refresh") else None
