"""The operations as tools of the Model Context Protocol, over standard input and output or over HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from importlib.metadata import version
from inspect import cleandoc
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import anyio
from anyio.to_thread import run_sync
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import BaseModel, ValidationError
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from index import Report, Settings
from index.errors import OnRecordError
from qa import Answer
from ui.service import (
    Articles,
    Asking,
    Listing,
    Naming,
    Opening,
    Passages,
    Refreshing,
    Searching,
    Service,
    Speakers,
    WholeArticle,
    explain,
)

_READS = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
_REFRESHES = ToolAnnotations(readOnlyHint=False, destructiveHint=False, idempotentHint=True, openWorldHint=False)
_INSTRUCTIONS = (
    "On Record is an archive of news articles that answers who said what with verbatim quotes. "
    "Quote word for word and say by whom, where and when; where nothing is found, say so."
)


class _Offer(NamedTuple):
    call: Callable[[Any], BaseModel]
    takes: type[BaseModel]
    gives: type[BaseModel]
    hints: ToolAnnotations = _READS

    @property
    def tool(self) -> Tool:
        return Tool(
            name=self.call.__name__,
            description=cleandoc(self.call.__doc__ or "").partition("\n\nRaises ")[0],
            inputSchema=self.takes.model_json_schema(),
            outputSchema=self.gives.model_json_schema(mode="serialization"),
            annotations=self.hints,
        )


def _offers(service: Service, settings: Settings) -> dict[str, _Offer]:
    offers = [
        _Offer(service.ask, Asking, Answer),
        _Offer(service.search, Searching, Passages),
        _Offer(service.speakers, Naming, Speakers),
        _Offer(service.articles, Listing, Articles),
        _Offer(service.article, Opening, WholeArticle),
    ]
    if not settings.read_only:
        offers.append(_Offer(service.refresh, Refreshing, Report, _REFRESHES))
    return {offer.call.__name__: offer for offer in offers}


def server(service: Service, settings: Settings) -> Server[object]:
    """Return what speaks the protocol for `service`; it offers no refresh where `settings` forbid it."""
    offers = _offers(service, settings)
    tools = [offer.tool for offer in offers.values()]
    speaking: Server[object] = Server("On Record", version("onrecord"), _INSTRUCTIONS)

    async def listed() -> list[Tool]:
        return tools

    async def called(name: str, arguments: dict[str, Any]) -> CallToolResult:
        return await run_sync(_call, offers.get(name), arguments)

    speaking.list_tools()(listed)  # type: ignore[no-untyped-call]
    speaking.call_tool(validate_input=False)(called)
    return speaking


def _call(offer: _Offer | None, arguments: dict[str, Any]) -> CallToolResult:
    if offer is None:
        return _wrong("there is no such tool; list them for those there are")
    try:
        found = offer.call(offer.takes.model_validate(arguments))
    except ValidationError as error:
        return _wrong(explain(error))
    except OnRecordError as error:
        return _wrong(str(error))
    text = TextContent(type="text", text=found.model_dump_json())
    return CallToolResult(content=[text], structuredContent=found.model_dump(mode="json"))


def _wrong(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=why)], isError=True)


class Endpoint:
    """The ASGI application that speaks the protocol over HTTP while it runs."""

    def __init__(self, speaking: Server[object]) -> None:
        self._manager = StreamableHTTPSessionManager(speaking, json_response=True, stateless=True)

    def run(self) -> AbstractAsyncContextManager[None]:
        """Return the context in which requests are served."""
        return self._manager.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; there is nothing to listen to between requests."""
        if scope["method"] == "POST":
            await self._manager.handle_request(scope, receive, send)
        else:
            await JSONResponse({"detail": "send requests with POST"}, 405, {"Allow": "POST"})(scope, receive, send)


@contextmanager
def own_streams() -> Iterator[tuple[TextIO, TextIO]]:
    """Give standard input and output to the protocol alone: whatever else is printed from now on goes to stderr."""
    sys.stdout.flush()
    with (
        os.fdopen(os.dup(0), encoding="utf-8", errors="replace") as stdin,
        os.fdopen(os.dup(1), "w", encoding="utf-8") as stdout,
        Path(os.devnull).open() as nothing,
    ):
        os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)
        yield stdin, stdout


def talk(speaking: Server[object], stdin: TextIO, stdout: TextIO) -> None:
    """Speak the protocol over `stdin` and `stdout` until the input ends."""
    anyio.run(_talk, speaking, stdin, stdout)


async def _talk(speaking: Server[object], stdin: TextIO, stdout: TextIO) -> None:
    async with stdio_server(anyio.wrap_file(stdin), anyio.wrap_file(stdout)) as (read, write):
        await speaking.run(read, write, speaking.create_initialization_options())
