"""Watching: every request, question and refresh is counted and logged, never its text."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Report, Settings
from index.errors import ArchiveBusyError, OnRecordError
from qa import Answer, Assistant, Passage
from qa.stages import timed
from ui import operations, refreshing
from ui.metrics import Metrics
from ui.service import ReadOnlyError, Refreshing, Service

_log = logging.getLogger("onrecord")
_OFTEN = frozenset({"page", "event", "stream", "health", "metrics"})
"""Operations of which an open page or a supervisor needs many."""


class WatchedAssistant(Assistant):
    """Answers as `inner` does."""

    def __init__(self, inner: Assistant, metrics: Metrics) -> None:
        super().__init__(inner.archive, inner.settings)
        self._inner = inner
        self._metrics = metrics

    def answer(self, *args: Any, **kwargs: Any) -> Answer:
        """Answer as `inner` does."""
        begun, outcome, generation = time.perf_counter(), "failed", None
        with timed() as stages:
            try:
                answer = self._inner.answer(*args, **kwargs)
                outcome, generation = answer.status.value, answer.generation
                return answer
            except OnRecordError:
                outcome = "refused"
                raise
            finally:
                seconds = time.perf_counter() - begun
                self._metrics.question(outcome, seconds, stages)
                fields = {"operation": "question", "status": outcome, "seconds": seconds, "generation": generation}
                _log.info("question", extra=fields | {"stages": dict(stages)})

    def search(self, *args: Any, **kwargs: Any) -> list[Passage]:
        """Search as `inner` does."""
        return self._inner.search(*args, **kwargs)


def refreshes(metrics: Metrics) -> refreshing.Watch:
    """Return what runs a refresh, whoever asked for it, and counts and logs it."""

    def watch(run: Callable[[], Report]) -> Report:
        begun, outcome, generation = time.perf_counter(), "failed", None
        try:
            report = run()
            outcome, generation = "changed" if report.changed else "unchanged", report.generation
            return report
        except ArchiveBusyError:
            outcome = "busy"
            raise
        except ReadOnlyError:
            outcome = "refused"
            raise
        finally:
            metrics.refresh(outcome)
            seconds = time.perf_counter() - begun
            fields = {"operation": "refresh", "status": outcome, "seconds": seconds, "generation": generation}
            _log.info("refresh", extra=fields)

    return watch


class WatchedService(Service):
    """Offers the same operations."""

    def __init__(self, assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
        super().__init__(assistant, settings)
        self._watch = refreshes(metrics)

    def refresh(self, refreshing: Refreshing) -> Report:  # noqa: D102 - below
        return self._watch(functools.partial(super().refresh, refreshing))

    refresh.__doc__ = Service.refresh.__doc__


class Watch:
    """An ASGI application that counts and logs what passes through to `app`."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), "none"

        async def sends(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, sends)
        except Exception:
            status = "500" if status == "none" else status
            raise
        finally:
            operation, seconds = operations.named(scope), time.perf_counter() - begun
            self._metrics.request(operation, status, seconds)
            fields = {"operation": operation, "status": status, "seconds": seconds}
            _log.log(logging.DEBUG if operation in _OFTEN else logging.INFO, "request", extra=fields)


class Exposition:
    """Shows metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def answer(self, request: Request) -> Response:
        """Return them in the format that the client accepts, Prometheus's text else."""
        content, content_type = self._metrics.exposed(request.headers.get("accept", ""))
        return Response(content, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
