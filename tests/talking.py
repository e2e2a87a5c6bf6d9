"""Talking to MCP servers from tests that are not asynchronous themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
from mcp import ClientSession
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

Talk = Callable[[ClientSession], Awaitable[Any]]


def run(function: Callable[..., Awaitable[Any]], *args: object) -> Any:
    """Run `function` to its end in a thread of its own; Playwright keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, function, *args).result()


def over_http(url: str, talk: Talk, *credentials: str) -> Any:
    """Return what `talk` returns when it talks to the server at `url`."""

    async def connect() -> Any:
        auth = httpx.BasicAuth(*credentials) if credentials else None
        async with (
            create_mcp_http_client(auth=auth) as client,
            streamable_http_client(f"{url}/mcp", http_client=client) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await talk(session)

    return run(connect)
