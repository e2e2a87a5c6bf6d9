"""Who is let in: users with a password, this machine by its own names, and no other site's pages."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import logging
import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

import anyio
import bcrypt
from anyio.to_thread import run_sync
from pydantic import SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Settings
from index.errors import SettingsError
from ui.rates import Rate, address

_log = logging.getLogger("onrecord")

_HASH = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_LONGEST = 72  # bytes of a password; bcrypt reads no more
_FAILURES = 10  # from one address in a minute
_CHALLENGE = MappingProxyType({"WWW-Authenticate": 'Basic realm="On Record", charset="UTF-8"'})
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
PUBLIC = "/health"
"""What answers strangers, too, and tells them less."""
_STRANGER = "onrecord.stranger"
_READING = ("GET", "HEAD", "OPTIONS")
_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": "; ".join(
            (
                "default-src 'self'",
                "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio's page has both
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "media-src 'self' data: blob:",
                "worker-src 'self' blob:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)


def is_local(host: str) -> bool:
    """Tell whether only this machine reaches what is served at `host`."""
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"


def hashed(user: str, password: str) -> str:
    """Return the line user:HASH; raises SettingsError if the name or the password will not do."""
    if not user or ":" in user or not user.isprintable() or user != user.strip():
        raise SettingsError("a user's name has no colon and no space around it; choose another one")
    secret = password.encode()
    if not 0 < len(secret) <= _LONGEST or b"\0" in secret:
        raise SettingsError(f"a password has 1 to {_LONGEST} bytes; choose another one")
    return f"{user}:{bcrypt.hashpw(secret, bcrypt.gensalt()).decode()}"


def sealed(settings: Settings) -> Settings:
    """Return `settings` with a hash where they have a clear password, and drop it from the environment.

    Raises SettingsError if `auth` is not user:password or user:HASH.
    """
    for name in [name for name in os.environ if name.upper() == "ONRECORD_AUTH"]:
        del os.environ[name]
    if settings.auth is None:
        return settings
    return settings.model_copy(update={"auth": SecretStr(_sealed(settings.auth.get_secret_value()))})


def _sealed(line: str) -> str:
    user, colon, password = line.partition(":")
    if not colon:
        raise SettingsError("auth has no colon; write it as user:password, or make user:HASH: onrecord password USER")
    return line if user and _HASH.fullmatch(password) else hashed(user, password)


class Users:
    """Who may come in, by the bcrypt hashes of their passwords. Safe to use from several threads."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = {user: known.encode() for user, known in hashes.items()}
        self._anybody = next(iter(self._hashes.values()))

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the users that `settings` name; None if they name none.

        Raises SettingsError if a line is none, or the file cannot be read.
        """
        lines = _lines(settings.auth_file) if settings.auth_file else []
        if settings.auth is not None:
            lines.append(_sealed(settings.auth.get_secret_value()))
        return cls(dict(_pair(line) for line in lines)) if lines else None

    def admit(self, user: str, password: str) -> bool:
        """Tell whether this is a user's password; that takes as long for users that there are not."""
        secret = password.encode()
        if len(secret) > _LONGEST or b"\0" in secret:
            return False
        return bcrypt.checkpw(secret, self._hashes.get(user, self._anybody)) and user in self._hashes


def _pair(line: str) -> tuple[str, str]:
    user, _, known = line.partition(":")
    return user, known


def _lines(path: Path) -> list[str]:
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            _log.warning("%s can be read by others; keep it to yourself: chmod 600 %s", path, path)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); make its lines with: onrecord password USER") from error
    lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), 1)]
    lines = [(place, line) for place, line in lines if line and not line.startswith("#")]
    for place, line in lines:
        user, known = _pair(line)
        if not user or not _HASH.fullmatch(known):
            raise SettingsError(f"{path}, line {place} is not user:HASH; make it with: onrecord password USER")
    if not lines:
        raise SettingsError(f"{path} names nobody; make a line for each user with: onrecord password USER")
    return [line for _, line in lines]


class Guard:
    """An ASGI application that lets `users` through to `app` and nobody else.

    Credentials that were right once are remembered by a keyed digest, so that a page's many requests
    cost one check. After several failures an address has to wait. What is at `PUBLIC` is told by
    `is_stranger` whom it answers.
    """

    def __init__(self, app: ASGIApp, users: Users) -> None:
        self._app = app
        self._users = users
        self._key = secrets.token_bytes()
        self._right: set[bytes] = set()
        self._failures = Rate(_FAILURES)
        self._checking = anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with 401 or 429."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(Headers(scope=scope).get("authorization"), address(scope))
        if refusal and scope["path"] == PUBLIC:
            await self._app({**scope, _STRANGER: True}, receive, send)
        else:
            await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, authorization: str | None, client: str) -> JSONResponse | None:
        if (given := _credentials(authorization)) is None:
            return _refuse(401, "this needs a user's name and password", _CHALLENGE)
        digest = hmac.digest(self._key, "\0".join(given).encode(), "sha256")
        if digest in self._right:
            return None
        async with self._checking:  # one after the other, so that guesses do not keep the machine busy
            if digest in self._right:
                return None
            if wait := self._failures.wait(client):
                later = {"Retry-After": str(int(wait) + 1)}
                return _refuse(429, "too many wrong passwords; try again in a minute", later)
            if await run_sync(self._users.admit, *given):
                self._right.add(digest)
                return None
            self._failures.count(client)
            _log.warning("wrong user or password from %s", client)
        return _refuse(401, "wrong user or password", _CHALLENGE)


def is_stranger(scope: Scope) -> bool:
    """Tell whether a request came in without a user's password where one is needed."""
    return _STRANGER in scope


def _refuse(status: int, why: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"detail": why}, status, headers)


def _credentials(authorization: str | None) -> tuple[str, str] | None:
    """Return user and password of a header; None if it has none."""
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (user, password) if colon else None


class Fence:
    """An ASGI application that keeps other sites away from `app`, served at `host`.

    Where only this machine is served, requests must name it so (else any site could point its own name
    here); what may change something must not come from another site's page; and every answer tells
    browsers to load nothing from elsewhere and to show it inside no other page.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._names = {*_LOCAL, _bracketed(host)} if is_local(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await (self._refusal(scope["method"], Headers(scope=scope)) or self._app)(scope, receive, sends)

    def _refusal(self, method: str, headers: Headers) -> JSONResponse | None:
        host = headers.get("host", "")
        if self._names is not None and re.sub(r":\d*$", "", host).lower() not in self._names:
            return _refuse(403, "this serves its own machine only; use the address that it printed")
        if method not in _READING and _is_foreign(headers, host):
            return _refuse(403, "another site's page may not do this")
        return None


def _is_foreign(headers: Headers, host: str) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != host.lower()


def _bracketed(host: str) -> str:
    name = host.strip("[]").lower()
    return f"[{name}]" if ":" in name else name
