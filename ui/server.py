"""The server: the page, what programs use, and what guards, limits and watches them, at one address."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.routes import App
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from index import Settings
from index.errors import OnRecordError
from qa import Assistant
from ui import guard, page, rest
from ui.guard import Fence, Guard, Users
from ui.health import Health
from ui.limits import Limits
from ui.metrics import Metrics
from ui.operations import Costs
from ui.protocol import protocol
from ui.service import Service
from ui.tongue import Tongues
from ui.watching import Exposition, Watch, WatchedAssistant, WatchedService, refreshes

_PATIENCE = 3  # seconds that open connections have when the server stops


@dataclass(frozen=True)
class Server:
    """What is being served."""

    url: str
    _uvicorn: uvicorn.Server
    _thread: threading.Thread
    _page: App

    def wait(self) -> None:
        """Serve until interrupted (Ctrl+C)."""
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        self.stop()

    def stop(self) -> None:
        """Stop serving."""
        self._page.get_blocks().close(verbose=False)
        self._page.stop_event.set()  # ends the streams that keep pages informed
        self._uvicorn.should_exit = True
        self._thread.join()


def start(assistant: Assistant, settings: Settings) -> Server:
    """Serve the page that asks `assistant`, and what programs use, as `settings` say; return at once.

    Raises OnRecordError if the port is taken, SettingsError if the users cannot be read.
    """
    listening = _listen(settings)
    try:
        metrics = Metrics(assistant.archive)
        watched = WatchedAssistant(assistant, metrics)
        api = _api(WatchedService(watched, settings, metrics), settings)
        api.router.routes.append(Route(guard.PUBLIC, Health(assistant.archive).answer))
        api.router.routes.append(Route("/metrics", Exposition(metrics).answer))
        shown = _mount_page(api, page.build(watched, refreshes(metrics)), settings)
        limited = Tongues(Limits(api, settings, Costs(shown.get_blocks())), settings)
        running = uvicorn.Server(_configured(Watch(_guarded(limited, settings), metrics), settings))
    except BaseException:
        listening.close()
        raise
    thread = threading.Thread(target=running.run, args=([listening],), name="server", daemon=True)
    thread.start()
    while not running.started:
        if not thread.is_alive():
            raise OnRecordError("the server did not start; its log, above, tells why")
        time.sleep(0.01)
    return Server(_url(settings.host, listening), running, thread, shown)


def _configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=protocol(settings),
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=[str(network) for network in settings.proxies],
        h11_max_incomplete_event_size=settings.max_header_kb * 1000,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=_PATIENCE,
    )


def _listen(settings: Settings) -> socket.socket:
    host = settings.host.strip("[]")
    try:
        family = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, settings.port), family=family, backlog=128)
    except OSError as error:
        raise OnRecordError(
            f"cannot serve on {settings.host}, port {settings.port} ({error}); "
            "choose another one: onrecord serve --port 0"
        ) from error


def _url(host: str, listening: socket.socket) -> str:
    name = host.strip("[]")
    name = "localhost" if name in ("0.0.0.0", "::") else f"[{name}]" if ":" in name else name  # noqa: S104
    return f"http://{name}:{listening.getsockname()[1]}/"


def _guarded(api: ASGIApp, settings: Settings) -> ASGIApp:
    users = Users.of(settings)
    return Fence(Guard(api, users) if users else api, settings.host)


def _api(service: Service, settings: Settings) -> FastAPI:
    if not settings.mcp:
        return rest.app(service)
    from ui import tools  # noqa: PLC0415 - slow, and not always wanted

    endpoint = tools.Endpoint(tools.server(service, settings))

    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        async with endpoint.run():
            yield

    api = rest.app(service, running)
    api.router.routes.append(Route("/mcp", endpoint))
    return api


def _mount_page(api: FastAPI, built: gr.Blocks, settings: Settings) -> App:
    api.add_middleware(CORSMiddleware)  # admits nobody; without it Gradio would admit every origin
    gr.mount_gradio_app(
        api,
        built,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        show_error=False,
        max_file_size=0 if settings.read_only else f"{settings.max_upload_mb}mb",
        css_paths=page.CSS,
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    mounted = api.routes[-1]
    assert isinstance(mounted, Mount) and isinstance(mounted.app, App)
    return mounted.app
