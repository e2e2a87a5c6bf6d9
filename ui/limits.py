"""Limits of what clients may ask of the server: how much, how slowly, how often and how many at once.

Time for a body is reckoned as by Apache's mod_reqtimeout: some seconds, and more for each byte that came.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import anyio
from loky import cpu_count
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Settings
from ui import operations
from ui.guard import is_local
from ui.operations import Costs
from ui.rates import Rate, address
from ui.retold import retold
from ui.tongue import read_by
from ui.words import ENGLISH, speaking

_MEGABYTE = 1_000_000
_KILOBYTE = 1_000
_SLOWEST = 10_000  # bytes a second
_LINGER = 2.0  # seconds that who still sends has to read why it is refused
_FORWARDED = frozenset({"x-forwarded-for", "forwarded", "x-real-ip"})  # what a proxy adds
_OF_THE_PAGE = frozenset({"event", "upload"})
_AGAIN = 5  # seconds after which who finds too many waiting may try again


class _RefusedError(Exception):
    """A request is refused."""

    def __init__(self, status: int, why: str, headers: Mapping[str, str] | None = None) -> None:
        self._status, self._why, self._headers = status, why, headers

    def response(self, scope: Scope) -> JSONResponse:
        """Return what tells it: on the page, in the visitor's language."""
        with speaking(read_by(scope) if operations.named(scope) in _OF_THE_PAGE else ENGLISH):
            return JSONResponse({"detail": retold(self._why)}, self._status, self._headers)


class Limits:
    """An ASGI application that lets through to `app` what keeps within the limits that `settings` name."""

    def __init__(self, app: ASGIApp, settings: Settings, costs: Costs) -> None:
        self._app = app
        self._settings = settings
        self._costs = costs
        self._rate = Rate(settings.max_rate)
        self._places = cpu_count() + settings.max_waiting
        self._working = 0
        """Questions of programs that are answered or wait."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with 408, 413, 429, 431 or 503."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        uploads = scope["path"] == operations.UPLOAD and not self._settings.read_only
        body = _Body(scope, receive, self._settings, uploads)
        try:
            self._check_head(scope)
            body.check_declared()
            await (self._stream(scope, body, send) if uploads else self._whole(scope, body, send))
        except _RefusedError as refusal:
            if body.expected:
                await _interrupt(refusal.response(scope), receive, send)
            else:
                await refusal.response(scope)(scope, receive, send)

    async def _whole(self, scope: Scope, body: _Body, send: Send) -> None:
        """Let a request through when its body is complete."""
        content = await body.read()
        if content is None:
            return
        cost = self._costs.of(scope, content)
        self._check_rate(scope, cost)
        if cost in operations.QUESTIONS:
            self._check_waiting()
        works = cost in operations.QUESTIONS and operations.named(scope) != "event"
        self._working += works
        try:
            await self._app(scope, body.replay(content), send)
        finally:
            self._working -= works

    async def _stream(self, scope: Scope, body: _Body, send: Send) -> None:
        """Let a request through while its body comes."""
        self._check_rate(scope, self._costs.of(scope, b""))
        begun = False

        async def sends(message: Message) -> None:
            nonlocal begun
            if body.refusal is None:
                begun = True
                await send(message)

        try:
            await self._app(scope, body.receive, sends)
        except Exception:
            if body.refusal is None:
                raise
        if body.refusal and not begun:
            raise body.refusal

    def _check_head(self, scope: Scope) -> None:
        size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        size += sum(len(name) + len(value) for name, value in scope["headers"])
        if size > self._settings.max_header_kb * _KILOBYTE:
            raise _RefusedError(431, long_head(self._settings))

    def _check_rate(self, scope: Scope, cost: str | None) -> None:
        most, client = self._settings.max_rate, (scope.get("client") or ("",))[0]
        direct = is_local(str(client)) and _FORWARDED.isdisjoint(Headers(scope=scope))
        if cost is None or not most or direct:
            return
        if wait := self._rate.wait(address(scope)):
            why = f"only {most} questions, searches, uploads and refreshes a minute are taken from one address; wait"
            raise _RefusedError(429, why, {"Retry-After": str(int(wait) + 1)})
        self._rate.count(address(scope))

    def _check_waiting(self) -> None:
        if self._working + self._costs.waiting() >= self._places:
            raise _RefusedError(
                503, "too many questions are waiting already; ask again in a moment", {"Retry-After": str(_AGAIN)}
            )


class _Body:
    """A request's body, received within the limits of size and time."""

    def __init__(self, scope: Scope, receive: Receive, settings: Settings, uploads: bool) -> None:
        headers = Headers(scope=scope)
        self._megabytes = settings.max_uploads_mb if uploads else settings.max_request_mb
        self._seconds = settings.request_seconds
        self._receive = receive
        self._declared = int(headers.get("content-length", "0"))
        self.expected = bool(self._declared) or "transfer-encoding" in headers
        """Whether more of it is to come."""
        self._begun = time.monotonic()
        self._received = 0
        self.refusal: _RefusedError | None = None
        """Why no more of it is received."""

    def check_declared(self) -> None:
        """Raise _RefusedError if the client says that it is too large."""
        self._check_size(self._declared)

    async def read(self) -> bytes | None:
        """Return it whole; None if the client leaves. Raises _RefusedError beyond a limit."""
        pieces = []
        while self.expected:
            message = await self._next()
            if message["type"] == "http.disconnect":
                return None
            pieces.append(message.get("body", b""))
        return b"".join(pieces)

    def replay(self, content: bytes) -> Receive:
        """Return what gives a body that was read already."""
        given = False

        async def receive() -> Message:
            nonlocal given
            if given or not content:
                return await self._receive()
            given = True
            return {"type": "http.request", "body": content, "more_body": False}

        return receive

    async def receive(self) -> Message:
        """Give its next piece; beyond a limit it is as if the client had left, and `refusal` says why."""
        if not self.expected:
            return await self._receive()
        try:
            return await self._next()
        except _RefusedError as refusal:
            self.refusal = refusal
            return {"type": "http.disconnect"}

    async def _next(self) -> Message:
        left = self._begun + self._seconds + self._received / _SLOWEST - time.monotonic()
        try:
            with anyio.fail_after(max(0.0, left)):
                message = await self._receive()
        except TimeoutError as error:
            raise _RefusedError(
                408, f"the request took more than {self._seconds} seconds to come; send it faster"
            ) from error
        self._received += len(message.get("body", b""))
        self.expected = bool(message.get("more_body"))
        self._check_size(self._received)
        return message

    def _check_size(self, size: int) -> None:
        if size > self._megabytes * _MEGABYTE:
            raise _RefusedError(413, f"a request here may have {self._megabytes} MB; send less at once")


async def _interrupt(response: JSONResponse, receive: Receive, send: Send) -> None:
    """Refuse what still comes; it may go on for a moment, else the answer could be lost with the connection."""
    response.headers["Connection"] = "close"
    headers = response.raw_headers
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    with anyio.move_on_after(_LINGER):
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.body", "body": b""})


def long_head(settings: Settings) -> str:
    """Return what is said of an address and headers that are too long."""
    return f"the address and headers of a request may have {settings.max_header_kb} KB; ask in fewer words"
