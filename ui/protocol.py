"""The protocol: HTTP by uvicorn and h11, but no client may take for ever to send a request's address and headers."""

from __future__ import annotations

import asyncio
import json
import sys
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from index import Settings
from ui.limits import long_head


def protocol(settings: Settings) -> type[H11Protocol]:
    """Return the protocol that keeps the limits of `settings`."""

    class Impatient(H11Protocol):
        """One connection."""

        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._unwatch()

        def send_400_response(self, msg: str) -> None:
            error = sys.exception()
            if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == 431:
                self._refuse(431, long_head(settings))
            else:
                super().send_400_response(msg)

        def _awaits_head(self) -> bool:
            return self.cycle is None or self.cycle.response_complete

        def _watch(self) -> None:
            if not self._awaits_head():
                self._unwatch()
            elif self._deadline is None:
                self._deadline = self.loop.call_later(settings.request_seconds, self._late)

        def _unwatch(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _late(self) -> None:
            self._deadline = None
            if not self._awaits_head() or self.transport.is_closing():
                return
            if self.conn.our_state is h11.IDLE:
                why = f"the request took more than {settings.request_seconds} seconds to come; send it faster"
                self._refuse(408, why)
            self.transport.close()

        def _refuse(self, status: int, why: str) -> None:
            content = json.dumps({"detail": why}).encode()
            headers = [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(content))),
                ("Connection", "close"),
            ]
            for event in (
                h11.Response(status_code=status, headers=headers, reason=HTTPStatus(status).phrase.encode()),
                h11.Data(data=content),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return Impatient
